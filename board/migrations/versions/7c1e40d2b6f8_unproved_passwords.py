"""A password that was chosen before its address was proved counts for nothing: its owner may be another."""

from alembic import op

revision = "7c1e40d2b6f8"
down_revision = "1d07c2a95b3e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("UPDATE users SET password_hash = '' WHERE confirmed_at IS NULL")


def downgrade() -> None:
    """Hashes that were cleared are not known any more: their owners set a password by the link in an email."""
