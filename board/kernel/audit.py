"""Who did what to which thing, and what it was before: rows that are added, never changed, each sealing the one before.

Two locks hold the log. Triggers refuse to change or delete a row, on both databases. Whoever takes the triggers away
still breaks the chain: each row carries a hash over its own contents and the hash of the row before it, and the head
says which row is the last. Writers take turns at the head, so that two of them never follow the same row.

What a row says of people can be forgotten: the chain seals a salted digest of the changes in their place, so they can
go, with the salt, and no row breaks. Each row that forgot is named in a later one, which says why: docs/decisions/0017.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DDL, ColumnElement, event, select, update
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel import clock
from board.kernel.db import Model, db
from board.kernel.unit_of_work import before_commit

START = "0" * 64
"""What the first row seals."""
HEAD = 1
"""The number of the only row of heads."""
FORGET = "audit.forget"
"""The verb of the row that names those which forgot what they said."""


class AuditEntry(Model):
    """One act. `thing` reads `opportunity:7`; `changes` maps a name to [old, new]."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(index=True)
    verb: Mapped[str] = mapped_column(index=True)
    thing: Mapped[str] = mapped_column(index=True)
    changes: Mapped[dict[str, Any]]
    """Empty, with the salt, once the row has forgotten them."""
    salt: Mapped[str]
    """Without it nobody can tell by the digest whether a guess at forgotten changes is right."""
    digest: Mapped[str]
    """SHA-256 over salt and changes."""
    hash: Mapped[str]
    """SHA-256 over the hash of the row before, and this row with the digest for its changes."""


