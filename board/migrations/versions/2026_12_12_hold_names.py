"""Columns that said "held" say what they are: paused, hidden, obstructed."""

from alembic import op

revision = "5e0c9b27d4a8"
down_revision = "93c5d1f0a7e2"
branch_labels = None
depends_on = None

RENAMED = (
    ("mentorships", "held_by_conflict", "paused_by_conflict"),
    ("selections", "papers_held", "papers_hidden"),
    ("erasure_requests", "held_at", "obstructed_at"),
)


def upgrade():
    for table, old, new in RENAMED:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")  # as both databases write it, without a copy


def downgrade():
    for table, old, new in RENAMED:
        op.execute(f"ALTER TABLE {table} RENAME COLUMN {new} TO {old}")
