"""What the school decides itself.

Revision ID: 3a9c1f0b7d52
Revises: 796ec35bfc08
"""

import sqlalchemy as sa
from alembic import op

import board.kernel.db

revision = "3a9c1f0b7d52"
down_revision = "796ec35bfc08"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "school_settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", board.kernel.db.UTCDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_school_settings")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("school_settings")
