"""An index by which all postings are listed, the newest first.

Revision ID: 3f6a1d94b7e2
Revises: 7d2f81c6e04b
"""

from alembic import op

revision = "3f6a1d94b7e2"
down_revision = "7d2f81c6e04b"
branch_labels = None
depends_on = None
WHILE_RUNNING = True


def upgrade() -> None:
    op.create_index("ix_opportunities_created_at", "opportunities", ["created_at"])


def downgrade() -> None:
    op.drop_index("ix_opportunities_created_at", "opportunities")
