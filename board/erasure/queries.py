"""Which rows are a person's, which speak of them, and which name them."""

import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Enum,
    LargeBinary,
    RowMapping,
    String,
    Table,
    cast,
    false,
    func,
    or_,
    select,
    tuple_,
)

from board.accounts.events import AccountErased
from board.accounts.models import RosterFile, User
from board.kernel import events, outbox
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.mail import Email
from board.personal_data import IMPERSONAL, PERSONAL, Erasure, PersonalTable

PART = 500
"""Rows that one statement reads or names."""


def table_of(declared: PersonalTable) -> Table:
    """The table as SQLAlchemy knows it."""
    return table_called(declared.name)


def table_called(name: str) -> Table:
    """The table of this name as SQLAlchemy knows it."""
    table: Table = db.metadata.tables[name]
    return table


def children_first() -> list[PersonalTable]:
    """Every table with personal data but the accounts; what hangs on another stands before it."""
    order = {table.name: place for place, table in enumerate(db.metadata.sorted_tables)}
    return sorted((table for table in PERSONAL if table.name != "users"), key=lambda table: -order[table.name])


def is_theirs(declared: PersonalTable, users: Collection[int], addresses: Collection[str] = ()) -> ColumnElement[bool]:
    """The rows of these accounts, or of these addresses."""
    mine = _lead_to(declared, declared.owners, users)
    return or_(mine, table_of(declared).c[declared.address].in_(addresses)) if declared.address else mine


def is_about(declared: PersonalTable, users: Collection[int]) -> ColumnElement[bool]:
    """The rows of others whose words these accounts wrote, or that speak of them."""
    return _lead_to(declared, declared.about, users)


def _lead_to(declared: PersonalTable, paths: str, users: Collection[int]) -> ColumnElement[bool]:
    return or_(false(), *(_leads_to(table_of(declared), path.split("."), users) for path in paths.split()))


def _leads_to(table: Any, path: list[str], users: Collection[int]) -> ColumnElement[bool]:
    column: Column[Any] = table.c[path[0]]
    if len(path) == 1:
        return column.in_(users)
    (key,) = column.foreign_keys
    return column.in_(select(key.column).where(_leads_to(key.column.table, path[1:], users)))


def texts_of(table: Table) -> list[Column[Any]]:
    """The columns that can hold what somebody wrote."""
    return [
        c for c in table.columns if isinstance(c.type, String | JSON | LargeBinary) and not isinstance(c.type, Enum)
    ]


def things_of(users: Collection[int]) -> dict[str, set[int]]:
    """What emails and the audit log call the rows of these accounts → their numbers."""
    things: dict[str, set[int]] = {}
    for declared in PERSONAL:
        if declared.known_as:
            numbers = set(db.session.scalars(select(table_of(declared).c.id).where(is_theirs(declared, users))))
            things |= dict.fromkeys(declared.known_as.split(), numbers)
    return things


def merged_into(user_id: int) -> set[int]:
    """This account, and those that became one with it: they are the same person."""
    users, more = {user_id}, {user_id}
    while more:
        more = set(db.session.scalars(select(User.id).where(User.merged_into_id.in_(more)))) - users
        users |= more
    return users


def accounts(users: Collection[int]) -> list[User]:
    """These accounts."""
    return list(db.session.scalars(select(User).where(User.id.in_(users)).order_by(User.id)))


def erased_accounts() -> list[User]:
    """The accounts without a person; one that was merged into another goes with that."""
    erased = select(User).where(User.erased_at.is_not(None), User.merged_into_id.is_(None))
    return list(db.session.scalars(erased.order_by(User.id)))


def earlier_addresses(users: Collection[int]) -> set[str]:
    """What these accounts changed their addresses from and to, as far as the log still says."""
    about = AuditEntry.thing.in_([f"user:{number}" for number in users])
    changes = select(AuditEntry.changes).where(about, AuditEntry.verb == "account.change-address")
    sent = select(Email.address).where(Email.ids["user_id"].as_integer().in_(users), Email.kind == "address-changed")
    logged = {address for change in db.session.scalars(changes) for address in change.get("email", ())}
    return logged | set(db.session.scalars(sent))


