"""A roster that was handed in: how its file was read, what it would do, and what writing it takes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from board.accounts.actions.roster import LeftOutRow, RosterChanges, RosterImport
from board.accounts.models import Role
from board.accounts.roster import RosterRow
from board.kernel import spreadsheet
from board.kernel.errors import Invalid
from board.kernel.spreadsheet import Table
from board.kernel.wording import plural
from board.office.roster import alarms, columns, understanding, values
from board.office.roster.columns import COLUMNS
from board.office.roster.plan import RosterChoices, RosterPlan, plan
from board.office.roster.values import ClassQuestion, ValueRead
from board.opportunities.exchange.columns_read import MOST_EXAMPLES, ColumnRead, not_used
from board.opportunities.exchange.dates import order_of_heading
from board.vocabulary.headings import NOT_USED

NO_ROWS = "The file has headings and no row below them, so there is nobody to import."
NO_IDS = (
    "No column is the school ID. People are then known by their address alone, which may change hands, and nobody "
    "can be seen to be absent."
)


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
        return alarms.alarms(
            self.rows,
            [change for match in made.changes for change in match.changes],
            absent=len(made.absent),
            roster_size=made.roster_size,
            about=made.about,
        )

    @property
    def questions(self) -> list[ClassQuestion]:
        """Each word that is no known spelling of a class year, with the rows that say it."""
        return values.questions(self.rows)

    @property
    def values(self) -> list[ValueRead]:
        """Every distinct value of the columns that have a meaning, and what it became."""
        return values.values_read(self.table, self.matched, self.rows)

    def to_remember(self) -> dict[str, str]:
        """Their columns and what they became, for the next file of the same sort."""
        return {name: self.matched.get(at, NOT_USED) for at, name in enumerate(self.table.heading) if name}


def read(content: bytes, filename: str, choices: RosterChoices, remembered: Mapping[str, str]) -> RosterReading:
    """Read a file, and say what would become of each row. Raises `UnreadableFile`."""
    table = spreadsheet.read(content, filename, columns.HEADINGS.is_heading, choices.options)
    matched, misfits = columns.match(table, choices.columns, remembered)
    error = _misremembered(table, misfits) or columns.problem(matched)
    order = choices.order or next(filter(None, map(order_of_heading, table.heading)), "")
    lines = [] if error else table.rows
    as_read = [understanding.understand(line, matched, order, choices.classes) for line in lines]
    rows = _copies(as_read)
    described = _columns_read(table, matched)
    made = plan(rows, choices)
    warnings = ["" if table.rows else NO_ROWS, not_used(described), *([] if error else _lacking(matched, rows))]
    warnings += [
        columns.misfit_words(ours, table.heading[at], columns.cells_of(table, at))
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
        name, cells = table.heading[at], columns.cells_of(table, at)
        words = columns.misfit_words(ours, name, cells)
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


def _columns_read(table: Table, matched: Mapping[int, str]) -> list[ColumnRead]:
    described = []
    for at, name in enumerate(table.heading):
        cells = [" ".join(line.cells[at].split()) for line in table.rows]
        examples = list(dict.fromkeys(cell[:60] for cell in cells if cell))[:MOST_EXAMPLES]
        ours = matched.get(at, "")
        shown = [(cell, "") for cell in examples]
        described.append(ColumnRead(at, name, ours, sum(map(bool, cells)), shown))
    return described
