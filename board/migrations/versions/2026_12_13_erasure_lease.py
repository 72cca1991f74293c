"""A run that erases a person takes the lease that all work has: a row says whose it is."""

import sqlalchemy as sa
from alembic import op

revision = "b7f41c8e0d95"
down_revision = "5e0c9b27d4a8"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("erasure_requests") as table:
        table.add_column(sa.Column("leased_by", sa.String(), server_default="", nullable=False))


def downgrade():
    with op.batch_alter_table("erasure_requests") as table:
        table.drop_column("leased_by")
