"""Edits of public postings that wait for a coordinator."""

import sqlalchemy as sa
from alembic import op

import board.kernel.db

revision = "7d2b64c1e0a5"
down_revision = "5b0f3d9a1c77"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "opportunity_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", board.kernel.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("proposed", sa.JSON(), nullable=False),
        sa.Column("returned_at", board.kernel.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["users.id"], name=op.f("fk_opportunity_revisions_by_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunities.id"],
            name=op.f("fk_opportunity_revisions_opportunity_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunity_revisions")),
        sa.UniqueConstraint("opportunity_id", name=op.f("uq_opportunity_revisions_opportunity_id")),
    )
    with op.batch_alter_table("opportunity_revisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opportunity_revisions_by_id"), ["by_id"], unique=False)


def downgrade() -> None:
    op.drop_table("opportunity_revisions")
