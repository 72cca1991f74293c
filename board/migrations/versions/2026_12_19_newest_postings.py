"""Indexes by which all postings are listed, the newest first, and the open ones, closing soonest first.

Revision ID: 3f6a1d94b7e2
Revises: c41e7a90d253
"""

from alembic import op

revision = "3f6a1d94b7e2"
down_revision = "c41e7a90d253"
branch_labels = None
depends_on = None
WHILE_RUNNING = True


def upgrade() -> None:
    op.create_index("ix_opportunities_created_at", "opportunities", ["created_at"])
    op.create_index(
        "ix_opportunities_soonest_first",
        "opportunities",
        ["state", "closes_at", "is_deadline_unstated", "id", "opens_at"],
    )


def downgrade() -> None:
    op.drop_index("ix_opportunities_soonest_first", "opportunities")
    op.drop_index("ix_opportunities_created_at", "opportunities")
