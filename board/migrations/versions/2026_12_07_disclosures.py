"""The record of disclosures."""

import sqlalchemy as sa
from alembic import op

revision = "9f06c3b7d1e8"
down_revision = "c41f7ad09e25"
branch_labels = None
depends_on = None

KINDS = ("LINK_OPENED", "CERTIFICATE_CHECKED", "SUPERVISOR_ASKED", "FILE_TAKEN", "RELEASED")


def upgrade() -> None:
    op.create_table(
        "disclosures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*KINDS, name="disclosurekind", native_enum=False, length=40), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("times > 0", name=op.f("ck_disclosures_at_least_once")),
        sa.CheckConstraint(
            "party != '' AND what != '' AND why != ''", name=op.f("ck_disclosures_who_what_and_why")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_disclosures_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_disclosures_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_disclosures_user_id_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("disclosures") as batch_op:
        batch_op.create_index(batch_op.f("ix_disclosures_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disclosures_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_disclosures_by_id"), ["by_id"], unique=False)


def downgrade() -> None:
    op.drop_table("disclosures")
