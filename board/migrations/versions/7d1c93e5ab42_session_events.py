"""A person's own security log: when and where they signed in and out."""

import sqlalchemy as sa
from alembic import op

revision = "7d1c93e5ab42"
down_revision = "8c1f4e7a2d95"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "session_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("SIGNED_IN", "SIGNED_OUT", name="sessioneventkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("device", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_session_events_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_events")),
    )
    op.create_index(op.f("ix_session_events_user_id"), "session_events", ["user_id"])
    op.create_index(op.f("ix_session_events_at"), "session_events", ["at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_session_events_at"), table_name="session_events")
    op.drop_index(op.f("ix_session_events_user_id"), table_name="session_events")
    op.drop_table("session_events")
