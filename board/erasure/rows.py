"""What goes: rows, words, lines of the audit log, emails.

It is done in steps, each in a unit of work of its own. What a step changes is looked for before its unit begins, and
read again in it: while somebody looks through every table, everybody else goes on. Doing a step again changes nothing.
"""

import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import JSON, Column, PrimaryKeyConstraint, Table, UniqueConstraint, delete, update

from board.accounts.models import RoleGrant, User
from board.erasure import queries
from board.erasure.person import Erased
from board.kernel import audit, storage
from board.kernel.audit import AuditEntry
from board.kernel.batches import batched
from board.kernel.db import db
from board.kernel.mail import Email, Folder
from board.personal_data import PERSONAL, Erasure, PersonalTable

NOBODY = "erased.invalid"
"""Where no email ever arrives."""
AT_ONCE = 500
"""Rows that one step changes."""
Step = Callable[[], None]


def steps(person: Erased, folder: Folder) -> Iterator[Step]:
    """Everything but the account and its roles, by which we know where to go on when we are stopped.

    Emails and the audit log come last: they say under which addresses the person was known before.
    """
    for declared in queries.children_first():
        if declared.name not in (RoleGrant.__tablename__, Email.__tablename__):
            yield partial(_erase_table, declared, person)
    for table in queries.all_tables():
        if table.name != Email.__tablename__:
            yield from erase_traces(table, person)
    yield from _forget_emails(person, folder)
    yield from erase_traces(queries.table_called(Email.__tablename__), person)
    yield from _forget_acts(person)


def leave_nobody(person: Erased, *, now: datetime) -> None:
    """The accounts become rows without a person, and their files are given up. Of somebody who is that, only what came
    since is taken away."""
    accounts = queries.accounts(person.users)
    fresh = [account for account in accounts if account.erased_at is None]
    blank = blank_values(next(table for table in PERSONAL if table.name == User.__tablename__))
    for account in accounts:
        names = {"name": account.name, "email": account.email, "session_key": account.session_key}
        if account in fresh:
            names = {"name": person.traces.called, "email": f"{secrets.token_hex(16)}@{NOBODY}"}
            names |= {"session_key": secrets.token_urlsafe(16)}
        values = blank | names | {"password_hash": "", "erased_at": account.erased_at or now}
        values |= {"suspended_at": account.suspended_at or now, "undeliverable_at": account.undeliverable_at or now}
        db.session.execute(update(User).where(User.id == account.id).values(**values))
    db.session.execute(delete(RoleGrant).where(RoleGrant.user_id.in_(person.users)))
    for name in person.sought.files:
        storage.release(name)
    if fresh:
        _forget_waiting_rosters()
        audit.record("account.erase", by=None, thing=f"user:{person.user_id}", accounts=(None, len(fresh)))
    db.session.flush()
    db.session.expire_all()


def _forget_waiting_rosters() -> None:
    for file in queries.waiting_rosters():
        storage.release(file.name)
        db.session.delete(file)


def blank_values(declared: PersonalTable) -> dict[str, Any]:
    """Column → nothing, of each whose words go."""
    columns = queries.table_of(declared).c
    return {name: _blank_value(columns[name]) for name in queries.blanked(declared)}


def _blank_value(column: Column[Any]) -> Any:
    """Nothing, as the column takes it."""
    if column.nullable:
        return None
    default: Any = column.default
    if isinstance(column.type, JSON):
        return default.arg(None) if default is not None and default.is_callable else {}
    return "" if default is None or not default.is_scalar else default.arg


def _erase_table(declared: PersonalTable, person: Erased) -> None:
    table = queries.table_of(declared)
    theirs = queries.is_theirs(declared, person.users, person.sought.addresses)
    blank = blank_values(declared)
    if declared.erasure is Erasure.DELETED:
        db.session.execute(delete(table).where(theirs))
    elif declared.erasure is Erasure.BLANKED and blank:
        db.session.execute(update(table).where(theirs).values(blank))
    if declared.about and blank:
        db.session.execute(update(table).where(queries.is_about(declared, person.users)).values(blank))


