"""Copies of people's data that they ask for."""

import sqlalchemy as sa
from alembic import op

revision = "c41f7ad09e25"
down_revision = "2d7e4b1a9c35"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "data_copies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.CheckConstraint("(ready_at IS NULL) = (name = '')", name=op.f("ck_data_copies_ready_with_a_file")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_data_copies_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_copies")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("data_copies") as batch_op:
        batch_op.create_index(batch_op.f("ix_data_copies_user_id"), ["user_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_data_copies_ready_at"), ["ready_at"], unique=False)


def downgrade() -> None:
    op.drop_table("data_copies")
