"""What the registrar's roster says of people, and accounts that are joined or looked at by the office."""

import sqlalchemy as sa
from alembic import op

revision = "7c2e9d41ab60"
down_revision = "5d0e7c41ab96"
branch_labels = None
depends_on = None

EMPTY = sa.text("''")
STATUS = sa.Enum(
    "ENROLLED", "ON_LEAVE", "GRADUATED", "WITHDRAWN", "DISMISSED", name="studentstatus", native_enum=False, length=40
)
FACT = sa.Enum("CLASS_YEAR", "COHORT", "STATUS", name="rosterfact", native_enum=False, length=40)

def _columns():
    return (
        sa.Column("roster_id", sa.String(), server_default=EMPTY, nullable=False),
        sa.Column("roster_email", sa.String(), server_default=EMPTY, nullable=False),
        sa.Column("registered_name", sa.String(), server_default=EMPTY, nullable=False),
        sa.Column("cohort", sa.String(), server_default=EMPTY, nullable=False),
        sa.Column("graduates_on", sa.Date(), nullable=True),
        sa.Column("student_status", STATUS, server_default=sa.text("'ENROLLED'"), nullable=False),
        sa.Column("status_since", sa.Date(), nullable=True),
        sa.Column("status_until", sa.Date(), nullable=True),
        sa.Column("adviser", sa.String(), server_default=EMPTY, nullable=False),
        sa.Column("directory_hold", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("absent_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invitations", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
    )


def upgrade():
    with op.batch_alter_table("users", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        for column in _columns():
            batch_op.add_column(column)
        batch_op.create_foreign_key(
            batch_op.f("fk_users_merged_into_id"), "users", ["merged_into_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(batch_op.f("ix_users_merged_into_id"), ["merged_into_id"], unique=False)
    only_given = sa.text("roster_id <> ''")
    op.create_index(
        "ix_users_roster_id", "users", ["roster_id"], unique=True, sqlite_where=only_given, postgresql_where=only_given
    )
    with op.batch_alter_table("sessions", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("sees_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("sees_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_sessions_sees_id"), "users", ["sees_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(batch_op.f("ix_sessions_sees_id"), ["sees_id"], unique=False)
    op.create_table(
        "roster_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("fact", FACT, nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("is_due", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_roster_periods_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_periods")),
        sa.UniqueConstraint("user_id", "fact", "since", name=op.f("uq_roster_periods_user_id_fact_since")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_roster_periods_user_id"), "roster_periods", ["user_id"])
    op.create_index(op.f("ix_roster_periods_is_due"), "roster_periods", ["is_due"])
    op.create_table(
        "roster_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_roster_files_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_files")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_roster_files_by_id"), "roster_files", ["by_id"])
    op.create_table(
        "roster_columns",
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("heading", name=op.f("pk_roster_columns")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "account_merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["kept_id"], ["users.id"], name=op.f("fk_account_merges_kept_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["gone_id"], ["users.id"], name=op.f("fk_account_merges_gone_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_account_merges_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_merges")),
        sqlite_autoincrement=True,
    )
    for column in ("kept_id", "gone_id", "by_id"):
        op.create_index(op.f(f"ix_account_merges_{column}"), "account_merges", [column])


def downgrade():
    for table in ("account_merges", "roster_columns", "roster_files", "roster_periods"):
        op.drop_table(table)
    with op.batch_alter_table("sessions", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_sees_id"))
        batch_op.drop_constraint(batch_op.f("fk_sessions_sees_id"), type_="foreignkey")
        batch_op.drop_column("sees_until")
        batch_op.drop_column("sees_id")
    op.drop_index("ix_users_roster_id", table_name="users")
    with op.batch_alter_table("users", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(batch_op.f("ix_users_merged_into_id"))
        batch_op.drop_constraint(batch_op.f("fk_users_merged_into_id"), type_="foreignkey")
        for column in _columns():
            batch_op.drop_column(column.name)
