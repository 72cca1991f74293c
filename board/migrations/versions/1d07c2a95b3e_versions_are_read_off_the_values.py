"""A form's version is read off its values, so no row counts its own."""

import sqlalchemy as sa
from alembic import op

revision = "1d07c2a95b3e"
down_revision = "7b1e94d3c2a8"
branch_labels = None
depends_on = None

COUNTED = {"applications": "note_version", "selections": "version", "reviews": "version"}


def upgrade() -> None:
    for table, column in COUNTED.items():
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(column)


def downgrade() -> None:
    for table, column in COUNTED.items():
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column(column, sa.Integer(), nullable=False, server_default=sa.text("1")))
