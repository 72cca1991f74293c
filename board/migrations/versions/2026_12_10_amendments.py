"""Requests for a correction, and the steps of each."""

import sqlalchemy as sa
from alembic import op

revision = "4be2a90f7c16"
down_revision = "c41e7a93d206"
branch_labels = None
depends_on = None

STATES = ("ASKED", "CORRECTED", "REFUSED", "HEARING", "UPHELD", "WITHDRAWN")
PARTS = ("ACCOUNT", "APPLICATION", "PLACEMENT", "MENTORING", "LEARNING", "RECORD", "OTHER")


def upgrade() -> None:
    op.create_table(
        "amendments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="amendmentstate", native_enum=False, length=40), nullable=False),
        sa.Column("part", sa.Enum(*PARTS, name="amendmentpart", native_enum=False, length=40), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("wish", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("statement", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state NOT IN ('CORRECTED', 'REFUSED', 'UPHELD') OR answer != ''",
            name=op.f("ck_amendments_answered_with_reason"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('ASKED', 'WITHDRAWN') OR statement = ''", name=op.f("ck_amendments_statement_after_refusal")
        ),
        sa.CheckConstraint(
            "(statement = '') = (stated_at IS NULL)", name=op.f("ck_amendments_statement_has_a_date")
        ),
        sa.CheckConstraint("asked_at < answer_by", name=op.f("ck_amendments_there_is_time_to_answer")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_amendments_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["users.id"], name=op.f("fk_amendments_answered_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendments")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("amendments") as batch_op:
        for column in ("user_id", "state", "answer_by", "answered_by_id"):
            batch_op.create_index(batch_op.f(f"ix_amendments_{column}"), [column], unique=False)
    op.create_table(
        "amendment_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("amendment_id", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["amendment_id"], ["amendments.id"], name=op.f("fk_amendment_moves_amendment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment_moves")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("amendment_moves") as batch_op:
        batch_op.create_index(batch_op.f("ix_amendment_moves_amendment_id"), ["amendment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_amendment_moves_at"), ["at"], unique=False)


def downgrade() -> None:
    op.drop_table("amendment_moves")
    op.drop_table("amendments")
