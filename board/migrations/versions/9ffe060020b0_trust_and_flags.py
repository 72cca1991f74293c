"""Posters whom coordinators trust, what people hide of themselves, and what is reported to the office."""

import sqlalchemy as sa
from alembic import op

revision = "9ffe060020b0"
down_revision = "de484bf136ff"
branch_labels = None
depends_on = None

WORRIES = ("ASKS_MONEY", "MISLEADING", "UNSAFE", "UNFAIR", "OVER", "OTHER")


def upgrade() -> None:
    op.create_table(
        "flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("opportunity_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("worry", sa.Enum(*WORRIES, name="worry", native_enum=False, length=40), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name=op.f("ck_flags_settled_by_somebody")),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_flags_by_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunities.id"], name=op.f("fk_flags_opportunity_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["settled_by_id"], ["users.id"], name=op.f("fk_flags_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flags")),
        sa.UniqueConstraint("opportunity_id", "by_id", name=op.f("uq_flags_opportunity_id_by_id")),
    )
    with op.batch_alter_table("flags") as batch_op:
        batch_op.create_index(batch_op.f("ix_flags_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_flags_settled_at"), ["settled_at"], unique=False)
    with op.batch_alter_table("users") as batch_op:
        batch_op.add_column(sa.Column("trusted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("time_zone", sa.String(), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("hides", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("users") as batch_op:
        batch_op.drop_column("hides")
        batch_op.drop_column("time_zone")
        batch_op.drop_column("trusted_at")
    with op.batch_alter_table("flags") as batch_op:
        batch_op.drop_index(batch_op.f("ix_flags_settled_at"))
        batch_op.drop_index(batch_op.f("ix_flags_by_id"))
    op.drop_table("flags")
