"""Whose emails come back."""

import sqlalchemy as sa
from alembic import op

revision = "e2a94c70b6d1"
down_revision = "b7e1f04a9c52"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("undeliverable_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_column("undeliverable_at")
