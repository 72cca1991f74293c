"""When each task of the worker is due and who is at it; which worker is at a message; indexes of the few that wait."""

import sqlalchemy as sa
from alembic import op

revision = "93c5d1f0a7e2"
down_revision = "a7c3f09d51e8"
branch_labels = None
depends_on = None

WAITS = sa.text("delivered_at IS NULL AND given_up_at IS NULL")
LEASED = sa.text("leased_until IS NOT NULL")


def upgrade():
    op.create_table(
        "scheduled_tasks",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_by", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_scheduled_tasks")),
        sqlite_autoincrement=True,
    )
    op.add_column("outbox_messages", sa.Column("leased_by", sa.String(), server_default="", nullable=False))
    for name, column, where in (("waiting", "due_at", WAITS), ("leased", "leased_by", LEASED)):
        op.create_index(
            f"ix_outbox_messages_{name}", "outbox_messages", [column], sqlite_where=where, postgresql_where=where
        )


def downgrade():
    for name in ("leased", "waiting"):
        op.drop_index(f"ix_outbox_messages_{name}", "outbox_messages")
    with op.batch_alter_table("outbox_messages") as batch:
        batch.drop_column("leased_by")
    op.drop_table("scheduled_tasks")
