"""People who ask to be erased, and rows without a person.

Revision ID: 4c8a2f6d1b90
Revises: e27a95c1d340
"""

import sqlalchemy as sa
from alembic import op

revision = "4c8a2f6d1b90"
down_revision = "e27a95c1d340"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("users", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "erasure_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows_erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("marks", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.CheckConstraint(
            "cancelled_at IS NULL OR begun_at IS NULL", name=op.f("ck_erasure_requests_what_began_is_not_cancelled")
        ),
        sa.CheckConstraint(
            "rows_erased_at IS NULL OR begun_at IS NOT NULL", name=op.f("ck_erasure_requests_first_it_begins")
        ),
        sa.CheckConstraint(
            "done_at IS NULL OR rows_erased_at IS NOT NULL", name=op.f("ck_erasure_requests_first_the_rows")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_erasure_requests_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_erasure_requests_asked_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_requests")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("erasure_requests") as table:
        table.create_index(table.f("ix_erasure_requests_user_id"), ["user_id"])
        table.create_index(table.f("ix_erasure_requests_asked_by_id"), ["asked_by_id"])
        table.create_index(table.f("ix_erasure_requests_due_at"), ["due_at"])
        table.create_index(
            "uq_erasure_requests_open",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("erasure_requests")
    with op.batch_alter_table("users", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("erased_at")
