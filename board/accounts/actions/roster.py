"""Bringing the registrar's roster in: who joins and who changes. It deletes nobody and closes no account."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, update

from board.accounts import policy, roster
from board.accounts.actions import invitation as invitation_actions
from board.accounts.actions import session as session_actions
from board.accounts.actions.person import give
from board.accounts.actions.right import lock_rights
from board.accounts.events import DirectoryHoldChanged
from board.accounts.models import (
    InvitationRun,
    Role,
    RoleGrant,
    RosterColumn,
    RosterFact,
    RosterFile,
    RosterLine,
    RosterOutcome,
    RosterPeriod,
    StudentStatus,
    User,
)
from board.accounts.queries import roster as roster_queries
from board.accounts.queries.account import by_emails
from board.accounts.roster import Change, RosterRow
from board.kernel import audit, clock, events, mail, storage
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.locks import lock_key
from board.kernel.statements import update_one
from board.kernel.verdict import require
from board.vocabulary.import_words import plain

AT_ONCE = 250
"""Rows that are written between two looks at the progress."""
LONGEST_HEADING = 200
OTHERWISE_BY_NOW = (
    "Nothing was written: people of this file were changed since you looked at it, so it would change something else. "
    "Look at it again, then import it."
)
TAKEN = "This roster has been written already. Upload it again to see what is new."


@dataclass(frozen=True)
class LeftOutRow:
    """A row that was not imported, and why."""

    number: int
    reason: str
    cells: Sequence[str]
    user_ids: Sequence[int]
    """The accounts that its roster id and its address belong to."""


@dataclass(frozen=True)
class RosterChanges:
    """What a roster changes."""

    joins: Sequence[RosterRow] = ()
    changed: Sequence[tuple[RosterRow, User, Sequence[Change]]] = ()
    absent: Sequence[User] = ()
    classes_from: date | None = None
    """The day from which the class years of those who are here already count; None: today."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """What its page tells of it later."""
    left_out: Sequence[LeftOutRow] = ()
    heading: Sequence[str] = ()
    """Their columns."""


@dataclass(frozen=True)
class RosterImport:
    """What is to become of a roster."""

    changes: RosterChanges
    """As somebody has confirmed them."""
    work_out: Callable[[], RosterChanges]
    """The changes as they are when it is called: under the lock they are to be the same."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """What the headings of the file became: the next one is read alike."""
    invites: bool = False
    """Are those who join sent invitations?"""


def hand_in(*, name: str, filename: str, by: User, now: datetime) -> RosterFile:
    """Put a kept file on record; it becomes nothing yet."""
    require(policy.may_visit_office(by))
    file = RosterFile(name=name, filename=filename, by_id=by.id, at=now, counts={})
    db.session.add(file)
    db.session.flush()
    return file


def discard(file: RosterFile, *, by: User) -> None:
    """Take a file off that is not to be imported after all. Raises `Conflict` where it was."""
    require(policy.may_visit_office(by))
    waiting = delete(RosterFile).where(RosterFile.id == file.id, RosterFile.written_at.is_(None))
    name = db.session.scalar(waiting.returning(RosterFile.name))
    if name is None:
        raise Conflict(TAKEN)
    storage.release(name)


def write_file(
    file: RosterFile, roster_import: RosterImport, *, by: User, now: datetime, note_progress: Callable[[int], None]
) -> InvitationRun | None:
    """Write a file that was handed in, once; answers the invitations that are on their way by it.

    `note_progress` hears every while how many people are written. Raises `Conflict` where the file changes something
    else by now than what was confirmed, and the second time; then nothing is written.
    """
    _lock(roster_import.changes)
    require(policy.may_visit_office(by))
    return _write(file, roster_import, by_id=by.id, now=now, note_progress=note_progress)


def write_at_once(
    filename: str,
    roster_import: RosterImport,
    *,
    by: User | None,
    now: datetime,
    note_progress: Callable[[int], None],
) -> None:
    """The same from the command line, for a file that was not handed in. `by`: who answers for it, if anybody does."""
    _lock(roster_import.changes)
    if by is not None:
        require(policy.may_visit_office(by))
    file = RosterFile(name="", filename=filename, by_id=by.id if by is not None else None, at=now, counts={})
    db.session.add(file)
    db.session.flush()
    _write(file, roster_import, by_id=file.by_id, now=now, note_progress=note_progress)


def _lock(changes: RosterChanges) -> None:
    """One roster is written after the other, and nobody else changes the people whom this one changes."""
    lock_key("roster")
    lock_rights(*(user for _, user, _ in changes.changed))


def _write(
    file: RosterFile,
    roster_import: RosterImport,
    *,
    by_id: int | None,
    now: datetime,
    note_progress: Callable[[int], None],
) -> InvitationRun | None:
    changes, stored = roster_import.changes, file.name
    waiting = update(RosterFile).where(RosterFile.id == file.id, RosterFile.written_at.is_(None))
    values = {"written_at": now, "counts": dict(changes.counts), "heading": list(changes.heading), "name": ""}
    if not update_one(waiting.values(**values)):
        raise Conflict(TAKEN)
    if roster_import.work_out() != changes:
        raise Conflict(OTHERWISE_BY_NOW)
    storage.release(stored)
    done = 0
    for more in _bring_in(changes, by_id=by_id, now=now):
        note_progress(done := done + more)
    how = {"how": (None, "command line")} if by_id is None else {}
    counts = {name: (None, count) for name, count in changes.counts.items()}
    audit.record("roster.import", by=by_id, thing="people", file=(None, file.filename), **counts, **how)
    _note_lines(file.id, changes)
    _remember_columns(roster_import.columns)
    if not roster_import.invites or not changes.joins:
        return None
    joined = roster_queries.joined(row.email for row in changes.joins)
    return invitation_actions.invite_newcomers(joined, by_id=by_id, now=now)


def _note_lines(file_id: int, changes: RosterChanges) -> None:
    """Keep what was done with each person, and the rows that were left out."""
    people = by_emails({row.email for row in changes.joins})
    lines = [
        {"number": row.number, "outcome": RosterOutcome.JOINED, "user_id": people[row.email].id}
        for row in changes.joins
    ]
    lines += [
        {
            "number": row.number,
            "outcome": RosterOutcome.CHANGED,
            "user_id": user.id,
            "words": "; ".join(map(roster.change_words, its)),
        }
        for row, user, its in changes.changed
    ]
    lines += [{"outcome": RosterOutcome.ABSENT, "user_id": user.id} for user in changes.absent]
    for row in changes.left_out:
        known, other, *_ = (*row.user_ids, None, None)
        line = {"number": row.number, "outcome": RosterOutcome.LEFT_OUT, "words": row.reason, "cells": list(row.cells)}
        lines.append(line | {"user_id": known, "other_id": other})
    db.session.add_all(RosterLine(file_id=file_id, **line) for line in lines)
    db.session.flush()


def _bring_in(changes: RosterChanges, *, by_id: int | None, now: datetime) -> Iterator[int]:
    """Open the accounts of those who join, change the others, note who is absent."""
    today = clock.day(now)
    for start in range(0, len(changes.joins), AT_ONCE):
        rows = changes.joins[start : start + AT_ONCE]
        _open(rows, by_id=by_id, now=now)
        yield len(rows)
    periods = _Periods([user.id for _, user, _ in changes.changed], today, changes.classes_from or today)
    for start in range(0, len(changes.changed), AT_ONCE):
        some = changes.changed[start : start + AT_ONCE]
        for row, user, its in some:
            _change(user, row, its, periods, by_id=by_id, now=now)
        db.session.flush()
        yield len(some)
    for user in changes.absent:
        user.absent_since = user.absent_since or now


def _open(rows: Sequence[RosterRow], *, by_id: int | None, now: datetime) -> None:
    """Accounts for people who did not ask: nobody comes in before the address, or the sign-on, is proved."""
    made = [(row, User(**_columns(row), created_at=now)) for row in rows]
    for row, user in made:
        user.grants = [
            RoleGrant(role=role, asked_at=now, granted_at=now, granted_by_id=by_id) for role in sorted(row.roles)
        ]
    db.session.add_all(user for _, user in made)
    db.session.flush()
    today = clock.day(now)
    for row, user in made:
        audit.record("account.join", by=by_id, thing=f"user:{user.id}", row=(None, row.number))
        for fact, value, since, until in _facts(row.values, today):
            db.session.add(RosterPeriod(user_id=user.id, fact=fact, value=value, since=since, until=until))


def _columns(row: RosterRow) -> dict[str, Any]:
    values = {name: value for name, value in row.values.items() if value is not None}
    return values | {
        "name": row.name,
        "registered_name": row.registered_name or row.name,
        "email": row.email,
        "roster_email": row.email,
        "roster_id": row.roster_id,
    }


def _facts(values: Mapping[str, Any], today: date) -> Iterator[tuple[RosterFact, str, date, date | None]]:
    """What a row says that holds from a day to a day."""
    if values.get("class_year"):
        yield RosterFact.CLASS_YEAR, values["class_year"], today, None
    if values.get("cohort"):
        yield RosterFact.COHORT, values["cohort"], today, None
    if values.get("student_status"):
        since = values.get("status_since") or today
        yield RosterFact.STATUS, values["student_status"].value, since, values.get("status_until")


class _Periods:
    """The periods of those whom a roster changes, read at once."""

    def __init__(self, user_ids: Sequence[int], today: date, classes_from: date) -> None:
        self.today, self.classes_from = today, classes_from
        self.begun = roster_queries.open_periods(user_ids)

    def begin(self, user_id: int, fact: RosterFact, value: str, since: date, until: date | None) -> None:
        """What held so far ends the day before; said again for the same day it is said anew."""
        drop = (RosterPeriod.user_id == user_id) & (RosterPeriod.fact == fact)
        db.session.execute(delete(RosterPeriod).where(drop, RosterPeriod.is_due | (RosterPeriod.since == since)))
        before = self.begun.get((user_id, fact))
        is_due = since > self.today
        if before is not None and before.since < since and not is_due:
            before.until = since - timedelta(days=1)
        db.session.add(RosterPeriod(user_id=user_id, fact=fact, value=value, since=since, until=until, is_due=is_due))


def _change(
    user: User, row: RosterRow, changes: Sequence[Change], periods: _Periods, *, by_id: int | None, now: datetime
) -> None:
    user.absent_since = None
    invitations = user.invitations
    if row.email and row.email != user.roster_email:
        _change_address(user, row.email)
    for name, _before, after in changes:
        if name == "class_year":
            periods.begin(user.id, RosterFact.CLASS_YEAR, after, periods.classes_from, None)
            if periods.classes_from <= periods.today:
                user.class_year = after
        elif name == "roles":
            for role in sorted(row.roles - {Role(role) for role in user.roles_held}):
                give(user, role, by_id=by_id, now=now)
        elif name != "roster_email":
            setattr(user, name, after)
    changed = {name for name, _, _ in changes}
    if "directory_hold" in changed:
        events.publish(DirectoryHoldChanged(user.id))
    if changed & set(roster.STATUS):
        status = user.student_status or StudentStatus.ENROLLED
        since = user.status_since or periods.today
        periods.begin(user.id, RosterFact.STATUS, status.value, min(since, periods.today), user.status_until)
    if "cohort" in changed and user.cohort:
        periods.begin(user.id, RosterFact.COHORT, user.cohort, periods.today, None)
    shown = {name: (roster.in_words(before), roster.in_words(after)) for name, before, after in changes}
    if user.invitations != invitations:
        shown["invitations"] = (str(invitations), str(user.invitations))
    if "class_year" in shown and periods.classes_from > periods.today:
        shown["class_year_from"] = ("", periods.classes_from.isoformat())
    if shown:
        audit.record("account.roster", by=by_id, thing=f"user:{user.id}", **shown)


def _change_address(user: User, email: str) -> None:
    """Nobody has proved the address of an account that was never used: the roster's counts, and what was sent to the
    old one opens nothing any more. A proved one is its owner's: the new address gets a link, which only its owner,
    signed in, can follow."""
    user.roster_email = email
    if email == user.email:
        return
    if user.confirmed_at is None:
        user.email, user.undeliverable_at = email, None
        user.invitations, user.invited_at = 0, None
        session_actions.end_all(user)
    elif user.suspended_at is None:
        mail.write("new-address", to=email, user_id=user.id, email=email)


def _remember_columns(became: Mapping[str, str]) -> None:
    """Remember what the headings of the registrar's file became."""
    for name, column in became.items():
        heading = plain(name)
        if heading and len(heading) <= LONGEST_HEADING:
            db.session.merge(RosterColumn(heading=heading, column=column))
    db.session.flush()