def erase_traces(table: Table, person: Erased) -> Iterator[Step]:
    """Others named the person in their own texts: the text stays, without the name. A row whose key it was goes."""
    for keys in batched(queries.keys_naming(table, person.traces.needles), AT_ONCE):
        yield partial(_erase_traces_in, table, keys, person)


def _erase_traces_in(table: Table, keys: Sequence[tuple[Any, ...]], person: Erased) -> None:
    vouched = set(_vouched(table)) if person.was_staff else set()
    unique = _unique(table)
    for row in queries.lock_texts(table, keys):
        cleaned = {
            column.name: person.traces.without(row[column.name])
            for column in queries.texts_of(table)
            if column.name not in vouched
        }
        changed = {name: value for name, value in cleaned.items() if value != row[name]}
        this = [key == row[key.name] for key in table.primary_key.columns]
        if changed.keys() & unique:
            db.session.execute(delete(table).where(*this))
        elif changed:
            db.session.execute(update(table).where(*this).values(changed))


def _vouched(table: Table) -> list[str]:
    return next((declared.vouches.split() for declared in PERSONAL if declared.name == table.name), [])


def _unique(table: Table) -> set[str]:
    """Columns that are a key, or part of one."""
    columns = [
        list(each.columns) for each in table.constraints if isinstance(each, UniqueConstraint | PrimaryKeyConstraint)
    ]
    columns += [list(index.columns) for index in table.indexes if index.unique]
    return {column.name for key in columns for column in key}


def _forget_acts(person: Erased) -> Iterator[Step]:
    """Lines about what is theirs; what they did, unless it was for the office; and whatever names them."""
    for numbers in batched([entry.id for entry in queries.audit_entries() if _is_told_of(entry, person)], AT_ONCE):
        yield partial(_forget_lines, numbers, f"user:{person.user_id}")


def _forget_lines(numbers: Collection[int], thing: str) -> None:
    audit.forget(AuditEntry.id.in_(numbers), thing=thing)


def _is_told_of(entry: AuditEntry, person: Erased) -> bool:
    kind, _, number = entry.thing.partition(":")
    if not entry.changes:
        return False
    if number.isdigit() and int(number) in person.sought.things.get(kind, ()):
        return True
    own = entry.by_id in person.users and not person.acted_for_office
    return own or person.traces.without(entry.changes) != entry.changes


def _forget_emails(person: Erased, folder: Folder) -> Iterator[Step]:
    """Emails to them, and the files of those about what is theirs. What a mail server was given is out of our hands."""
    emails = [(email.id, _is_addressed(email, person), _is_about(email, person)) for email in queries.emails()]
    meant = {number for number, addressed, about in emails if addressed or about}
    folder.forget(lambda number, text: number in meant or person.traces.are_in(text))
    for numbers in batched([number for number, addressed, _ in emails if addressed], AT_ONCE):
        yield partial(_forget_rows_of_emails, numbers)


def _forget_rows_of_emails(numbers: Collection[int]) -> None:
    db.session.execute(delete(Email).where(Email.id.in_(numbers)))


def _is_addressed(email: Email, person: Erased) -> bool:
    """To one of their addresses; or to one that they meant to have."""
    return email.address in person.sought.addresses or email.ids.get("user_id") in person.users


def _is_about(email: Email, person: Erased) -> bool:
    return any(number in person.sought.things.get(name, ()) for name, number in _numbers(email.ids))


def _numbers(ids: dict[str, Any]) -> Collection[tuple[str, int]]:
    """`application_id=7` and `notice_ids=[1, 2]`, by what the registry calls such a row."""
    return [
        (name.removesuffix("s").removesuffix("_id"), number)
        for name, value in ids.items()
        for number in (value if isinstance(value, list) else [value])
        if isinstance(number, int)
    ]
