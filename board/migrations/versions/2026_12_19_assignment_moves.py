"""How often the day of an assignment was moved.

Revision ID: c41e7a90d253
Revises: 41c8e7a05d9b
"""

import sqlalchemy as sa
from alembic import op

revision = "c41e7a90d253"
down_revision = "41c8e7a05d9b"
branch_labels = None
depends_on = None
WHILE_RUNNING = True


def upgrade() -> None:
    op.add_column("assignments", sa.Column("times_moved", sa.Integer(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    op.drop_column("assignments", "times_moved")
