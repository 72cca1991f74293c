"""What one row of the registrar's roster says of a person, and what it changes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from board.accounts.models import Role, StudentStatus, User
from board.kernel.dates import say_full_date
from board.vocabulary.import_words import plain

LABELS = {
    "name": "name",
    "registered_name": "registered name",
    "roster_id": "school ID",
    "roster_email": "email",
    "class_year": "class year",
    "programme": "program",
    "cohort": "class of",
    "graduates_on": "expected graduation",
    "campus": "campus",
    "adviser": "adviser",
    "student_status": "status",
    "status_since": "status from",
    "status_until": "status to",
    "directory_hold": "directory hold",
    "roles": "roles",
}
"""What a change is called; in this order it is shown."""
ROLE_WORDS: dict[Role, str] = {
    Role.STUDENT: "students",
    Role.FACULTY: "faculty",
    Role.MENTOR: "mentors",
    Role.COORDINATOR: "coordinators",
}
PLAIN = ("programme", "cohort", "graduates_on", "campus", "adviser", "directory_hold")
"""Columns of an account that the roster writes as they are."""
STATUS = ("student_status", "status_since", "status_until")
STATUSES: dict[StudentStatus, str] = {
    StudentStatus.ENROLLED: "enrolled",
    StudentStatus.ON_LEAVE: "on leave",
    StudentStatus.GRADUATED: "graduated",
    StudentStatus.WITHDRAWN: "withdrawn",
    StudentStatus.DISMISSED: "dismissed",
}


@dataclass
class RosterRow:
    """One row, read. `values` holds what the file has a column for; an empty cell is an empty value, not a silence."""

    number: int
    roster_id: str = ""
    email: str = ""
    name: str = ""
    """By which people know the person: the preferred one where there is one."""
    registered_name: str = ""
    """The registrar's, where it is another."""
    roles: frozenset[Role] = frozenset((Role.STUDENT,))
    values: dict[str, Any] = field(default_factory=dict)
    """Column of an account → what the roster says there."""
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    asked_class: str = ""
    """The word that somebody has to say the class year of: it is no known spelling."""
    was_erased: bool = False
    """Who stands here was erased: nothing of the row is kept."""
    years_early: int = 0
    """By how many years the graduation comes before the class years that are left."""

    @property
    def graduation_words(self) -> str:
        """When the row says that this person graduates."""
        day = self.values.get("graduates_on")
        return say_full_date(day) if day is not None else str(self.values.get("cohort") or "")


Change = tuple[str, Any, Any]
"""Column of an account, before and after."""


def changes(row: RosterRow, user: User, *, planned_class: str | None = None) -> list[Change]:
    """What the row changes of an account. An empty cell empties only what stands with the registrar alone.

    `planned_class` is the class year that waits for its day already.
    """
    changed: list[Change] = []

    def note(name: str, before: Any, after: Any) -> None:
        if before != after:
            changed.append((name, before, after))

    registered = row.registered_name or row.name
    if goes_by_roster(user) and row.name:
        note("name", user.name, row.name)
    note("registered_name", user.registered_name, registered)
    if row.roster_id:
        note("roster_id", user.roster_id, row.roster_id)
    note("roster_email", user.roster_email or user.email, row.email)
    for name in PLAIN:
        if name in row.values:
            note(name, getattr(user, name), row.values[name])
    if row.values.get("class_year"):
        note("class_year", user.class_year if planned_class is None else planned_class, row.values["class_year"])
    if "student_status" in row.values:
        for name in STATUS:
            note(name, getattr(user, name), row.values.get(name))
    missing = {role.value for role in row.roles} - user.roles_held
    if missing:
        changed.append(("roles", "", ", ".join(sorted(missing))))
    return changed


def goes_by_roster(user: User) -> bool:
    """Does this person go by the name that the roster said last? Whoever has chosen another keeps it."""
    return user.name == user.registered_name or user.confirmed_at is None


def in_words(value: Any) -> str:
    """A value of a change, as the preview and the audit log show it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, StudentStatus):
        return STATUSES[value]
    return say_full_date(value) if isinstance(value, date) else str(value)


def have_same_words(names: Iterable[str], others: Iterable[str]) -> bool:
    """Has one of these names every word of one of the others, or the other way round? Ada M. Lin is Ada Lin."""
    some, known = ([set(plain(name).split()) for name in many if plain(name)] for many in (names, others))
    return any(words <= theirs or theirs <= words for words in some for theirs in known)


def is_same_digits(roster_id: str, other: str) -> bool:
    """Do two roster ids differ by no more than zeros at the front, which spreadsheets drop?"""
    return roster_id.isdecimal() and other.isdecimal() and roster_id.lstrip("0") == other.lstrip("0")


def change_words(change: Change) -> str:
    """`class year M1 → M2`; a role is one more."""
    name, before, after = change
    if name == "roles":
        return f"gets the role {after}"
    before, after = in_words(before), in_words(after)
    return f"{LABELS[name]} {before or 'nothing'} → {after or 'nothing'}"


def row_words(row: RosterRow) -> str:
    """All that a row says of somebody who joins."""
    values = {"roster_id": row.roster_id, "registered_name": row.registered_name, **row.values}
    values["roles"] = ", ".join(sorted(role.value for role in row.roles if role is not Role.STUDENT))
    shown = [(label, in_words(values[name])) for name, label in LABELS.items() if values.get(name)]
    if Role.STUDENT in row.roles and not row.values.get("class_year"):
        shown.append(("no class year", ""))
    return "; ".join([f"{row.name}, {row.email}", *(f"{label} {value}".strip() for label, value in shown)])
