"""Who saved a form last."""

import sqlalchemy as sa
from alembic import op

revision = "a7d15c3e9b42"
down_revision = "7d1c93e5ab42"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "last_saves",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_last_saves_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_last_saves")),
    )
    with op.batch_alter_table("last_saves") as batch_op:
        batch_op.create_index(batch_op.f("ix_last_saves_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_table("last_saves")
