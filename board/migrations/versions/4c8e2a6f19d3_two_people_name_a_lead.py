"""Two people name a safeguarding lead. Who is one already stays; who named themself waits for a second coordinator."""

import sqlalchemy as sa
from alembic import op

revision = "4c8e2a6f19d3"
down_revision = "e2b7f49c6d13"
branch_labels = None
depends_on = None

CHECKS = {
    "two_people_name_a_lead": "(confirmed_by_id IS NULL OR confirmed_by_id != named_by_id)",
    "nobody_names_themself": "named_by_id IS NULL OR named_by_id != user_id",
}
KEYS = ("confirmed_by_id", "ending_by_id")


def upgrade() -> None:
    with op.batch_alter_table("safeguarding_leads") as batch_op:
        batch_op.add_column(sa.Column("confirmed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ending_by_id", sa.Integer(), nullable=True))
        for key in KEYS:
            name = batch_op.f(f"fk_safeguarding_leads_{key}")
            batch_op.create_foreign_key(name, "users", [key], ["id"], ondelete="SET NULL")
    itself = "named_by_id = user_id"
    op.execute(f"UPDATE safeguarding_leads SET confirmed_at = named_at WHERE named_by_id IS NULL OR NOT {itself}")
    op.execute(f"UPDATE safeguarding_leads SET named_by_id = NULL WHERE {itself}")
    with op.batch_alter_table("safeguarding_leads") as batch_op:
        for name, rule in CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f"ck_safeguarding_leads_{name}"), rule)


def downgrade() -> None:
    with op.batch_alter_table("safeguarding_leads") as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_safeguarding_leads_{name}"), type_="check")
        for key in KEYS:
            batch_op.drop_constraint(batch_op.f(f"fk_safeguarding_leads_{key}"), type_="foreignkey")
        for column in ("ending_by_id", "confirmed_at", "confirmed_by_id"):
            batch_op.drop_column(column)
