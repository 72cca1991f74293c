"""What the cells of a row of a roster mean."""

import calendar
import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from board.accounts.models import Role, StudentStatus
from board.accounts.roster import RosterRow
from board.kernel.days import calendar_day
from board.kernel.email_address import BadAddress, normalize
from board.kernel.spreadsheet import TableRow
from board.kernel.spreadsheet.table import ERROR_VALUE, NO_VALUE
from board.kernel.text import clean_line, objection_to_line
from board.office.roster.classes import class_year_of, cohort_of, years_early
from board.office.roster.columns import COLUMNS, DIRECTORY_HOLD_WORDS
from board.opportunities.exchange import dates, values
from board.school import settings as school_settings
from board.vocabulary import import_words

LONGEST = {"programme": 60, "campus": 60, "adviser": 120, "roster_id": 60, "cohort": 20}
LONGEST_NAME = 120
NO_ANSWERS: Mapping[str, str] = MappingProxyType({})
_NAMED_ADDRESS = re.compile(r"[^<>]*<([^<>]+)>")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE][+-]?\d+")


def understand(
    line: TableRow, matched: Mapping[int, str], order: str = "", classes: Mapping[str, str] = NO_ANSWERS
) -> RosterRow:
    """What a row says; `order` settles dates that can be read as day or month first, `classes` which class year a word
    means that is no known spelling."""
    cells = {ours: clean_line(line.cells[at]) for at, ours in matched.items()}
    if line.problem:
        return _unread(line, cells)
    row = RosterRow(line.number)
    row.problems += [f"{COLUMNS[matched[at]]} is {sort}" for at, sort in line.wrong.items() if at in matched]
    for ours, cell in cells.items():
        if cell == NO_VALUE or ERROR_VALUE.match(cell):
            row.problems.append(
                f"{COLUMNS[ours]}: {cell} is an error of the spreadsheet: fix the formula, or write the value"
            )
            cells[ours] = ""
    for ours, cell in cells.items():
        if objection := objection_to_line(cell, LONGEST.get(ours, LONGEST_NAME * 2)):
            row.problems.append(f"{COLUMNS[ours]}: {objection}")
    row.roster_id = re.sub(r"^(\d+)\.0+$", r"\1", cells.get("roster_id", ""))
    if _SCIENTIFIC.fullmatch(row.roster_id):
        row.problems.append(
            f"the school ID {row.roster_id} is a long number that a spreadsheet has shortened, and its digits are "
            "lost: have the column as text, and export the file again"
        )
    if "roster_id" in cells and not row.roster_id:
        row.notes.append("no school ID: the address alone tells who this is")
    row.email = _email(cells.get("email", ""), row)
    _name(cells, row)
    row.roles = _roles(cells.get("role", ""), row)
    for ours in ("programme", "campus", "adviser"):
        if ours in cells:
            row.values[ours] = cells[ours]
    if Role.STUDENT in row.roles:
        _student(cells, row, order, classes)
    if "directory_hold" in cells:
        row.values["directory_hold"] = _directory_hold(cells["directory_hold"], row)
    return row


def _unread(line: TableRow, cells: Mapping[str, str]) -> RosterRow:
    """A row that cannot be trusted: why, and whom it may be about, so that nobody in it counts as absent."""
    row = RosterRow(line.number, roster_id=cells.get("roster_id", ""), problems=[line.problem])
    row.email = next(filter(None, map(_address_in, line.cells)), "")
    return row


def _email(cell: str, row: RosterRow) -> str:
    if not cell:
        row.problems.append("there is no email")
        return ""
    try:
        return normalize(_without_name(cell))
    except BadAddress as error:
        row.problems.append(f"{cell!r} is no email address: {error}")
        return ""


def _without_name(cell: str) -> str:
    """`Ann Zed <ann@example.edu>` is how mail programs write an address with its name."""
    named = _NAMED_ADDRESS.fullmatch(cell)
    return named[1] if named else cell


def _address_in(cell: str) -> str:
    """The address that stands in a cell, wherever the cells of its row have moved to; empty for none."""
    try:
        return normalize(_without_name(clean_line(cell))) if "@" in cell else ""
    except BadAddress:
        return ""


def _name(cells: Mapping[str, str], row: RosterRow) -> None:
    """The registered name, and the one to go by: a preferred first name goes before the last name."""
    first, last = cells.get("first_name", ""), cells.get("last_name", "")
    whole = cells.get("name", "")
    if whole.count(",") == 1 and not (first and last):
        last, first = (part.strip() for part in whole.split(","))
        whole = ""
    registered = whole or f"{first} {last}".strip()
    if not registered:
        row.problems.append("there is no name")
        return
    last = last or (registered.rpartition(" ")[2] if " " in registered else "")
    preferred = cells.get("preferred_name", "")
    if preferred and preferred.count(",") == 1:
        preferred = " ".join(part.strip() for part in reversed(preferred.split(",")))
    if preferred and last and " " not in preferred:
        preferred = f"{preferred} {last}"
    row.name = preferred or registered
    row.registered_name = registered if preferred and preferred != registered else ""
    if len(row.name) > LONGEST_NAME or len(registered) > LONGEST_NAME:
        row.problems.append(f"the name has more than {LONGEST_NAME} characters")


