"""Private notes are found by the end of their pair: that they were erased is noted no more.

Revision ID: 1f6b3c9d2a84
Revises: 8c41f2d6e0a7
"""

import sqlalchemy as sa
from alembic import op

revision = "1f6b3c9d2a84"
down_revision = "8c41f2d6e0a7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("mentorships", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("notes_erased_at")


def downgrade() -> None:
    with op.batch_alter_table("mentorships", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("notes_erased_at", sa.DateTime(timezone=True), nullable=True))
