"""Which kind a coordinator's own word meant in a file is remembered for the next one."""

import sqlalchemy as sa
from alembic import op

revision = "8c1f4e7a2d95"
down_revision = "5d9a1c7e3b46"
branch_labels = None
depends_on = None

KINDS = ("COMMITTEE_SEAT", "FELLOWSHIP", "INTERNSHIP", "VOLUNTEER_ROLE", "QI_PROJECT", "SEMINAR")


def upgrade() -> None:
    op.create_table(
        "import_kinds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="kind", native_enum=False, length=40), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_import_kinds_by_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_kinds")),
        sa.UniqueConstraint("by_id", "word", name=op.f("uq_import_kinds_by_id_word")),
    )


def downgrade() -> None:
    op.drop_table("import_kinds")
