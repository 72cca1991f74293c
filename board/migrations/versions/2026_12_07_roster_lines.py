"""What an imported roster did with each person, and the rows that were left out."""

import sqlalchemy as sa
from alembic import op

revision = "b41d7e60c2a9"
down_revision = "9f06c3b7d1e8"
branch_labels = None
depends_on = None

OUTCOME = sa.Enum("JOINED", "CHANGED", "ABSENT", "LEFT_OUT", name="rosteroutcome", native_enum=False, length=40)


def upgrade():
    with op.batch_alter_table("roster_files", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("heading", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    op.create_table(
        "roster_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("outcome", OUTCOME, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), server_default=sa.text("''"), nullable=False),
        sa.Column("cells", sa.JSON(), server_default=sa.text("'[]'"), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["roster_files.id"], name=op.f("fk_roster_lines_file_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_roster_lines_user_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["users.id"], name=op.f("fk_roster_lines_other_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_lines")),
        sqlite_autoincrement=True,
    )
    for column in ("file_id", "other_id", "user_id"):
        op.create_index(op.f(f"ix_roster_lines_{column}"), "roster_lines", [column], unique=False)


def downgrade():
    op.drop_table("roster_lines")
    with op.batch_alter_table("roster_files", schema=None) as batch_op:
        batch_op.drop_column("heading")
