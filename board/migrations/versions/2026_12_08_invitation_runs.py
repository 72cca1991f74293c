"""Invitations that go out together, by the worker."""

import sqlalchemy as sa
from alembic import op

revision = "e27a95c1d340"
down_revision = "b41d7e60c2a9"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "invitation_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_invitation_runs_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_runs")),
        sqlite_autoincrement=True,
    )
    for column in ("by_id", "finished_at"):
        op.create_index(op.f(f"ix_invitation_runs_{column}"), "invitation_runs", [column], unique=False)
    op.create_table(
        "invitees",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sent", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["invitation_runs.id"], name=op.f("fk_invitees_run_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_invitees_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitees")),
        sa.UniqueConstraint("run_id", "user_id", name=op.f("uq_invitees_run_id_user_id")),
        sqlite_autoincrement=True,
    )
    for column in ("done_at", "user_id"):
        op.create_index(op.f(f"ix_invitees_{column}"), "invitees", [column], unique=False)


def downgrade():
    op.drop_table("invitees")
    op.drop_table("invitation_runs")
