"""That a worker is about."""

import sqlalchemy as sa
from alembic import op

import board.kernel.db

revision = "5e19c0aa4d73"
down_revision = "c81e5a7f20d4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "heartbeats",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", board.kernel.db.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_heartbeats")),
    )


def downgrade() -> None:
    op.drop_table("heartbeats")
