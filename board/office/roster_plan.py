"""From a roster that was handed in to the plan of who joins, who changes, who is absent, and what is refused."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from board.accounts import queries as account_queries
from board.accounts import roster as account_roster
from board.accounts.actions.roster import RosterChanges
from board.accounts.models import Role, User
from board.accounts.queries import roster as roster_queries
from board.accounts.roster import Change, RosterRow
from board.kernel import spreadsheet
from board.kernel.errors import Invalid
from board.kernel.spreadsheet import Options, Table
from board.kernel.wording import listed
from board.office import roster_columns
from board.office.roster_columns import COLUMNS
from board.opportunities.exchange.columns_read import MOST_EXAMPLES, ColumnRead, not_used
from board.opportunities.exchange.dates import order_of_heading
from board.vocabulary.headings import NOT_USED

NO_ROWS = "The file has headings and no row below them, so there is nobody to import."
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


@dataclass(frozen=True)
class Match:
    """A row and the account that it is about."""

    row: RosterRow
    user: User
    changes: list[Change]

    @property
    def is_by_address(self) -> bool:
        """Only the address says so: somebody else may have had it before."""
        return not self.row.roster_id or self.user.roster_id != self.row.roster_id

    @property
    def is_same_name(self) -> bool:
        """Do the names agree, and is nothing at stake but a student's account?"""
        names = {self.row.name.casefold(), self.row.registered_name.casefold()}
        return self.user.name.casefold() in names and self.user.roles_held <= {Role.STUDENT.value}


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

    @property
    def changes_class(self) -> bool:
        """Does anybody who is here already come into another class year?"""
        return any(name == "class_year" for match in self.plan.changes for name, _, _ in match.changes)

    def to_write(self, *, classes_from: date | None, without_refused: bool) -> RosterChanges:
        """What the action takes. Raises `Invalid` while rows are refused, unless they are left out."""
        if self.problem:
            raise Invalid("file", self.problem)
        made = self.plan
        if made.refused and not without_refused:
            raise Invalid("skip", "Nothing was written: some rows are refused. Fix the file, or leave them out.")
        if not made.writes and not made.same:
            raise Invalid("file", "There is nobody in this file who can be written.")
        return RosterChanges(
            joins=made.joins,
            changed=[(match.row, match.user, match.changes) for match in made.changes],
            absent=made.absent,
            classes_from=classes_from,
            counts={
                "joined": len(made.joins),
                "changed": len(made.changes),
                "same": len(made.same),
                "absent": len(made.absent),
                "left_out": len(made.refused) + len(made.unsure),
            },
        )

    def to_remember(self) -> dict[str, str]:
        """Their columns and what they became, for the next file of the same sort."""
        return {name: self.matched.get(at, NOT_USED) for at, name in enumerate(self.table.heading) if name}


def read(content: bytes, filename: str, choices: RosterChoices, remembered: Mapping[str, str]) -> RosterReading:
    """Read a file, and say what would become of each row. Raises `UnreadableFile`."""
    table = spreadsheet.read(content, filename, roster_columns.HEADINGS.is_heading, choices.options)
    matched = roster_columns.HEADINGS.match(table.heading, choices.columns, remembered)
    error = roster_columns.problem(matched)
    order = choices.order or next(filter(None, map(order_of_heading, table.heading)), "")
    rows = [] if error else [roster_columns.understand(line, matched, order) for line in table.rows]
    described = _columns_read(table, matched)
    has_ids = "roster_id" in matched.values()
    warnings = ["" if table.rows else NO_ROWS, not_used(described), "" if error or has_ids else NO_IDS]
    return RosterReading(table, matched, error, described, [words for words in warnings if words], plan(rows, choices))


def plan(rows: list[RosterRow], choices: RosterChoices) -> RosterPlan:
    """Match each row with an account: by roster id first, else by address, which somebody has to confirm."""
    made = RosterPlan()
    _refuse_twice(rows)
    good = [row for row in rows if not row.problems]
    by_id = roster_queries.by_roster_ids({row.roster_id for row in good if row.roster_id})
    by_email = account_queries.by_emails({row.email for row in good})
    planned = roster_queries.planned_class_years()
    for row in good:
        known, holder = by_id.get(row.roster_id), by_email.get(row.email)
        user = known or holder
        if problem := _clash(row, known, holder):
            row.problems.append(problem)
        elif user is None:
            made.joins.append(row)
        else:
            changes = account_roster.changes(row, user, planned_class=planned.get(user.id))
            match = Match(row, user, changes)
            _note(match)
            _sort(match, made, choices)
    made.refused = [row for row in rows if row.problems]
    made.absent = _absent(rows, made)
    return made


def _sort(match: Match, made: RosterPlan, choices: RosterChoices) -> None:
    is_confirmed = match.user.id in choices.same or (choices.same_names and match.is_same_name)
    if match.is_by_address and not is_confirmed:
        made.unsure.append(match)
    else:
        (made.changes if match.changes or match.user.absent_since else made.same).append(match)


