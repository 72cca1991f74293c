"""Check-ins asked for."""

import sqlalchemy as sa
from alembic import op

revision = "ee8b871e8a3d"
down_revision = "e920f585428b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('mentorships', schema=None) as batch_op:
        batch_op.add_column(sa.Column('check_in_invited', sa.String(), server_default=sa.text("('')"), nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('mentorships', schema=None) as batch_op:
        batch_op.drop_column('check_in_invited')

