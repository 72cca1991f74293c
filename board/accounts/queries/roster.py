"""Finding people by what the registrar says of them."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import joinedload

from board.accounts.models import (
    LEFT,
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
from board.accounts.queries.account import by_emails
from board.kernel.db import db

AT_ONCE = 1_000
"""Ids that one statement asks about."""


def by_roster_ids(roster_ids: Iterable[str]) -> dict[str, User]:
    """Those of these ids that somebody has, each with who it is. One statement for each thousand."""
    ids = sorted(set(roster_ids))
    people: dict[str, User] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = select(User).where(User.roster_id.in_(ids[start : start + AT_ONCE]), User.roster_id != "")
        people |= {user.roster_id: user for user in db.session.scalars(some)}
    return people


def by_digits(roster_ids: Iterable[str]) -> dict[str, User]:
    """Those of these ids, all digits, to which somebody's differs by no more than zeros at the front, each with who
    it is."""
    numbers = {roster_id.lstrip("0"): roster_id for roster_id in roster_ids if roster_id.isdecimal()}
    if not numbers:
        return {}
    near = {
        numbers[other.lstrip("0")]: user_id
        for user_id, other, *_ in db.session.execute(select(User.id, User.roster_id).where(User.roster_id != ""))
        if other.isdecimal() and other.lstrip("0") in numbers
    }
    users = by_ids(set(near.values()))
    return {roster_id: users[user_id] for roster_id, user_id in near.items()}


def joined(emails: Iterable[str]) -> list[User]:
    """The people at these addresses, in their order."""
    addresses = list(emails)
    people = by_emails(addresses)
    return [people[email] for email in addresses]


def by_ids(user_ids: Collection[int]) -> dict[int, User]:
    """These people, by their numbers. One statement for each thousand."""
    ids = sorted(user_ids)
    people: dict[int, User] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = select(User).where(User.id.in_(ids[start : start + AT_ONCE]))
        people |= {user.id: user for user in db.session.scalars(some)}
    return people


def away(day: date | ColumnElement[date]) -> Select[int]:
    """The numbers of those who are on leave on that day, or gone: the same as `User.is_away`, in SQL."""
    begun = or_(User.status_since.is_(None), User.status_since <= day)
    runs = or_(User.status_until.is_(None), User.status_until >= day)
    on_leave = (User.student_status == StudentStatus.ON_LEAVE) & runs
    return select(User.id).where(begun, or_(on_leave, User.student_status.in_(LEFT)))


def on_roster(roles: Collection[Role]) -> list[User]:
    """Everybody who is on the roster and holds one of these roles, by name; no coordinator is among them."""
    holders = select(RoleGrant.user_id).where(RoleGrant.granted_at.is_not(None))
    listed = select(User).where(
        User.roster_id != "",
        User.merged_into_id.is_(None),
        User.id.in_(holders.where(RoleGrant.role.in_(roles))),
        User.id.not_in(holders.where(RoleGrant.role == Role.COORDINATOR)),
    )
    return list(db.session.scalars(listed.order_by(User.name, User.id)))


def planned_class_years() -> dict[int, str]:
    """Whose class year changes on a day to come, and to what."""
    due = select(RosterPeriod.user_id, RosterPeriod.value).where(
        RosterPeriod.is_due, RosterPeriod.fact == RosterFact.CLASS_YEAR
    )
    return {user_id: year for user_id, year, *_ in db.session.execute(due.order_by(RosterPeriod.since))}


def periods_of(user_id: int) -> list[RosterPeriod]:
    """What held of a student from when to when, the latest first."""
    theirs = select(RosterPeriod).where(RosterPeriod.user_id == user_id)
    return list(db.session.scalars(theirs.order_by(RosterPeriod.since.desc(), RosterPeriod.id.desc())))


def open_periods(user_ids: Collection[int]) -> dict[tuple[int, RosterFact], RosterPeriod]:
    """The period of each person and fact that has no end yet and has begun."""
    periods: dict[tuple[int, RosterFact], RosterPeriod] = {}
    ids = sorted(user_ids)
    for start in range(0, len(ids), AT_ONCE):
        some = select(RosterPeriod).where(
            RosterPeriod.user_id.in_(ids[start : start + AT_ONCE]), ~RosterPeriod.is_due, RosterPeriod.until.is_(None)
        )
        periods |= {(period.user_id, period.fact): period for period in db.session.scalars(some)}
    return periods


def due_periods(today: date) -> list[RosterPeriod]:
    """What was to hold from today on, or from an earlier day."""
    due = select(RosterPeriod).where(RosterPeriod.is_due, RosterPeriod.since <= today)
    return list(db.session.scalars(due.order_by(RosterPeriod.since, RosterPeriod.id)))


def roster_file(file_id: int) -> RosterFile | None:
    """One roster that was handed in."""
    return db.session.get(RosterFile, file_id)


def roster_files(most: int = 10) -> list[RosterFile]:
    """The rosters that were handed in last."""
    return list(db.session.scalars(select(RosterFile).order_by(RosterFile.id.desc()).limit(most)))


def lines_of(file_id: int, outcome: RosterOutcome | None = None) -> list[RosterLine]:
    """What an imported roster did, in the order of its rows, who stands in none last; with the people."""
    lines = select(RosterLine).where(RosterLine.file_id == file_id).options(joinedload(RosterLine.user))
    if outcome is not None:
        lines = lines.where(RosterLine.outcome == outcome)
    return list(db.session.scalars(lines.order_by(RosterLine.number.is_(None), RosterLine.number, RosterLine.id)))


def remembered_columns() -> dict[str, str]:
    """What the registrar's headings became the last time: theirs, plain → our column."""
    return {row.heading: row.column for row in db.session.scalars(select(RosterColumn))}
