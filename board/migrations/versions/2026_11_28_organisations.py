"""Organisations with officers and an adviser, and what is posted in their name; committees may have officers too.

Revision ID: 6e2f9b1d53c8
Revises: 1f6b3c9d2a84
"""

import sqlalchemy as sa
from alembic import op

import board.kernel.db

revision = "6e2f9b1d53c8"
down_revision = "1f6b3c9d2a84"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("STUDENTS", "COMMITTEE", name="organisationkind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("adviser_id", sa.Integer(), nullable=True),
        sa.Column("advised_until", sa.Date(), nullable=True),
        sa.Column("suspended_at", board.kernel.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("created_at", board.kernel.db.UTCDateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "adviser_id IS NULL OR advised_until IS NOT NULL", name=op.f("ck_organisations_adviser_has_a_last_day")
        ),
        sa.ForeignKeyConstraint(
            ["adviser_id"], ["users.id"], name=op.f("fk_organisations_adviser_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("name", name=op.f("uq_organisations_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_organisations_adviser_id"), "organisations", ["adviser_id"])
    op.create_table(
        "officers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint("starts <= ends", name=op.f("ck_officers_term_in_order")),
        sa.CheckConstraint("left_on IS NULL OR left_on >= starts", name=op.f("ck_officers_left_after_the_start")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_officers_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_officers_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officers")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_officers_organisation_id"), "officers", ["organisation_id"])
    op.create_index(op.f("ix_officers_user_id"), "officers", ["user_id"])
    with op.batch_alter_table("opportunities", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_opportunities_organisation_id"),
            "organisations",
            ["organisation_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_index(op.f("ix_opportunities_organisation_id"), ["organisation_id"])
    with op.batch_alter_table("committees", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_committees_organisation_id"),
            "organisations",
            ["organisation_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_unique_constraint(op.f("uq_committees_organisation_id"), ["organisation_id"])


def downgrade() -> None:
    with op.batch_alter_table("committees", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(op.f("uq_committees_organisation_id"), type_="unique")
        batch_op.drop_constraint(op.f("fk_committees_organisation_id"), type_="foreignkey")
        batch_op.drop_column("organisation_id")
    with op.batch_alter_table("opportunities", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(op.f("ix_opportunities_organisation_id"))
        batch_op.drop_constraint(op.f("fk_opportunities_organisation_id"), type_="foreignkey")
        batch_op.drop_column("organisation_id")
    op.drop_table("officers")
    op.drop_table("organisations")
