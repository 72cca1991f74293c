"""A saved posting that was taken off the list keeps its note for whoever saves it again."""

import sqlalchemy as sa
from alembic import op

import board.kernel.db

revision = "e2b7f49c6d13"
down_revision = "e2a94c70b6d1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("saved_opportunities", schema=None) as batch_op:
        batch_op.add_column(sa.Column("removed_at", board.kernel.db.UTCDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.execute("DELETE FROM saved_opportunities WHERE removed_at IS NOT NULL")
    with op.batch_alter_table("saved_opportunities", schema=None) as batch_op:
        batch_op.drop_column("removed_at")
