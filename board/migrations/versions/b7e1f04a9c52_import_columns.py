"""What a coordinator's headings became the last time."""

import sqlalchemy as sa
from alembic import op

revision = "b7e1f04a9c52"
down_revision = "9b3f6d21e7c4"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_columns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_import_columns_by_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_columns")),
        sa.UniqueConstraint("by_id", "heading", name=op.f("uq_import_columns_by_id_heading")),
    )


def downgrade() -> None:
    op.drop_table("import_columns")
