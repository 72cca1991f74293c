"""Whose word a mark is, and the addresses from which a supervisor may answer.

What was confirmed by a link before counts as an approved supervisor's word where the address belongs to an account of
the staff that is not suspended; else it becomes what it was, a word from outside, and the mark goes.
"""

import sqlalchemy as sa
from alembic import op

revision = "7b1e94d3c2a8"
down_revision = "7d2b64c1e0a5"
branch_labels = None
depends_on = None

GRADE = sa.Enum("APPROVED", "CERTIFICATE", "OUTSIDE", name="grade", native_enum=False, length=40)
HAS_GRADE, NO_OUTSIDE = "a_mark_has_a_grade", "a_word_from_outside_is_no_mark"


def upgrade() -> None:
    op.create_table(
        "supervisor_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["users.id"], name=op.f("fk_supervisor_addresses_approved_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervisor_addresses")),
        sa.UniqueConstraint("mailbox", name=op.f("uq_supervisor_addresses_mailbox")),
    )
    with op.batch_alter_table("supervisor_addresses") as batch_op:
        batch_op.create_index(batch_op.f("ix_supervisor_addresses_approved_by_id"), ["approved_by_id"], unique=False)
    with op.batch_alter_table("placement_hours") as batch_op:
        batch_op.add_column(sa.Column("approved_email", sa.String(), server_default=sa.text("''"), nullable=False))
    with op.batch_alter_table("assessments") as batch_op:
        batch_op.add_column(sa.Column("grade", GRADE, nullable=True))
        batch_op.add_column(sa.Column("confirms", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("email", sa.String(), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("rater_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_reason", sa.String(), server_default=sa.text("''"), nullable=False))
        batch_op.create_foreign_key(
            batch_op.f("fk_assessments_rater_id"), "users", ["rater_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(batch_op.f("ix_assessments_rater_id"), ["rater_id"], unique=False)
    with op.batch_alter_table("record_entries") as batch_op:
        batch_op.add_column(sa.Column("grade", GRADE, nullable=True))
        batch_op.add_column(sa.Column("witness_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("mark_withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_record_entries_witness_id"), "users", ["witness_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(batch_op.f("ix_record_entries_witness_id"), ["witness_id"], unique=False)
    for statement in GRADING:
        op.execute(statement)
    with op.batch_alter_table("record_entries") as batch_op:
        batch_op.create_check_constraint(batch_op.f(f"ck_record_entries_{HAS_GRADE}"), "(verified_at IS NULL) = (grade IS NULL)")
        batch_op.create_check_constraint(batch_op.f(f"ck_record_entries_{NO_OUTSIDE}"), "grade IS NULL OR grade != 'OUTSIDE'")


GRADING = (
    # the address that each answer came from, and the account there
    """UPDATE assessments SET email = COALESCE((SELECT MAX(seen_asks.email) FROM seen_asks
        WHERE seen_asks.entry_id = assessments.entry_id AND seen_asks.answered_at = assessments.at), '')
        WHERE relation != 'SELF'""",
    "UPDATE assessments SET rater_id = (SELECT users.id FROM users WHERE users.email = assessments.email)",
    """UPDATE assessments SET grade = CASE WHEN EXISTS (SELECT 1 FROM users
            JOIN role_grants ON role_grants.user_id = users.id AND role_grants.granted_at IS NOT NULL
            WHERE users.id = assessments.rater_id AND users.confirmed_at IS NOT NULL AND users.suspended_at IS NULL
            AND role_grants.role IN ('FACULTY', 'COORDINATOR')) THEN 'APPROVED' ELSE 'OUTSIDE' END
        WHERE relation != 'SELF'""",
    """UPDATE assessments SET confirms = (SELECT record_entries.version FROM record_entries
        WHERE record_entries.id = assessments.entry_id AND record_entries.words_verified
        AND record_entries.verified_at = assessments.at AND record_entries.verified_by = assessments.rater_name)
        WHERE relation != 'SELF'""",
    # marks by a link from outside go; the others are graded
    """UPDATE record_entries SET verified_at = NULL, verified_by = '', verified_role = '', words_verified = (1 = 0)
        WHERE words_verified AND NOT EXISTS (SELECT 1 FROM assessments WHERE assessments.entry_id = record_entries.id
        AND assessments.confirms IS NOT NULL AND assessments.grade = 'APPROVED')""",
    """UPDATE record_entries SET grade = CASE WHEN source_key LIKE 'activity:%' AND NOT words_verified
        THEN 'CERTIFICATE' ELSE 'APPROVED' END WHERE verified_at IS NOT NULL""",
    """UPDATE record_entries SET witness_id = (SELECT MAX(assessments.rater_id) FROM assessments
        WHERE assessments.entry_id = record_entries.id AND assessments.confirms IS NOT NULL)
        WHERE words_verified""",
)


def downgrade() -> None:
    with op.batch_alter_table("record_entries") as batch_op:
        batch_op.drop_constraint(batch_op.f(f"ck_record_entries_{HAS_GRADE}"), type_="check")
        batch_op.drop_constraint(batch_op.f(f"ck_record_entries_{NO_OUTSIDE}"), type_="check")
        batch_op.drop_index(batch_op.f("ix_record_entries_witness_id"))
        batch_op.drop_constraint(batch_op.f("fk_record_entries_witness_id"), type_="foreignkey")
        batch_op.drop_column("mark_withdrawn_at")
        batch_op.drop_column("witness_id")
        batch_op.drop_column("grade")
    with op.batch_alter_table("assessments") as batch_op:
        batch_op.drop_index(batch_op.f("ix_assessments_rater_id"))
        batch_op.drop_constraint(batch_op.f("fk_assessments_rater_id"), type_="foreignkey")
        for name in ("withdrawn_reason", "withdrawn_at", "rater_id", "email", "confirms", "grade"):
            batch_op.drop_column(name)
    with op.batch_alter_table("placement_hours") as batch_op:
        batch_op.drop_column("approved_email")
    with op.batch_alter_table("supervisor_addresses") as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervisor_addresses_approved_by_id"))
    op.drop_table("supervisor_addresses")
