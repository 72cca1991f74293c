"""The columns of a registrar's roster, and what its cells mean."""

import calendar
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from board.accounts.models import Role, StudentStatus
from board.accounts.roster import RosterRow
from board.kernel.days import calendar_day
from board.kernel.email_address import BadAddress, normalize
from board.kernel.spreadsheet import TableRow
from board.kernel.text import clean_line, objection_to_line
from board.opportunities.exchange import dates, values
from board.school import settings as school_settings
from board.vocabulary import import_words
from board.vocabulary.headings import Headings

COLUMNS: dict[str, str] = {
    "roster_id": "Roster id",
    "name": "Name",
    "first_name": "First name",
    "last_name": "Last name",
    "preferred_name": "Preferred name",
    "email": "Email",
    "role": "Role",
    "programme": "Programme",
    "class_year": "Class year",
    "cohort": "Class of",
    "graduates_on": "Expected graduation",
    "campus": "Campus",
    "adviser": "Adviser",
    "status": "Student status",
    "status_since": "Status from",
    "status_until": "Status to",
    "directory_hold": "Directory hold",
}
"""Name in a file → name on the page."""
HEADINGS = Headings("roster_headings", COLUMNS, telling=frozenset(("email", "ferpa", "adviser", "advisor")))
LONGEST = {"programme": 60, "campus": 60, "adviser": 120, "roster_id": 60, "cohort": 20}
LONGEST_NAME = 120
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6"}


def problem(matched: Mapping[int, str]) -> str:
    """Why a file cannot be read with these columns, in a sentence; empty when it can."""
    if twice := HEADINGS.twice(matched):
        return twice
    ours = set(matched.values())
    has_name = "name" in ours or {"first_name", "last_name"} <= ours
    lacking = [*([] if has_name else ["name"]), *([] if "email" in ours else ["email"])]
    return f"Choose which of your columns is the {' and which the '.join(lacking)}." if lacking else ""


def understand(line: TableRow, matched: Mapping[int, str], order: str = "") -> RosterRow:
    """What a row says; `order` settles dates that can be read as day or month first."""
    cells = {ours: clean_line(line.cells[at]) for at, ours in matched.items()}
    row = RosterRow(line.number)
    if line.problem:
        row.problems.append(line.problem)
        return row
    row.problems += [f"{COLUMNS[matched[at]]} is {sort}" for at, sort in line.wrong.items() if at in matched]
    for ours, cell in cells.items():
        if objection := objection_to_line(cell, LONGEST.get(ours, LONGEST_NAME * 2)):
            row.problems.append(f"{COLUMNS[ours]}: {objection}")
    row.roster_id = re.sub(r"^(\d+)\.0+$", r"\1", cells.get("roster_id", ""))
    if "roster_id" in cells and not row.roster_id:
        row.notes.append("no roster id: the address alone tells who this is")
    row.email = _email(cells.get("email", ""), row)
    _name(cells, row)
    row.roles = _roles(cells.get("role", ""), row)
    for ours in ("programme", "campus", "adviser"):
        if ours in cells:
            row.values[ours] = cells[ours]
    if Role.STUDENT in row.roles:
        _student(cells, row, order)
    if "directory_hold" in cells:
        row.values["directory_hold"] = _hold(cells["directory_hold"], row)
    return row


def _email(cell: str, row: RosterRow) -> str:
    if not cell:
        row.problems.append("there is no email")
        return ""
    try:
        return normalize(cell.strip("<>"))
    except BadAddress as error:
        row.problems.append(f"{cell!r} is no email address: {error}")
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


def _student(cells: Mapping[str, str], row: RosterRow, order: str) -> None:
    if cells.get("class_year"):
        year = class_year_of(cells["class_year"])
        row.values["class_year"] = year
        if year is None:
            years = ", ".join(school_settings.class_years)
            row.problems.append(f"{cells['class_year']!r} is no class year here: there are {years}")
    if "cohort" in cells:
        row.values["cohort"] = _cohort(cells["cohort"])
    if "graduates_on" in cells:
        row.values["graduates_on"] = _graduation(cells["graduates_on"], row, order)
    if "status" in cells:
        status = _status(cells["status"], row)
        since, until = (_day(cells.get(name, ""), name, row, order) for name in ("status_since", "status_until"))
        if since and until and until < since:
            row.problems.append("the status ends before it begins")
        row.values |= {"student_status": status, "status_since": since, "status_until": until}


def class_year_of(cell: str) -> str | None:
    """The school's class year that a registrar means: `M3`, `MS-3`, `Year 3`, `3rd year`, `3`; None for none."""
    plain = import_words.plain(cell)
    for year in school_settings.class_years:
        if import_words.plain(year) == plain:
            return year
    digits = set(re.findall(r"\d+", " ".join(_ORDINALS.get(word, word) for word in plain.split())))
    if len(digits) != 1:
        return None
    number = digits.pop()
    fitting = [year for year in school_settings.class_years if re.findall(r"\d+", year) == [number]]
    return fitting[0] if len(fitting) == 1 else None


def _cohort(cell: str) -> str:
    year = re.search(r"(?<!\d)(20\d\d)(?!\d)", cell)
    return year[1] if year else cell


def _graduation(cell: str, row: RosterRow, order: str) -> date | None:
    """A day; of a month its last day, of a year alone nothing but the class."""
    month = re.fullmatch(r"(?:(?P<name>[A-Za-z]{3,9})\.?|(?P<number>\d{1,2}))[-/., ]+(?P<year>\d{4})", cell)
    if month is not None:
        number = dates.MONTHS.get(month["name"].lower(), 0) if month["name"] else int(month["number"])
        if 1 <= number <= 12:
            year = int(month["year"])
            return calendar_day(year, number, calendar.monthrange(year, number)[1])
    if re.fullmatch(r"\d{4}", cell):
        row.values.setdefault("cohort", cell)
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


def _hold(cell: str, row: RosterRow) -> bool:
    """A hold that cannot be read is never taken for none."""
    words = {"ferpa": True, "hold": True, "confidential": True, "private": True, "none": False, "open": False}
    answer: Any = values.flag_of(cell)
    if answer is None:
        answer = words.get(import_words.plain(cell))
    if answer is None:
        row.problems.append(f"directory hold: {cell!r} says neither yes nor no")
    return bool(answer)
