"""The credit that a certificate was given with, and what the catalogue has of what was learned elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "e41c7a90b6d3"
down_revision = "3dc28aaaff7f"
branch_labels = None
depends_on = None

LINK = "fk_outside_activities_activity_id"


def upgrade() -> None:
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.add_column(sa.Column("credit_quarters", sa.Integer(), nullable=True))
    with op.batch_alter_table("outside_activities", schema=None) as batch_op:
        batch_op.add_column(sa.Column("activity_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_outside_activities_activity_id"), ["activity_id"], unique=False)
        batch_op.create_foreign_key(LINK, "activities", ["activity_id"], ["id"], ondelete="SET NULL")
    _keep_what_was_designated()


def downgrade() -> None:
    with op.batch_alter_table("outside_activities", schema=None) as batch_op:
        batch_op.drop_constraint(LINK, type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_outside_activities_activity_id"))
        batch_op.drop_column("activity_id")
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.drop_column("credit_quarters")


def _keep_what_was_designated() -> None:
    """Certificates that bear a statement get the credit that their activity has."""
    activities = sa.table("activities", *map(sa.column, ("id", "credit_quarters")))
    certificates = sa.table("certificates", *map(sa.column, ("activity_id", "credit_statement", "credit_quarters")))
    designated = sa.select(activities.c.credit_quarters).where(activities.c.id == certificates.c.activity_id)
    stated = sa.update(certificates).where(certificates.c.credit_statement != "")
    op.execute(stated.values(credit_quarters=designated.scalar_subquery()))
