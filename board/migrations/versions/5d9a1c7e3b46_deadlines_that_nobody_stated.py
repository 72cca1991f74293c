"""A posting whose deadline nobody has stated says so, instead of being rolling."""

import sqlalchemy as sa
from alembic import op

revision = "5d9a1c7e3b46"
down_revision = "4c8e2a6f19d3"
branch_labels = None
depends_on = None

CHECK = "ck_opportunities_a_deadline_is_stated"


def upgrade() -> None:
    with op.batch_alter_table("opportunities") as batch_op:
        batch_op.add_column(sa.Column("is_deadline_unstated", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_check_constraint(batch_op.f(CHECK), "closes_at IS NULL OR NOT is_deadline_unstated")


def downgrade() -> None:
    with op.batch_alter_table("opportunities") as batch_op:
        batch_op.drop_constraint(batch_op.f(CHECK), type_="check")
        batch_op.drop_column("is_deadline_unstated")
