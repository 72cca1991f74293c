"""Approved hours that were corrected, by whom and why."""

import sqlalchemy as sa
from alembic import op

revision = "2b7e04c1fa93"
down_revision = "a6d2c85f1e37"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("placement_hours") as batch_op:
        batch_op.add_column(sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True))
        for name in ("corrected_by", "correction"):
            batch_op.add_column(sa.Column(name, sa.String(), server_default=sa.text("''"), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("placement_hours") as batch_op:
        for name in ("correction", "corrected_by", "corrected_at"):
            batch_op.drop_column(name)
