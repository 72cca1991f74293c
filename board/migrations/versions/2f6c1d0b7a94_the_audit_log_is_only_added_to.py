"""The audit log is only added to: a chain of hashes, its head, and triggers that refuse every change.

A later migration that makes `audit_entries` anew (batch mode on SQLite) takes the triggers with it and must run
`guard()` of this file again.
"""

import hashlib
import json
from datetime import UTC

import sqlalchemy as sa
from alembic import op

revision = "2f6c1d0b7a94"
down_revision = "e41c7a90b6d3"
branch_labels = None
depends_on = None

START = "0" * 64
SQLITE = (
    """CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END""",
    """CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END""",
    """CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries
        WHEN EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END""",
)
POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''the audit log is only added to''; END'""",
    """CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse()""",
)


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    with op.batch_alter_table("audit_entries") as batch_op:
        batch_op.add_column(sa.Column("hash", sa.String(), nullable=False, server_default=""))
    _chain()
    with op.batch_alter_table("audit_entries") as batch_op:
        batch_op.alter_column("hash", existing_type=sa.String(), existing_nullable=False, server_default=None)
    guard()


def guard() -> None:
    """Put the triggers on the table."""
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def _chain() -> None:
    """Give the rows that are there their hashes, and the head its row."""
    entries = sa.table(
        "audit_entries",
        sa.column("id", sa.Integer),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("by_id", sa.Integer),
        sa.column("verb", sa.String),
        sa.column("thing", sa.String),
        sa.column("changes", sa.JSON),
        sa.column("hash", sa.String),
    )
    head = sa.table("audit_head", sa.column("id"), sa.column("entry_id"), sa.column("hash"))
    bind, before, last = op.get_bind(), START, None
    for row in bind.execute(sa.select(entries).order_by(entries.c.id)).all():
        at = row.at.replace(tzinfo=UTC) if row.at.tzinfo is None else row.at.astimezone(UTC)
        said = [before, at.isoformat(), row.by_id, row.verb, row.thing, row.changes]
        before = hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
        bind.execute(sa.update(entries).where(entries.c.id == row.id).values(hash=before))
        last = row.id
    bind.execute(sa.insert(head).values(id=1, entry_id=last, hash=before))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER audit_entries_no_change ON audit_entries")
        op.execute("DROP FUNCTION audit_entries_refuse()")
    else:
        for name in ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER audit_entries_no_{name}")
    with op.batch_alter_table("audit_entries") as batch_op:
        batch_op.drop_column("hash")
    op.drop_table("audit_head")