def is_part_of_another_name(name: str, users: Collection[int]) -> bool:
    """Is somebody else called so, too? Then it says nothing of this person alone."""
    others = select(User.id).where(User.id.not_in(users), User.erased_at.is_(None))
    called = or_(
        *(func.lower(column).contains(name.lower(), autoescape=True) for column in (User.name, User.registered_name))
    )
    return db.session.scalar(others.where(called).limit(1)) is not None


def keys_naming(table: Table, needles: Sequence[str]) -> list[tuple[Any, ...]]:
    """The keys of the rows in which one of these stands, in any column that holds text."""
    texts = texts_of(table)
    if not texts or not needles:
        return []
    contains = or_(*(_contains(column, needle) for column in texts for needle in needles))
    keys = list(table.primary_key.columns)
    return [tuple(row) for row in db.session.execute(select(*keys).where(contains).order_by(*keys))]


def lock_texts(table: Table, keys: Sequence[tuple[Any, ...]]) -> Sequence[RowMapping]:
    """These rows' keys and texts as they are now; nobody else changes them until the unit of work ends."""
    own = list(table.primary_key.columns)
    rows = select(*own, *texts_of(table)).where(tuple_(*own).in_(keys)).order_by(*own)
    return db.session.execute(rows.with_for_update()).mappings().all()


def _contains(column: Column[Any], needle: str) -> ColumnElement[bool]:
    text = cast(column, String)
    spelled = {needle, json.dumps(needle)[1:-1]} if isinstance(column.type, JSON) else {needle}
    ways = [text.contains(word, autoescape=True) for word in spelled]
    ways += [func.lower(text).contains(word.lower(), autoescape=True) for word in spelled]
    return or_(*ways)


def all_tables() -> list[Table]:
    """Every table of which rows of others may name a person. The audit log has a way of its own."""
    names = {table.name for table in PERSONAL} | {table.name for table in IMPERSONAL}
    names -= {"audit_entries", "audit_head", "users"}
    return [table for table in db.metadata.sorted_tables if table.name in names]


def rewritten() -> list[str]:
    """The tables whose files may hold what was in rows that are gone."""
    return [table.name for table in all_tables()] + ["audit_entries", "users"]


def audit_entries() -> Iterator[AuditEntry]:
    """What the log still says, line by line."""
    rows = select(AuditEntry).where(AuditEntry.salt != "").order_by(AuditEntry.id)
    yield from db.session.scalars(rows.execution_options(yield_per=PART))


def emails() -> Iterator[Email]:
    """Every email."""
    yield from db.session.scalars(select(Email).order_by(Email.id).execution_options(yield_per=PART))


def waiting_rosters() -> list[RosterFile]:
    """Rosters that were handed in and not written: a row of theirs may be the person's."""
    return list(db.session.scalars(select(RosterFile).where(RosterFile.written_at.is_(None))))


def awaits_handlers(user_id: int) -> bool:
    """Have the slices yet to let go of this person: to withdraw, to end, to tell others?"""
    return any(ids["user_id"] == user_id for ids in outbox.all_undelivered(events.name_of(AccountErased)))


def unsent_to(addresses: Collection[str]) -> bool:
    """Does an email to one of these wait to be sent?"""
    waiting = select(Email.id).where(Email.address.in_(addresses), Email.sent_at.is_(None), Email.not_sent.is_(None))
    return db.session.scalar(waiting.limit(1)) is not None


def left_behind() -> Iterator[str]:
    """What erasure should have taken and did not."""
    erased = set(db.session.scalars(select(User.id).where(User.erased_at.is_not(None))))
    for declared in children_first() if erased else ():
        table = table_of(declared)
        mine = is_theirs(declared, erased)
        if declared.erasure is Erasure.BLANKED:
            mine &= or_(false(), *(_says_something(table.c[name]) for name in blanked(declared)))
        if declared.erasure is not Erasure.KEPT and db.session.scalar(
            select(func.count()).select_from(table).where(mine)
        ):
            yield f"{declared.name} holds rows or words of somebody who was erased."


def _says_something(column: Column[Any]) -> ColumnElement[bool]:
    return cast(column, String).not_in(["", "[]", "{}", "null"])


def blanked(declared: PersonalTable) -> list[str]:
    """The columns whose words and facts go."""
    return sorted({*declared.words.split(), *declared.facts.split()} - set(declared.keeps.split()))
