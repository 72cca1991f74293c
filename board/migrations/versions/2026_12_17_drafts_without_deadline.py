"""A draft without a deadline is one whose deadline nobody has stated yet: that it is rolling is chosen."""

from alembic import op

revision = "5e0b9c3f7a18"
down_revision = "c41d7a90b2e6"
branch_labels = None
depends_on = None
WHILE_RUNNING = True


def upgrade() -> None:
    op.execute(
        "UPDATE opportunities SET is_deadline_unstated = true "
        "WHERE closes_at IS NULL AND state IN ('DRAFT', 'CHANGES_ASKED')"
    )


def downgrade() -> None:
    """Nothing: what nobody had stated before is not known any more."""
