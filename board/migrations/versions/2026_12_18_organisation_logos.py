"""The logo of an organisation.

Revision ID: 7d2f81c6e04b
Revises: 5e0b9c3f7a18
"""

import sqlalchemy as sa
from alembic import op

revision = "7d2f81c6e04b"
down_revision = "5e0b9c3f7a18"
branch_labels = None
depends_on = None
WHILE_RUNNING = True


def upgrade() -> None:
    op.create_table(
        "organisation_logos",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_logos_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_organisation_logos")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    op.drop_table("organisation_logos")
