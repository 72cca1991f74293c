"""The plan of a roster: who joins, who changes, who is absent, and which rows are refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from board.accounts import erasure_marks as account_erasure_marks
from board.accounts import queries as account_queries
from board.accounts import roster as account_roster
from board.accounts.models import Role, User
from board.accounts.queries import erasure_request as erasure_request_queries
from board.accounts.queries import roster as roster_queries
from board.accounts.roster import Change, RosterRow, have_same_words, is_same_digits
from board.kernel.email_address import mailbox
from board.kernel.spreadsheet import Options
from board.kernel.wording import listed
from board.school import settings as school_settings

OWN = "this is your own account: another coordinator brings it in"
"""Nobody gives themself a role, a class year or a status, by a file either."""


@dataclass(frozen=True)
class RosterChoices:
    """What somebody has said about a file."""

    options: Options = field(default_factory=Options)
    columns: Mapping[int, str] = field(default_factory=dict)
    """Place of their column → our column, or `NOT_USED`."""
    same: frozenset[int] = frozenset()
    """The accounts that are the people of their rows, though the address alone says so."""
    same_names: bool = False
    """All those whose names agree as well are."""
    order: str = ""
    """Which comes first in a day: a key of `dates.ORDERS`."""
    classes: Mapping[str, str] = field(default_factory=dict)
    """Word of the class year that is no known spelling → the class year that it means; empty for none."""
    by: User | None = None
    """Who brings the file in."""
    mark_keys: Sequence[str] = field(default=(), repr=False)
    """By which people who were erased are known again."""


@dataclass(frozen=True)
class Match:
    """A row and the account that it is about."""

    row: RosterRow
    user: User
    changes: list[Change]

    doubt: str = ""
    """Why somebody has to say that the account is this person's; empty where nobody has to."""

    @property
    def is_same_name(self) -> bool:
        """Do the names agree, and is nothing at stake but a student's account?"""
        names = {self.row.name.casefold(), self.row.registered_name.casefold()}
        return self.user.name.casefold() in names and self.user.roles_held <= {Role.STUDENT.value}

    @property
    def is_other_person(self) -> bool:
        """Do name and address both say another person than the roster id does?"""
        is_address = self.row.email in (self.user.email, self.user.roster_email)
        theirs = (self.user.name, self.user.registered_name)
        return not is_address and not have_same_words((self.row.name, self.row.registered_name), theirs)


@dataclass
class RosterPlan:
    """What would become of each row, and of the people who stand in none."""

    joins: list[RosterRow] = field(default_factory=list)
    changes: list[Match] = field(default_factory=list)
    same: list[Match] = field(default_factory=list)
    unsure: list[Match] = field(default_factory=list)
    """They wait for somebody to say that the account is this person's."""
    refused: list[RosterRow] = field(default_factory=list)
    absent: list[User] = field(default_factory=list)
    about: str = ""
    """Of whom it is said that they stand in no row: the roles and class years that the file is about."""
    roster_size: int = 0
    """How many people of those roles and class years the roster has."""
    accounts: dict[int, list[int]] = field(default_factory=dict)
    """Row number → the accounts that its roster id and its address belong to."""

    @property
    def writes(self) -> int:
        """How many accounts are opened or changed."""
        return len(self.joins) + len(self.changes)


def plan(rows: list[RosterRow], choices: RosterChoices) -> RosterPlan:
    """Match each row with an account: by roster id first, else by address, which somebody has to confirm."""
    made = RosterPlan()
    rows = _each_once(rows)
    _refuse_twice(rows)
    _refuse_erased(rows, choices.mark_keys)
    by_id = roster_queries.by_roster_ids({row.roster_id for row in rows if row.roster_id})
    by_digits = roster_queries.by_digits({row.roster_id for row in rows} - by_id.keys())
    by_email = account_queries.by_emails({row.email for row in rows if row.email})
    planned = roster_queries.planned_class_years()
    for row in rows:
        known, holder = by_id.get(row.roster_id), by_email.get(row.email)
        near = by_digits.get(row.roster_id) if known is None else None
        made.accounts[row.number] = sorted({user.id for user in (known, holder, near) if user is not None})
        if row.problems:
            continue
        user = known or near or holder
        if problem := _clash(row, known or near, holder):
            row.problems.append(problem)
        elif _is_own(row, user, choices.by):
            row.problems.append(OWN)
        elif user is None:
            made.joins.append(row)
        else:
            _sort(_match(row, user, planned.get(user.id)), made, choices)
    made.refused = [row for row in rows if row.problems]
    _put_absent(rows, made)
    return made


def _is_own(row: RosterRow, user: User | None, by: User | None) -> bool:
    """Is this the row of whoever brings the file in, or would it open an account at their mailbox?"""
    if by is None:
        return False
    return by.is_same_person(user) if user is not None else mailbox(row.email) == mailbox(by.email)


def _match(row: RosterRow, user: User, planned_class: str | None) -> Match:
    """The row and its account, with what makes somebody look. An id that lost its zeros is the longer one."""
    given, is_near = row.roster_id, row.roster_id != user.roster_id and is_same_digits(row.roster_id, user.roster_id)
    if is_near:
        row.roster_id = max(row.roster_id, user.roster_id, key=len)
    match = Match(row, user, account_roster.changes(row, user, planned_class=planned_class))
    doubt = ""
    if is_near:
        doubt = (
            f"the school IDs {given} and {user.roster_id} differ by zeros at the front alone: a spreadsheet may have "
            "dropped them"
        )
    elif not row.roster_id or user.roster_id != row.roster_id:
        doubt = "only the address says so, and addresses change hands"
    elif match.is_other_person:
        doubt = f"the school ID {row.roster_id} says so, and name and address are another person’s"
    _note(match)
    return replace(match, doubt="; ".join(filter(None, (doubt, _staff_doubt(match)))))


