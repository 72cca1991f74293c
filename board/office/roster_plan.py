"""From a roster that was handed in to the plan of who joins, who changes, who is absent, and what is refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from board.accounts import erasure_marks as account_erasure_marks
from board.accounts import queries as account_queries
from board.accounts import roster as account_roster
from board.accounts.actions.roster import LeftOutRow, RosterChanges, RosterImport
from board.accounts.models import Role, User
from board.accounts.queries import erasure_request as erasure_request_queries
from board.accounts.queries import roster as roster_queries
from board.accounts.roster import Change, RosterRow, have_same_words, is_same_digits
from board.kernel import spreadsheet
from board.kernel.email_address import mailbox
from board.kernel.errors import Invalid
from board.kernel.spreadsheet import Options, Table
from board.kernel.wording import listed, plural
from board.office import roster_alarms, roster_columns, roster_values
from board.office.roster_columns import COLUMNS
from board.office.roster_values import ClassQuestion, ValueRead
from board.opportunities.exchange.columns_read import MOST_EXAMPLES, ColumnRead, not_used
from board.opportunities.exchange.dates import order_of_heading
from board.school import settings as school_settings
from board.vocabulary.headings import NOT_USED

NO_ROWS = "The file has headings and no row below them, so there is nobody to import."
OWN = "this is your own account: another coordinator brings it in"
"""Nobody gives themself a role, a class year or a status, by a file either."""
NO_IDS = (
    "No column is the roster id. People are then known by their address alone, which may change hands, and nobody "
    "can be seen to be absent."
)


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
    key: str = ""
    """ROUNDS_SECRET_KEY, by which people who were erased are known again."""


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


@dataclass(frozen=True)
class RosterReading:
    """What a file holds, how it was read, and what bringing it in would do."""

    table: Table
    matched: dict[int, str]
    problem: str
    columns: list[ColumnRead]
    warnings: list[str]
    plan: RosterPlan
    rows: list[RosterRow]
    """All rows that could be read, in the order of the file."""
    as_read: list[RosterRow]
    """The same before they were compared with the people who are here."""
    choices: RosterChoices

    def to_import(
        self, *, classes_from: date | None, without_refused: bool, is_looked_at: bool, invites: bool
    ) -> RosterImport:
        """What the action takes, which works the changes out anew under its lock. Raises `Invalid` as `to_write`."""

        def work_out(reading: RosterReading) -> RosterChanges:
            return reading.to_write(
                classes_from=classes_from, without_refused=without_refused, is_looked_at=is_looked_at
            )

        return RosterImport(work_out(self), lambda: work_out(self._planned_anew()), self.to_remember(), invites)

    def _planned_anew(self) -> "RosterReading":
        """The same file beside the people as they are by now."""
        rows = _copies(self.as_read)
        return replace(self, plan=plan(rows, self.choices), rows=rows)

    @property
    def changes_class(self) -> bool:
        """Does anybody who is here already come into another class year?"""
        return any(name == "class_year" for match in self.plan.changes for name, _, _ in match.changes)

    def to_write(self, *, classes_from: date | None, without_refused: bool, is_looked_at: bool) -> RosterChanges:
        """What it changes. Raises `Invalid` while rows are refused, unless they are left out, and while nobody
        has said that a file with big changes is the right one."""
        if self.problem:
            raise Invalid("file", self.problem)
        made = self.plan
        if self.alarms and not is_looked_at:
            raise Invalid("looked_at", f"Nothing was written. {self.alarms[0]} Say that this is the right file.")
        if made.refused and not without_refused:
            raise Invalid("skip", "Nothing was written: some rows are refused. Fix the file, or leave them out.")
        if not made.writes and not made.same:
            raise Invalid("file", "There is nobody in this file who can be written.")
        return RosterChanges(
            joins=made.joins,
            changed=[(match.row, match.user, match.changes) for match in made.changes],
            absent=made.absent,
            classes_from=classes_from,
            left_out=self._left_out(),
            heading=list(self.table.heading),
            counts={
                "joined": len(made.joins),
                "changed": len(made.changes),
                "same": len(made.same),
                "absent": len(made.absent),
                "left_out": len(made.refused) + len(made.unsure),
            },
        )

    def _left_out(self) -> list[LeftOutRow]:
        made = self.plan
        cells = {line.number: list(line.cells) for line in self.table.rows}
        reasons = {row.number: "; ".join(row.problems) for row in made.refused}
        reasons |= {match.row.number: f"nobody said that it is the same person: {match.doubt}" for match in made.unsure}
        erased = {row.number for row in made.refused if row.was_erased}
        return [
            LeftOutRow(number, reason, [] if number in erased else cells[number], made.accounts.get(number, []))
            for number, reason in sorted(reasons.items())
        ]

    @property
    def alarms(self) -> list[str]:
        """What speaks for a wrong file, or half of one, in sentences."""
        made = self.plan
        return roster_alarms.alarms(
            self.rows,
            [change for match in made.changes for change in match.changes],
            absent=len(made.absent),
            roster_size=made.roster_size,
            about=made.about,
        )

    @property
    def questions(self) -> list[ClassQuestion]:
        """Each word that is no known spelling of a class year, with the rows that say it."""
        return roster_values.questions(self.rows)

    @property
    def values(self) -> list[ValueRead]:
        """Every distinct value of the columns that have a meaning, and what it became."""
        return roster_values.values_read(self.table, self.matched, self.rows)

    def to_remember(self) -> dict[str, str]:
        """Their columns and what they became, for the next file of the same sort."""
        return {name: self.matched.get(at, NOT_USED) for at, name in enumerate(self.table.heading) if name}


def read(content: bytes, filename: str, choices: RosterChoices, remembered: Mapping[str, str]) -> RosterReading:
    """Read a file, and say what would become of each row. Raises `UnreadableFile`."""
    table = spreadsheet.read(content, filename, roster_columns.HEADINGS.is_heading, choices.options)
    matched, misfits = roster_columns.match(table, choices.columns, remembered)
    error = _misremembered(table, misfits) or roster_columns.problem(matched)
    order = choices.order or next(filter(None, map(order_of_heading, table.heading)), "")
    lines = [] if error else table.rows
    as_read = [roster_columns.understand(line, matched, order, choices.classes) for line in lines]
    rows = _copies(as_read)
    described = _columns_read(table, matched)
    made = plan(rows, choices)
    warnings = ["" if table.rows else NO_ROWS, not_used(described), *([] if error else _lacking(matched, rows))]
    warnings += [
        roster_columns.misfit_words(ours, table.heading[at], roster_columns.cells_of(table, at))
        for at, ours in matched.items()
        if at in choices.columns
    ]
    warnings = [words for words in warnings if words]
    return RosterReading(table, matched, error, described, warnings, made, rows, as_read, choices)


def _copies(rows: Iterable[RosterRow]) -> list[RosterRow]:
    """Rows to be planned: what speaks against one, or of one, is written to it."""
    return [replace(row, problems=[*row.problems], notes=[*row.notes]) for row in rows]


def _misremembered(table: Table, misfits: Mapping[int, str]) -> str:
    """That a column was another the last time, and is asked again; empty where none was."""
    for at, ours in misfits.items():
        name, cells = table.heading[at], roster_columns.cells_of(table, at)
        words = roster_columns.misfit_words(ours, name, cells)
        return f"“{name}” was {COLUMNS[ours].lower()} in the last file. {words} Choose below what it is in this one."
    return ""


def _lacking(matched: Mapping[int, str], rows: list[RosterRow]) -> list[str]:
    ours = set(matched.values())
    students = sum(Role.STUDENT in row.roles for row in rows)
    without = sum(Role.STUDENT in row.roles and not row.values.get("class_year") for row in rows)
    unclassed = (
        f"{plural(without, 'student')} of {students:,} in this file {'has' if without == 1 else 'have'} no class year. "
        "They fit no filter, and no posting, that asks for one."
    )
    return ["" if "roster_id" in ours else NO_IDS, unclassed if without and not {"class_year"} & ours else ""]


def plan(rows: list[RosterRow], choices: RosterChoices) -> RosterPlan:
    """Match each row with an account: by roster id first, else by address, which somebody has to confirm."""
    made = RosterPlan()
    _refuse_twice(rows)
    _refuse_erased(rows, choices.key)
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
            f"the roster ids {given} and {user.roster_id} differ by zeros at the front alone: a spreadsheet may have "
            "dropped them"
        )
    elif not row.roster_id or user.roster_id != row.roster_id:
        doubt = "only the address says so, and addresses change hands"
    elif match.is_other_person:
        doubt = f"the roster id {row.roster_id} says so, and name and address are another person’s"
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


def _refuse_twice(rows: Iterable[RosterRow]) -> None:
    """Two rows of one id, or of one address, may be two people: neither is taken."""
    rows = list(rows)
    for label, key in (("roster id", "roster_id"), ("email", "email")):
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


def _refuse_erased(rows: Iterable[RosterRow], key: str) -> None:
    """Whoever was erased gets no new account unasked, however often the registrar names them."""
    marks = [(row, account_erasure_marks.of_roster_id(row.roster_id, key=key)) for row in rows if row.roster_id]
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
            f"{row.email} belongs to the account of {holder.name}, and the roster id {row.roster_id} to that of "
            f"{known.name}. If they are one person, merge the two accounts; else correct the address"
        )
    if known is not None or holder is None or not row.roster_id or not holder.roster_id:
        return ""
    if not is_same_digits(row.roster_id, holder.roster_id):
        return (
            f"{row.email} belongs to {holder.name}, whose roster id is {holder.roster_id} and not {row.roster_id}. "
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


def _columns_read(table: Table, matched: Mapping[int, str]) -> list[ColumnRead]:
    described = []
    for at, name in enumerate(table.heading):
        cells = [" ".join(line.cells[at].split()) for line in table.rows]
        examples = list(dict.fromkeys(cell[:60] for cell in cells if cell))[:MOST_EXAMPLES]
        ours = matched.get(at, "")
        shown = [(cell, "") for cell in examples]
        described.append(ColumnRead(at, name, ours, sum(map(bool, cells)), shown))
    return described


__all__ = ["COLUMNS", "Match", "RosterChoices", "RosterPlan", "RosterReading", "plan", "read"]
