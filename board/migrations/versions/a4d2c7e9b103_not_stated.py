"""What nobody has stated of a posting is empty: place, pay and the number of seats."""

import sqlalchemy as sa
from alembic import op

revision = "a4d2c7e9b103"
down_revision = "2f6c1d0b7a94"
branch_labels = None
depends_on = None

PLACE = sa.Enum("ON_SITE", "HYBRID", "REMOTE", name="placemode", native_enum=False, length=40)
PAY = sa.Enum("NONE", "EXPENSES", "STIPEND", "COURSE_CREDIT", name="pay", native_enum=False, length=40)
AMOUNT = "only_a_stipend_has_an_amount"
IMPORTED = "source_key IS NOT NULL AND version = 1"
"""Brought in from a file and never edited: what such a posting says of its pay was not in the file."""


def upgrade() -> None:
    with op.batch_alter_table("opportunities") as batch_op:
        batch_op.alter_column("place_mode", existing_type=PLACE, nullable=True)
        batch_op.alter_column("seats", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("pay", existing_type=PAY, nullable=True)
        batch_op.drop_constraint(op.f(f"ck_opportunities_{AMOUNT}"), type_="check")
        batch_op.create_check_constraint(
            op.f(f"ck_opportunities_{AMOUNT}"), "pay_amount IS NULL OR COALESCE(pay, '') = 'STIPEND'"
        )
    op.execute(f"UPDATE opportunities SET pay = NULL WHERE pay = 'NONE' AND {IMPORTED}")
    op.execute(f"UPDATE opportunities SET place_mode = NULL WHERE place_mode = 'ON_SITE' AND {IMPORTED}")
    op.execute(f"UPDATE opportunities SET seats = NULL WHERE seats = 1 AND seats_taken = 0 AND {IMPORTED}")


def downgrade() -> None:
    op.execute("UPDATE opportunities SET pay = 'NONE' WHERE pay IS NULL")
    op.execute("UPDATE opportunities SET place_mode = 'ON_SITE' WHERE place_mode IS NULL")
    op.execute("UPDATE opportunities SET seats = CASE WHEN seats_taken > 1 THEN seats_taken ELSE 1 END WHERE seats IS NULL")
    with op.batch_alter_table("opportunities") as batch_op:
        batch_op.drop_constraint(op.f(f"ck_opportunities_{AMOUNT}"), type_="check")
        batch_op.create_check_constraint(
            op.f(f"ck_opportunities_{AMOUNT}"), "(pay = 'STIPEND') OR pay_amount IS NULL"
        )
        batch_op.alter_column("pay", existing_type=PAY, nullable=False)
        batch_op.alter_column("seats", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("place_mode", existing_type=PLACE, nullable=False)
