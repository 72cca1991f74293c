"""A quiz may ask fewer questions in a try than it has, so that the next try asks others."""

import sqlalchemy as sa
from alembic import op

revision = "a6d2c85f1e37"
down_revision = "b81f6d2a7c05"
branch_labels = None
depends_on = None

CHECK = "ck_activities_a_try_asks_something"


def upgrade() -> None:
    with op.batch_alter_table("activities") as batch_op:
        batch_op.add_column(sa.Column("questions_per_try", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f(CHECK), "questions_per_try >= 1")


def downgrade() -> None:
    with op.batch_alter_table("activities") as batch_op:
        batch_op.drop_constraint(batch_op.f(CHECK), type_="check")
        batch_op.drop_column("questions_per_try")
