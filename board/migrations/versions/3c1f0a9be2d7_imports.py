"""Files of postings that were handed in."""

import sqlalchemy as sa
from alembic import op

revision = "3c1f0a9be2d7"
down_revision = "1c75f8e7f917"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("postings", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_imports_by_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    with op.batch_alter_table("imports") as batch_op:
        batch_op.create_index(batch_op.f("ix_imports_by_id"), ["by_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("imports") as batch_op:
        batch_op.drop_index(batch_op.f("ix_imports_by_id"))
    op.drop_table("imports")