def _staff_doubt(match: Match) -> str:
    """That the row makes somebody a student who is here as something else."""
    roles = match.user.roles_held
    if not roles or Role.STUDENT.value in roles or Role.STUDENT not in match.row.roles:
        return ""
    return f"{match.user.name} is {listed(sorted(roles))} here and no student: the row makes them one"


def _sort(match: Match, made: RosterPlan, choices: RosterChoices) -> None:
    is_confirmed = match.user.id in choices.same or (choices.same_names and match.is_same_name)
    if match.doubt and not is_confirmed:
        made.unsure.append(match)
    else:
        (made.changes if match.changes or match.user.absent_since else made.same).append(match)


def _each_once(rows: Iterable[RosterRow]) -> list[RosterRow]:
    """A row that says in every column what an earlier one says is passed over, and the earlier one tells of it.

    What could not be read of a row may be other than what could not be read of another: each is told.
    """
    alike: dict[str, list[RosterRow]] = {}
    for row in rows:
        who = (row.roster_id, row.email, row.name, row.registered_name, sorted(row.roles), row.asked_class)
        unread = row.number if row.problems else None
        alike.setdefault(repr((who, row.values, unread)), []).append(row)
    for first, *others in alike.values():
        note = f"the same once more: row {listed([str(row.number) for row in others[:6]])}"
        if others and note not in first.notes:
            first.notes.append(note)
    return [rows[0] for rows in alike.values()]


def _refuse_twice(rows: Iterable[RosterRow]) -> None:
    """Two rows of one id, or of one address, may be two people: neither is taken."""
    rows = list(rows)
    for label, key in (("school ID", "roster_id"), ("email", "email")):
        numbers: dict[str, list[str]] = {}
        for row in rows:
            numbers.setdefault(_without_zeros(getattr(row, key)), []).append(str(row.number))
        for row in rows:
            value = getattr(row, key)
            places = numbers[_without_zeros(value)]
            if value and len(places) > 1:
                row.problems.append(f"the {label} {value} stands in rows {listed(places[:6])}")


def _without_zeros(value: str) -> str:
    return (value.lstrip("0") or value) if value.isdecimal() else value


def _refuse_erased(rows: Iterable[RosterRow], keys: Sequence[str]) -> None:
    """Whoever was erased gets no new account unasked, however often the registrar names them."""
    marks = [
        (row, account_erasure_marks.of_roster_id(row.roster_id, key=key))
        for row in rows
        if row.roster_id
        for key in keys
    ]
    known = erasure_request_queries.all_marked({mark for _, mark in marks})
    for row, mark in marks:
        if (erased := known.get(mark)) is not None:
            row.was_erased = True
            row.problems.append(
                f"this person was erased ({erased.reference}): leave the row out, or let them come back under Erasures"
            )


def _clash(row: RosterRow, known: User | None, holder: User | None) -> str:
    """Why a row cannot be this account's: what belongs to somebody else is never taken over."""
    if known is None and holder is not None and holder.merged_into_id is not None:
        return f"{row.email} belongs to an account that was merged into another: correct the address"
    if known is not None and holder is not None and known.id != holder.id:
        return (
            f"{row.email} belongs to the account of {holder.name}, and the school ID {row.roster_id} to that of "
            f"{known.name}. If they are one person, merge the two accounts; else correct the address"
        )
    if known is not None or holder is None or not row.roster_id or not holder.roster_id:
        return ""
    if not is_same_digits(row.roster_id, holder.roster_id):
        return (
            f"{row.email} belongs to {holder.name}, whose school ID is {holder.roster_id} and not {row.roster_id}. "
            "Nobody gets an account that was somebody else’s: correct the address."
        )
    return ""


def _note(match: Match) -> None:
    """What a reader should know of an account that a row is about."""
    user, row = match.user, match.row
    if user.suspended_at is not None:
        row.notes.append("the account is suspended and stays so")
    if user.confirmed_at is None and user.email != row.email and user.invitations:
        row.notes.append(f"the invitation to {user.email} ends, and {row.email} has none yet")
    if user.confirmed_at is not None and user.email != row.email and row.email != user.roster_email:
        row.notes.append(f"signs in as {user.email}; {row.email} gets a link, and counts once its owner follows it")
    if not account_roster.goes_by_roster(user) and row.name != user.name:
        row.notes.append(f"goes by {user.name}")


def _put_absent(rows: list[RosterRow], made: RosterPlan) -> None:
    """People of the roster whom no row names, among those of the roles and class years that the file is about.

    Whoever a refused row may mean is not absent.
    """
    present = {_without_zeros(row.roster_id) for row in rows} | {match.user.roster_id for match in made.unsure}
    addresses = {row.email for row in rows}
    taken = [*made.joins, *(match.row for match in (*made.changes, *made.same, *made.unsure))]
    roles = {role for row in taken for role in row.roles}
    years = {row.values.get("class_year") for row in taken} - {None, ""}
    people = [
        user for user in roster_queries.on_roster(roles) if not years or not user.class_year or user.class_year in years
    ]
    made.roster_size = len(people)
    made.about = _about(roles, years)
    made.absent = [
        user
        for user in people
        if _without_zeros(user.roster_id) not in present
        and user.roster_id not in present
        and not {user.email, user.roster_email} & addresses
    ]


def _about(roles: set[Role], years: set[Any]) -> str:
    words = listed(sorted(account_roster.ROLE_WORDS[role] for role in roles))
    ordered = [year for year in school_settings.class_years if year in years]
    return f"{words} of {listed(ordered)}, and those without a class year" if ordered else words
