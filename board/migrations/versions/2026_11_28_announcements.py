"""Announcements of the office, and whom they went to.

Revision ID: 8c41f2d6e0a7
Revises: 5d1e8a0c42b7
"""

import sqlalchemy as sa
from alembic import op

import board.kernel.db

revision = "8c41f2d6e0a7"
down_revision = "5d1e8a0c42b7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("reply_to", sa.String(), nullable=False),
        sa.Column("must_know", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("class_years", sa.JSON(), nullable=False),
        sa.Column("programmes", sa.JSON(), nullable=False),
        sa.Column("lacking", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", board.kernel.db.UTCDateTime(timezone=True), nullable=False),
        sa.Column("sent_at", board.kernel.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("finished_at", board.kernel.db.UTCDateTime(timezone=True), nullable=True),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("unsent", sa.Integer(), nullable=False),
        sa.CheckConstraint("NOT must_know OR reason != ''", name=op.f("ck_announcements_must_know_has_a_reason")),
        sa.CheckConstraint(
            "sent_at IS NOT NULL OR finished_at IS NULL", name=op.f("ck_announcements_sent_before_it_is_finished")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["users.id"], name=op.f("fk_announcements_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_announcements_by_id"), "announcements", ["by_id"])
    op.create_table(
        "announcement_recipients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("told_at", board.kernel.db.UTCDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcements.id"],
            name=op.f("fk_announcement_recipients_announcement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_announcement_recipients_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement_recipients")),
        sa.UniqueConstraint(
            "announcement_id", "user_id", name=op.f("uq_announcement_recipients_announcement_id_user_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_announcement_recipients_told_at"), "announcement_recipients", ["told_at"])
    op.create_index(op.f("ix_announcement_recipients_user_id"), "announcement_recipients", ["user_id"])


def downgrade() -> None:
    op.drop_table("announcement_recipients")
    op.drop_table("announcements")
