"""An erasure notes what it goes by, for as long as it runs; its marks stand in a table of their own.

Revision ID: 8d3b5f0c2e71
Revises: 4be2a90f7c16
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "8d3b5f0c2e71"
down_revision = "4be2a90f7c16"
branch_labels = None
depends_on = None

SEALED = {
    "ck_erasure_requests_nothing_is_sealed_before": "sealed = '' OR begun_at IS NOT NULL",
    "ck_erasure_requests_nothing_stays_sealed": "rows_erased_at IS NULL OR sealed = ''",
}


def upgrade() -> None:
    op.create_table(
        "erasure_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["erasure_requests.id"],
            name=op.f("fk_erasure_marks_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_marks")),
        sa.UniqueConstraint("mark", name=op.f("uq_erasure_marks_mark")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_erasure_marks_request_id"), "erasure_marks", ["request_id"])
    _move_marks()
    with op.batch_alter_table("erasure_requests", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("marks")
        table.add_column(sa.Column("called", sa.String(), server_default=sa.text("''"), nullable=False))
        table.add_column(sa.Column("was_staff", sa.Boolean(), server_default=sa.text("false"), nullable=False))
        table.add_column(sa.Column("acted_for_office", sa.Boolean(), server_default=sa.text("false"), nullable=False))
        table.add_column(sa.Column("sealed", sa.String(), server_default=sa.text("''"), nullable=False))
        table.add_column(sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("index_rebuilt_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("rewrite_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("rewrite_tries", sa.Integer(), server_default=sa.text("0"), nullable=False))
        for name, condition in SEALED.items():
            table.create_check_constraint(op.f(name), condition)
    _note_roles()


def _move_marks() -> None:
    connection = op.get_bind()
    requests = sa.table("erasure_requests", sa.column("id"), sa.column("marks", sa.JSON))
    owner = {
        mark: number
        for number, marks in reversed(connection.execute(sa.select(requests).order_by(requests.c.id)).all())
        for mark in (json.loads(marks) if isinstance(marks, str) else marks)
    }
    table = sa.table("erasure_marks", sa.column("request_id"), sa.column("mark"))
    if owner:
        op.bulk_insert(table, [{"request_id": number, "mark": mark} for mark, number in sorted(owner.items())])


def _note_roles() -> None:
    """Of what has begun: by the roles that are there, and for who was erased by what the account is called now.

    Whether somebody whose roles are gone acted for the office nobody knows any more: what they did stays.
    """
    has_role = "EXISTS (SELECT 1 FROM role_grants WHERE user_id = erasure_requests.user_id AND role IN ({}) AND granted_at IS NOT NULL)"
    name = "(SELECT name FROM users WHERE users.id = erasure_requests.user_id)"
    student, office = has_role.format("'STUDENT'"), has_role.format("'COORDINATOR'")
    staff = has_role.format("'FACULTY', 'COORDINATOR'")
    any_role = "EXISTS (SELECT 1 FROM role_grants WHERE user_id = erasure_requests.user_id)"
    op.execute(
        f"UPDATE erasure_requests SET called = CASE WHEN {student} OR {name} = 'Former student' THEN 'Former student' "
        f"ELSE 'Former member' END, was_staff = {staff} OR NOT {student}, "
        f"acted_for_office = {office} OR NOT {any_role} WHERE begun_at IS NOT NULL"
    )


def downgrade() -> None:
    with op.batch_alter_table("erasure_requests", table_kwargs={"sqlite_autoincrement": True}) as table:
        for name in SEALED:
            table.drop_constraint(op.f(name), type_="check")
        for name in (
            "rewrite_tries",
            "rewrite_at",
            "index_rebuilt_at",
            "leased_until",
            "sealed",
            "acted_for_office",
            "was_staff",
            "called",
        ):
            table.drop_column(name)
        table.add_column(sa.Column("marks", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    op.drop_table("erasure_marks")
