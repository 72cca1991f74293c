"""The row in which the worker keeps what it found when it looked for what can never be so.

Revision ID: 5d1e8a0c42b7
Revises: 5b1d0c7e9a42
"""

import sqlalchemy as sa
from alembic import op

import board.kernel.db

revision = "5d1e8a0c42b7"
down_revision = "5b1d0c7e9a42"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invariant_checks",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", board.kernel.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("invariants", sa.Integer(), nullable=False),
        sa.Column("broken", sa.Integer(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_invariant_checks")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("invariant_checks")