def _roles(cell: str, row: RosterRow) -> frozenset[Role]:
    """Student where nothing is said. Nobody becomes a coordinator by a file."""
    known = import_words.by_word("roster_roles")
    parts = values.listed(cell.replace("/", ",")) or ["student"]
    unknown = [part for part in parts if import_words.plain(part) not in known]
    if unknown:
        row.problems.append(f"{', '.join(unknown)!r} is no role: write student, faculty or mentor")
        return frozenset()
    return frozenset(Role(known[import_words.plain(part)]) for part in parts)


def _student(cells: Mapping[str, str], row: RosterRow, order: str, classes: Mapping[str, str]) -> None:
    if "cohort" in cells:
        row.values["cohort"] = _cohort(cells["cohort"], row)
    if "graduates_on" in cells:
        row.values["graduates_on"] = _graduation(cells["graduates_on"], row, order)
    if "status" in cells:
        _put_status(cells, row, order)
    if "class_year" in cells:
        _class_year(cells["class_year"], class_year_of(cells["class_year"]), row, classes)
    elif row.values.get("cohort"):
        _class_year(f"Class of {row.values['cohort']}", None, row, classes)
    year, cohort = row.values.get("class_year") or "", row.values.get("cohort") or ""
    row.years_early = years_early(year, cohort, row.values.get("graduates_on"))
    if row.years_early > 1:
        row.notes.append(f"{year} and graduation {row.graduation_words} do not fit together")


def _class_year(cell: str, year: str | None, row: RosterRow, classes: Mapping[str, str]) -> None:
    """A known spelling; else what was answered for the word. A word without an answer is never guessed."""
    if not cell:
        return
    if year is None:
        row.asked_class = cell
        year = classes.get(import_words.key(cell))
        if year is None:
            years = ", ".join(school_settings.class_years)
            row.problems.append(f"{cell!r} is no class year here: there are {years}. Say above which it is, or none")
            return
    if year:
        row.values["class_year"] = year


def _put_status(cells: Mapping[str, str], row: RosterRow, order: str) -> None:
    status = _status(cells["status"], row)
    since, until = (_day(cells.get(name, ""), name, row, order) for name in ("status_since", "status_until"))
    if since and until and until < since:
        row.problems.append("the status ends before it begins")
    if status is StudentStatus.ON_LEAVE and since is None:
        row.notes.append("the file gives no first day of the leave: it counts from today")
    row.values |= {"student_status": status, "status_since": since, "status_until": until}


def _cohort(cell: str, row: RosterRow) -> str:
    year = cohort_of(cell) if cell else ""
    if year is None:
        row.problems.append(f"{cell!r} is no class of: write the year in which the class graduates, such as 2029")
    return year or ""


def _graduation(cell: str, row: RosterRow, order: str) -> date | None:
    """A day; of a month its last day, of a year alone nothing but the class."""
    month = re.fullmatch(r"(?:(?P<name>[A-Za-z]{3,9})\.?|(?P<number>\d{1,2}))[-/., ]+(?P<year>\d{4})", cell)
    if month is not None:
        number = dates.MONTHS.get(month["name"].lower(), 0) if month["name"] else int(month["number"])
        if 1 <= number <= 12:
            year = int(month["year"])
            return calendar_day(year, number, calendar.monthrange(year, number)[1])
    if re.fullmatch(r"\d{4}", cell):
        if not row.values.get("cohort"):
            row.values["cohort"] = _cohort(cell, row)
        return None
    return _day(cell, "graduates_on", row, order)


def _day(cell: str, name: str, row: RosterRow, order: str) -> date | None:
    if not cell:
        return None
    try:
        when = dates.read(cell, order)
    except dates.NoDateError as error:
        row.problems.append(f"{COLUMNS[name]}: {error}")
        return None
    if isinstance(when, dates.Unclear):
        row.problems.append(f"{COLUMNS[name]}: {cell!r} is {when.words()}. Write it as 2027-03-14")
        return None
    return when.day if when is not None else None


def _status(cell: str, row: RosterRow) -> StudentStatus | None:
    if not cell:
        return StudentStatus.ENROLLED
    status = import_words.by_word("roster_statuses").get(import_words.plain(cell))
    if status is None:
        row.problems.append(
            f"{cell!r} is no student status: write enrolled, on leave, graduated, withdrawn or dismissed"
        )
        return None
    return StudentStatus(status)


def _directory_hold(cell: str, row: RosterRow) -> bool:
    """A hold that cannot be read is never taken for none."""
    answer: Any = values.flag_of(cell)
    if answer is None:
        answer = DIRECTORY_HOLD_WORDS.get(import_words.plain(cell))
    if answer is None:
        row.problems.append(f"directory hold: {cell!r} says neither yes nor no")
    return bool(answer)
