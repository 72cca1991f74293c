"""The audit log seals a salted digest of what a row says, so that a row can forget it and still hold.

The chain is made anew over the digests. A last row says what the old head was, and how many rows did not hold then.

Revision ID: 2d7e4b1a9c35
Revises: 6e2f9b1d53c8
"""

import hashlib
import json
import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "2d7e4b1a9c35"
down_revision = "6e2f9b1d53c8"
branch_labels = None
depends_on = None

START = "0" * 64
KEPT = ("id", "at", "by_id", "verb", "thing", "digest", "hash")
REFUSE = "BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END"
NEVER = {
    "sqlite": (
        f"CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries {REFUSE}",
        f"CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries {REFUSE}",
        "CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries "
        f"WHEN EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id) {REFUSE}",
    ),
    "postgresql": (
        "CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse()",
    ),
}
"""What was there before: nothing changes."""
BUT_FOR_FORGETTING = {
    "sqlite": (
        "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries WHEN NEW.changes <> '{}' OR "
        f"NEW.salt <> '' OR {' OR '.join(f'NEW.{name} IS NOT OLD.{name}' for name in KEPT)} {REFUSE}",
        *NEVER["sqlite"][1:],
    ),
    "postgresql": (
        "CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries FOR EACH ROW "
        "WHEN (NEW.changes::text <> '{}' OR NEW.salt <> '' OR "
        f"{' OR '.join(f'NEW.{name} IS DISTINCT FROM OLD.{name}' for name in KEPT)}) "
        "EXECUTE FUNCTION audit_entries_refuse()",
        "CREATE TRIGGER audit_entries_no_delete BEFORE DELETE OR TRUNCATE ON audit_entries "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse()",
    ),
}
TRIGGERS = ("no_change", "no_update", "no_delete", "no_replace")

entries = sa.table(
    "audit_entries",
    sa.column("id", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("by_id", sa.Integer),
    sa.column("verb", sa.String),
    sa.column("thing", sa.String),
    sa.column("changes", sa.JSON),
    sa.column("salt", sa.String),
    sa.column("digest", sa.String),
    sa.column("hash", sa.String),
)
head = sa.table("audit_head", sa.column("entry_id", sa.Integer), sa.column("hash", sa.String))
OLD = (entries.c.id, entries.c.hash, entries.c.at, entries.c.by_id, entries.c.verb, entries.c.thing, entries.c.changes)


def upgrade() -> None:
    _unguard()
    with op.batch_alter_table("audit_entries", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.add_column(sa.Column("salt", sa.String(), nullable=True))
        table.add_column(sa.Column("digest", sa.String(), nullable=True))
    _seal_anew()
    with op.batch_alter_table("audit_entries", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("salt", existing_type=sa.String(), nullable=False)
        table.alter_column("digest", existing_type=sa.String(), nullable=False)
    _guard(BUT_FOR_FORGETTING)


def downgrade() -> None:
    _unguard()
    with op.batch_alter_table("audit_entries", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("salt")
        table.drop_column("digest")
    connection, before, last = op.get_bind(), START, None
    for number, _, at, *rest in connection.execute(sa.select(*OLD).order_by(entries.c.id)).all():
        before, last = _hash([before, _words(at), *rest]), number
        connection.execute(sa.update(entries).where(entries.c.id == number).values(hash=before))
    connection.execute(sa.update(head).values(entry_id=last, hash=before))
    _guard(NEVER)


def _seal_anew() -> None:
    connection, broken = op.get_bind(), 0
    old, new, last = START, START, None
    for number, own, at, by_id, verb, thing, changes in connection.execute(sa.select(*OLD).order_by(entries.c.id)).all():
        broken += own != _hash([old, _words(at), by_id, verb, thing, changes])
        salt = secrets.token_hex(16)
        digest = _hash([salt, changes])
        old, new, last = own, _hash([new, _words(at), by_id, verb, thing, digest]), number
        values = {"salt": salt, "digest": digest, "hash": new}
        connection.execute(sa.update(entries).where(entries.c.id == number).values(**values))
    if last is None:
        return
    broken += connection.execute(sa.select(head.c.entry_id, head.c.hash)).one_or_none() != (last, old)
    row = {"at": datetime.now(UTC), "by_id": None, "verb": "audit.reseal", "thing": "audit-log"}
    changes = {"head": [old, None], "broken": [None, broken]}
    salt = secrets.token_hex(16)
    digest = _hash([salt, changes])
    new = _hash([new, _words(row["at"]), None, row["verb"], row["thing"], digest])
    values = {"changes": changes, "salt": salt, "digest": digest, "hash": new}
    connection.execute(sa.insert(entries).values(**row, **values))
    last = connection.scalar(sa.select(sa.func.max(entries.c.id)))
    connection.execute(sa.update(head).values(entry_id=last, hash=new))


def _words(at: datetime) -> str:
    return (at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)).isoformat()


def _hash(words: list) -> str:
    return hashlib.sha256(json.dumps(words, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _unguard() -> None:
    on = " ON audit_entries" if op.get_bind().dialect.name == "postgresql" else ""
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER IF EXISTS audit_entries_{name}{on}")


def _guard(triggers: dict) -> None:
    for statement in triggers[op.get_bind().dialect.name]:
        op.execute(statement)
