"""How many words an answer may have."""

import sqlalchemy as sa
from alembic import op

revision = "b81f6d2a7c05"
down_revision = "a7d15c3e9b42"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("questions") as batch_op:
        batch_op.add_column(sa.Column("limit_words", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("questions") as batch_op:
        batch_op.drop_column("limit_words")
