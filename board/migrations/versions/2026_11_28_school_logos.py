"""The school's logo.

Revision ID: 5d0e7c41ab96
Revises: 5a0c1de3f7b2
"""

import sqlalchemy as sa
from alembic import op

revision = "5d0e7c41ab96"
down_revision = "5a0c1de3f7b2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "school_logos",
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_school_logos")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("school_logos")
