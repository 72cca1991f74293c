"""How often words were searched and not found."""

import sqlalchemy as sa
from alembic import op

revision = "c41d7a90b2e6"
down_revision = "8d20b6f4a17c"
branch_labels = None
depends_on = None
WHILE_RUNNING = True


def upgrade() -> None:
    op.create_table(
        "empty_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.CheckConstraint("times > 0", name=op.f("ck_empty_searches_was_searched")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_empty_searches")),
        sa.UniqueConstraint("week", "words", name=op.f("uq_empty_searches_week_words")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("empty_searches")
