"""What goes: rows, words, lines of the audit log, emails. Each table in a unit of work of its own; again is nothing."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import JSON, Column, PrimaryKeyConstraint, Table, UniqueConstraint, delete, update

from board.accounts.models import User
from board.erasure import queries
from board.erasure.person import Erased
from board.kernel import audit, mail, storage
from board.kernel.audit import AuditEntry
from board.kernel.db import db, unit_of_work
from board.kernel.mail import Email
from board.personal_data import PERSONAL, Erasure, PersonalTable

NOBODY = "erased.invalid"
"""Where no email ever arrives."""
AT_ONCE = 500


def erase(person: Erased) -> None:
    """Everything but the account itself, which is what tells us where to go on when we are stopped."""
    _forget_acts(person)
    _forget_emails(person)
    for declared in queries.children_first():
        with unit_of_work():
            _erase_table(declared, person)
    for table in queries.all_tables():
        with unit_of_work():
            _erase_traces(table, person)


def leave_nobody(user: User, person: Erased, *, now: datetime) -> None:
    """The accounts become rows without a person, and their files are given up."""
    declared = next(table for table in PERSONAL if table.name == "users")
    for account in queries.accounts(person.users):
        values = {name: blank_value(queries.table_of(declared).c[name]) for name in queries.blanked(declared)}
        values |= {
            "name": person.traces.called,
            "email": f"{secrets.token_hex(16)}@{NOBODY}",
            "password_hash": "",
            "session_key": secrets.token_urlsafe(16),
            "cv_at": None,
            "hours_free": None,
            "graduates_on": None,
            "status_since": None,
            "status_until": None,
            "trusted_at": None,
            "confirmed_at": None,
            "suspended_at": account.suspended_at or now,
            "undeliverable_at": now,
            "erased_at": now,
        }
        db.session.execute(update(User).where(User.id == account.id).values(**values))
    for name in person.files:
        storage.release(name)
    for file in queries.waiting_rosters():
        storage.release(file.name)
        db.session.delete(file)
    db.session.flush()
    audit.record("account.erase", by=None, thing=f"user:{user.id}", accounts=(None, len(person.users)))
    db.session.expire_all()


def blank_value(column: Column[Any]) -> Any:
    """Nothing, as the column takes it."""
    if column.nullable:
        return None
    if not isinstance(column.type, JSON):
        return ""
    default: Any = column.default
    return default.arg(None) if default is not None and default.is_callable else {}


def _erase_table(declared: PersonalTable, person: Erased) -> None:
    table = queries.table_of(declared)
    theirs = queries.is_theirs(declared, person.users, person.addresses)
    blank = {name: blank_value(table.c[name]) for name in queries.blanked(declared)}
    if declared.erasure is Erasure.DELETED:
        db.session.execute(delete(table).where(theirs))
    elif declared.erasure is Erasure.BLANKED and blank:
        db.session.execute(update(table).where(theirs).values(blank))
    if declared.about and blank:
        db.session.execute(update(table).where(queries.is_about(declared, person.users)).values(blank))


def _erase_traces(table: Table, person: Erased) -> None:
    """Others named the person in their own texts: the text stays, without the name. A row whose key it was goes."""
    vouched = set(_vouched(table)) if person.is_staff else set()
    unique = _unique(table)
    for row in queries.naming(table, person.traces.needles):
        changed = {
            column.name: person.traces.without(row[column.name])
            for column in queries.texts_of(table)
            if column.name not in vouched and person.traces.without(row[column.name]) != row[column.name]
        }
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


def _forget_acts(person: Erased) -> None:
    """Lines about what is theirs; what they did, unless it was for the office; and whatever names them."""
    numbers = [entry.id for entry in queries.audit_entries() if _is_told_of(entry, person)]
    for start in range(0, len(numbers), AT_ONCE):
        with unit_of_work():
            audit.forget(AuditEntry.id.in_(numbers[start : start + AT_ONCE]), thing=f"user:{person.user_id}")


def _is_told_of(entry: AuditEntry, person: Erased) -> bool:
    kind, _, number = entry.thing.partition(":")
    if not entry.changes:
        return False
    if number.isdigit() and int(number) in person.things.get(kind, ()):
        return True
    own = entry.by_id in person.users and not person.acted_for_office
    return own or person.traces.without(entry.changes) != entry.changes


def _forget_emails(person: Erased) -> None:
    """Emails to them, and the files of those about what is theirs. What a mail server was given is out of our hands."""
    emails = [(email.id, _is_addressed(email, person), _is_about(email, person)) for email in queries.emails()]
    folder = mail.Folder(current_app.extensions["settings"].mail_dir)
    meant = {number for number, addressed, about in emails if addressed or about}
    folder.forget(lambda number, text: number in meant or person.traces.are_in(text))
    addressed_to_them = [number for number, addressed, _ in emails if addressed]
    for start in range(0, len(addressed_to_them), AT_ONCE):
        with unit_of_work():
            db.session.execute(delete(Email).where(Email.id.in_(addressed_to_them[start : start + AT_ONCE])))


def _is_addressed(email: Email, person: Erased) -> bool:
    """To one of their addresses; or to one that they meant to have."""
    return email.address in person.addresses or email.ids.get("user_id") in person.users


def _is_about(email: Email, person: Erased) -> bool:
    return any(number in person.things.get(name, ()) for name, number in _numbers(email.ids))


def _numbers(ids: dict[str, Any]) -> Collection[tuple[str, int]]:
    """`application_id=7` and `notice_ids=[1, 2]`, by what the registry calls such a row."""
    return [
        (name.removesuffix("s").removesuffix("_id"), number)
        for name, value in ids.items()
        for number in (value if isinstance(value, list) else [value])
        if isinstance(number, int)
    ]
