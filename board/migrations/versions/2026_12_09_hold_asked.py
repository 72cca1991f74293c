"""Since when a person asks the school to tell nobody that they are here, beside what the registrar's roster says."""

import sqlalchemy as sa
from alembic import op

revision = "c41e7a93d206"
down_revision = "4c8a2f6d1b90"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("users") as table:
        table.add_column(sa.Column("hold_asked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    with op.batch_alter_table("users") as table:
        table.drop_column("hold_asked_at")
