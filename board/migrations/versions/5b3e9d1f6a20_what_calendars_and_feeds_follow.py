"""What calendars and feeds follow: a key of this installation, and for each thing with a date how often it changed."""

import uuid
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "5b3e9d1f6a20"
down_revision = "9b3f5e0c8d17"
branch_labels = None
depends_on = None

CHANGED = {
    "opportunities": "COALESCE(published_at, created_at)",
    "offers": "made_at",
    "meetings": "COALESCE(logged_at, (SELECT started_at FROM mentorships WHERE mentorships.id = meetings.mentorship_id))",
}
"""When each is taken to have changed last, as far as its row knows."""


def upgrade() -> None:
    installation = op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.bulk_insert(installation, [{"id": 1, "key": str(uuid.uuid4()), "since": datetime.now(UTC)}])
    for table, at in CHANGED.items():
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("sequence", sa.Integer(), server_default="0", nullable=False))
            batch_op.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
        op.execute(f"UPDATE {table} SET changed_at = {at}")
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("changed_at", existing_type=sa.DateTime(timezone=True), nullable=False)


def downgrade() -> None:
    for table in CHANGED:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("changed_at")
            batch_op.drop_column("sequence")
    op.drop_table("installation")