class AuditHead(Model):
    """The last row of the log. It is locked while a row is added, and tells when rows were cut off the end."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int | None]
    hash: Mapped[str]


class _Pending:
    """What the current unit of work did; it is chained as the last thing before the commit.

    Until then nobody else waits for it, and after it no other lock is asked for: so writers never wait in a ring.
    """

    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []

    def __call__(self) -> None:
        db.session.flush()
        last_hash = db.session.scalars(select(AuditHead.hash).where(AuditHead.id == HEAD).with_for_update()).one()
        seal(self.entries, last_hash)
        db.session.add_all(self.entries)
        db.session.flush()
        last = self.entries[-1]
        db.session.execute(update(AuditHead).values(entry_id=last.id, hash=last.hash))


def record(verb: str, *, by: int | None, thing: str, **changes: tuple[Any, Any]) -> None:
    """Write the act with the current unit of work."""
    record_past(verb, by=by, thing=thing, at=clock.now(), changes=changes)


def record_past(verb: str, *, by: int | None, thing: str, at: datetime, changes: Mapping[str, Any]) -> None:
    """Write an act that happened earlier, such as in a demo school."""
    stored = json.loads(json.dumps(changes))  # as the database will give it back, so that its hash holds
    before_commit(_Pending).entries.append(AuditEntry(at=at, by_id=by, verb=verb, thing=thing, changes=stored))


def was_noted(verb: str, *, by: int, thing: str, since: datetime) -> bool:
    """This person did this to the thing since then."""
    same = select(AuditEntry.id).where(AuditEntry.thing == thing, AuditEntry.verb == verb, AuditEntry.by_id == by)
    return db.session.scalar(same.where(AuditEntry.at >= since).limit(1)) is not None


def newest_at() -> datetime | None:
    """When the last row was written, by the clock of the machine that wrote it; None in an empty log."""
    return db.session.scalar(select(AuditEntry.at).order_by(AuditEntry.id.desc()).limit(1))


def forget(which: ColumnElement[bool], *, thing: str) -> int:
    """Have these rows forget what they say, and name them in a new one, which never forgets; answers how many did."""
    rows = update(AuditEntry).where(which, AuditEntry.salt != "", AuditEntry.verb != FORGET)
    numbers = sorted(db.session.scalars(rows.values(changes={}, salt="").returning(AuditEntry.id)))
    if numbers:
        record(FORGET, by=None, thing=thing, lines=(None, numbers))
    return len(numbers)


def seal(entries: Iterable[AuditEntry], before: str) -> None:
    """Give each row its digest and its hash, in this order."""
    for entry in entries:
        entry.salt = secrets.token_hex(16)
        entry.digest = digest(entry.salt, entry.changes)
        before = entry.hash = chained(before, entry.at, entry.by_id, entry.verb, entry.thing, entry.digest)


def digest(salt: str, changes: dict[str, Any]) -> str:
    """What the chain seals in place of the changes."""
    return _hash([salt, changes])


def chained(before: str, at: datetime, by_id: int | None, verb: str, thing: str, sealed: str) -> str:
    """The hash of a row that follows the one with the hash `before`; `sealed` is its digest."""
    return _hash([before, at.astimezone(UTC).isoformat(), by_id, verb, thing, sealed])


def _hash(words: list[Any]) -> str:
    return hashlib.sha256(json.dumps(words, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def breaks() -> Iterator[str]:
    """Where the chain is broken, in sentences: a row was changed, put in between, taken out, or cut off the end."""
    before, last, forgot = START, None, set[int]()
    statement = select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)
    for row in db.session.scalars(statement):
        if row.hash != chained(before, row.at, row.by_id, row.verb, row.thing, row.digest) or not _is_whole(row):
            yield f"Row {row.id} does not follow from the row before it: one of the two was changed."
        if row.verb == FORGET and row.changes:
            forgot -= set(row.changes["lines"][1])
        if not row.salt:
            forgot.add(row.id)
        before, last = row.hash, row.id
    for number in sorted(forgot):
        yield f"Row {number} has lost what it said, and no later row says that it was to."
    head = db.session.execute(select(AuditHead.entry_id, AuditHead.hash).where(AuditHead.id == HEAD)).one_or_none()
    if head is None or tuple(head) != (last, before):
        yield f"The log ends at row {last}, and its head says otherwise: rows were cut off or put on."


def _is_whole(row: AuditEntry) -> bool:
    """Are the changes those that were sealed, or forgotten as a whole?"""
    return row.digest == digest(row.salt, row.changes) if row.salt else not row.changes


KEPT = ("id", "at", "by_id", "verb", "thing", "digest", "hash")
"""What no row ever loses."""
GUARDS = {
    "sqlite": (
        f"""CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
        WHEN NEW.changes <> '{{}}' OR NEW.salt <> '' OR {" OR ".join(f"NEW.{it} IS NOT OLD.{it}" for it in KEPT)}
        BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END""",
        """CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END""",
        # REPLACE deletes without a word to the trigger above
        """CREATE TRIGGER audit_entries_no_replace BEFORE INSERT ON audit_entries
        WHEN EXISTS (SELECT 1 FROM audit_entries WHERE id = NEW.id)
        BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END""",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''the audit log is only added to''; END'""",
        f"""CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries FOR EACH ROW
        WHEN (NEW.changes::text <> '{{}}' OR NEW.salt <> ''
              OR {" OR ".join(f"NEW.{it} IS DISTINCT FROM OLD.{it}" for it in KEPT)})
        EXECUTE FUNCTION audit_entries_refuse()""",
        """CREATE TRIGGER audit_entries_no_delete BEFORE DELETE OR TRUNCATE ON audit_entries
        FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse()""",
    ),
}
"""What makes each database refuse to change a row, but for one that forgets. A migration that makes the table anew must
put it there again."""
FIRST_HEAD = f"INSERT INTO audit_head (id, entry_id, hash) VALUES ({HEAD}, NULL, '{START}')"  # noqa: S608 (constants)

for _dialect, _statements in GUARDS.items():
    for _statement in _statements:
        event.listen(AuditEntry.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]  # SQLAlchemy's
event.listen(AuditHead.__table__, "after_create", DDL(FIRST_HEAD))  # type: ignore[no-untyped-call]  # SQLAlchemy's
