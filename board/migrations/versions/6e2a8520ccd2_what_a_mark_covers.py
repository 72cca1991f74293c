"""What a mark covers."""

import sqlalchemy as sa
from alembic import op

revision = "6e2a8520ccd2"
down_revision = "6366a7b40080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('record_entries', schema=None) as batch_op:
        batch_op.add_column(sa.Column('words_verified', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute("UPDATE record_entries SET words_verified = (verified_at IS NOT NULL)")


def downgrade() -> None:
    with op.batch_alter_table('record_entries', schema=None) as batch_op:
        batch_op.drop_column('words_verified')
