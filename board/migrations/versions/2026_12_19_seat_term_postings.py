"""The posting by which a term on a committee was filled.

Revision ID: 41c8e7a05d9b
Revises: 7d2f81c6e04b
"""

import sqlalchemy as sa
from alembic import op

revision = "41c8e7a05d9b"
down_revision = "7d2f81c6e04b"
branch_labels = None
depends_on = None
WHILE_RUNNING = True

FILLED_BY = """
UPDATE seat_terms SET opportunity_id = (
    SELECT max(placements.opportunity_id) FROM placements
    JOIN committee_seats ON committee_seats.opportunity_id = placements.opportunity_id
    WHERE committee_seats.id = seat_terms.seat_id AND placements.student_id = seat_terms.user_id
)
WHERE NOT is_alternate
"""
"""Of earlier postings of a seat nothing is known: each seat names its last alone."""


def upgrade() -> None:
    with op.batch_alter_table("seat_terms", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("opportunity_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_seat_terms_opportunity_id"), ["opportunity_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_seat_terms_opportunity_id"), "opportunities", ["opportunity_id"], ["id"], ondelete="SET NULL"
        )
    op.execute(FILLED_BY)


def downgrade() -> None:
    with op.batch_alter_table("seat_terms", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_seat_terms_opportunity_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_seat_terms_opportunity_id"))
        batch_op.drop_column("opportunity_id")