def _refuse_twice(rows: Iterable[RosterRow]) -> None:
    """Two rows of one id, or of one address, may be two people: neither is taken."""
    rows = list(rows)
    for label, key in (("roster id", "roster_id"), ("email", "email")):
        counts = Counter(getattr(row, key) for row in rows)
        numbers: dict[str, list[str]] = {}
        for row in rows:
            numbers.setdefault(getattr(row, key), []).append(str(row.number))
        for row in rows:
            value = getattr(row, key)
            if value and counts[value] > 1:
                row.problems.append(f"the {label} {value} stands in rows {listed(numbers[value][:6])}")


def _clash(row: RosterRow, known: User | None, holder: User | None) -> str:
    """Why a row cannot be this account's: what belongs to somebody else is never taken over."""
    if known is None and holder is not None and holder.merged_into_id is not None:
        return f"{row.email} belongs to an account that was merged into another: correct the address"
    if known is not None and holder is not None and known.id != holder.id:
        return (
            f"{row.email} belongs to the account of {holder.name}, and the roster id {row.roster_id} to that of "
            f"{known.name}. If they are one person, merge the two accounts; else correct the address"
        )
    if known is None and holder is not None and row.roster_id and holder.roster_id:
        zeros = " They differ by zeros at the front alone: a spreadsheet may have dropped them."
        is_zeros = holder.roster_id.lstrip("0") == row.roster_id.lstrip("0")
        return (
            f"{row.email} belongs to {holder.name}, whose roster id is {holder.roster_id} and not {row.roster_id}: an "
            f"address that has changed hands opens nobody’s account.{zeros if is_zeros else ''}"
        )
    return ""


def _note(match: Match) -> None:
    """What a reader should know of an account that a row is about."""
    user, row = match.user, match.row
    if user.suspended_at is not None:
        row.notes.append("the account is suspended and stays so")
    if user.confirmed_at is not None and user.email != row.email and row.email != user.roster_email:
        row.notes.append(f"signs in as {user.email}; {row.email} gets a link, and counts once its owner follows it")
    if not account_roster.goes_by_roster(user) and row.name != user.name:
        row.notes.append(f"goes by {user.name}")


def _absent(rows: list[RosterRow], made: RosterPlan) -> list[User]:
    """People of the roster whom no row names, among those of the roles and class years that the file is about.

    Whoever a refused row may mean is not absent.
    """
    present = {row.roster_id for row in rows} | {match.user.roster_id for match in made.unsure}
    addresses = {row.email for row in rows}
    taken = [*made.joins, *(match.row for match in (*made.changes, *made.same, *made.unsure))]
    roles = {role for row in taken for role in row.roles}
    years = {row.values.get("class_year") for row in taken} - {None, ""}
    return [
        user
        for user in roster_queries.on_roster(roles)
        if user.roster_id not in present
        and not {user.email, user.roster_email} & addresses
        and (not years or not user.class_year or user.class_year in years)
    ]


def _columns_read(table: Table, matched: Mapping[int, str]) -> list[ColumnRead]:
    described = []
    for at, name in enumerate(table.heading):
        cells = [" ".join(line.cells[at].split()) for line in table.rows]
        examples = list(dict.fromkeys(cell[:60] for cell in cells if cell))[:MOST_EXAMPLES]
        ours = matched.get(at, "")
        shown = [(cell, _meaning(ours, cell)) for cell in examples]
        described.append(ColumnRead(at, name, ours, sum(map(bool, cells)), shown))
    return described


def _meaning(ours: str, cell: str) -> str:
    return (roster_columns.class_year_of(cell) or "not understood") if ours == "class_year" else ""


def report(made: RosterPlan) -> list[tuple[int, str]]:
    """Row number → what becomes of it, in words; those that are refused say why."""
    lines = [(row.number, f"joins: {row.name}, {row.email}{_notes(row)}") for row in made.joins]
    for match in made.changes:
        shown = listed([change_words(change) for change in match.changes]) or "is on the roster again"
        lines.append((match.row.number, f"changes {match.user.name}: {shown}{_notes(match.row)}"))
    lines += [(match.row.number, f"is here as it is: {match.user.name}{_notes(match.row)}") for match in made.same]
    lines += [
        (match.row.number, f"waits: is {match.row.name} the {match.user.name} who has {match.row.email} here?")
        for match in made.unsure
    ]
    lines += [(row.number, f"refused: {'; '.join(row.problems)}") for row in made.refused]
    return sorted(lines)


def change_words(change: Change) -> str:
    """`class year M1 → M2`."""
    name, before, after = change
    before, after = account_roster.in_words(before), account_roster.in_words(after)
    return f"{account_roster.LABELS[name]} {before or 'nothing'} → {after or 'nothing'}"


def _notes(row: RosterRow) -> str:
    return f" ({'; '.join(row.notes)})" if row.notes else ""


def counts_words(made: RosterPlan) -> str:
    """The whole of it in a line."""
    parts = [
        f"{len(made.joins):,} join",
        f"{len(made.changes):,} change",
        f"{len(made.same):,} stay as they are",
        f"{len(made.absent):,} are absent",
        f"{len(made.refused):,} refused",
    ]
    waiting = f", {len(made.unsure):,} wait for you to say that they are the same people" if made.unsure else ""
    return f"{', '.join(parts)}{waiting}."


__all__ = ["COLUMNS", "RosterChoices", "RosterPlan", "RosterReading", "change_words", "counts_words", "read", "report"]
