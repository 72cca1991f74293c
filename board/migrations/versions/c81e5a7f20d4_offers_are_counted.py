"""Offers that wait for an answer are counted beside the places that are taken."""

import sqlalchemy as sa
from alembic import op

revision = "c81e5a7f20d4"
down_revision = "7c1e40d2b6f8"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("opportunities", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seats_offered", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.create_check_constraint(batch_op.f("ck_opportunities_offers_are_counted"), "seats_offered >= 0")
    op.execute(
        """UPDATE opportunities SET seats_offered = (
            SELECT count(*) FROM applications
            WHERE applications.opportunity_id = opportunities.id AND applications.state = 'OFFERED'
        )"""
    )


def downgrade() -> None:
    with op.batch_alter_table("opportunities", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_opportunities_offers_are_counted"), type_="check")
        batch_op.drop_column("seats_offered")