def begin_due(*, now: datetime) -> int:
    """The class years whose day has come count from now on; answers how many. Twice, it changes nothing more."""
    today = clock.day(now)
    due = roster_queries.due_periods(today)
    begun = roster_queries.open_periods({period.user_id for period in due})
    users = roster_queries.by_ids({period.user_id for period in due})
    changed_years = 0
    for period in due:
        before = begun.get((period.user_id, period.fact))
        if before is not None and before.since < period.since:
            before.until = period.since - timedelta(days=1)
        period.is_due = False
        begun[period.user_id, period.fact] = period
        user = users[period.user_id]
        if period.fact is RosterFact.CLASS_YEAR and user.class_year != period.value:
            changed = (user.class_year, period.value)
            user.class_year = period.value
            changed_years += 1
            audit.record("account.roster", by=None, thing=f"user:{user.id}", class_year=changed)
    if changed_years:
        audit.record("roster.class-years", by=None, thing="people", people=(None, changed_years))
    return len(due)


def require_day(classes_from: date | None, *, now: datetime) -> None:
    """Raise `Invalid` for a day on which class years cannot begin to count."""
    today = clock.day(now)
    if classes_from is not None and not today - timedelta(days=366) <= classes_from <= today + timedelta(days=366):
        raise Invalid("classes_from", "Choose a day within a year of today.")
