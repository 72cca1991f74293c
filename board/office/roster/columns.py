"""The columns of a registrar's roster: which of theirs is which of ours, by its heading and by its cells."""

import re
from collections.abc import Callable, Mapping, Sequence

from board.kernel.spreadsheet import Table
from board.office.roster.classes import class_year_of, cohort_of
from board.opportunities.exchange import values
from board.vocabulary import import_words
from board.vocabulary.headings import Headings

COLUMNS: dict[str, str] = {
    "roster_id": "School ID",
    "name": "Name",
    "first_name": "First name",
    "last_name": "Last name",
    "preferred_name": "Preferred name",
    "email": "Email",
    "role": "Role",
    "programme": "Program",
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
NO_CLASS = "none"
"""The answer that a word of the class year means none."""
DIRECTORY_HOLD_WORDS = {
    "ferpa": True,
    "hold": True,
    "confidential": True,
    "private": True,
    "none": False,
    "open": False,
}
PAIR = {"class_year": "cohort", "cohort": "class_year"}
"""Columns whose headings are used for each other: the cells tell which it is."""


def problem(matched: Mapping[int, str]) -> str:
    """Why a file cannot be read with these columns, in a sentence; empty when it can."""
    if twice := HEADINGS.twice(matched):
        return twice
    ours = set(matched.values())
    has_name = "name" in ours or {"first_name", "last_name"} <= ours
    lacking = [*([] if has_name else ["name"]), *([] if "email" in ours else ["email"])]
    return f"Choose which of your columns is the {' and which the '.join(lacking)}." if lacking else ""


def match(
    table: Table, chosen: Mapping[int, str], remembered: Mapping[str, str]
) -> tuple[dict[int, str], dict[int, str]]:
    """Place of their column → ours; and of those that were remembered as what their cells are not, as what."""
    misfits = {
        at: ours
        for at, name in enumerate(table.heading)
        if at not in chosen
        and (ours := remembered.get(import_words.plain(name), "")) in COLUMNS
        and not fits(ours, cells_of(table, at))
    }
    unfit = {import_words.plain(table.heading[at]) for at in misfits}
    known = {name: ours for name, ours in remembered.items() if name not in unfit}
    matched = HEADINGS.match(table.heading, chosen, known)
    for at in [at for at, ours in matched.items() if ours in PAIR and at not in chosen]:
        ours, cells = matched[at], cells_of(table, at)
        if not fits(ours, cells) and fits(PAIR[ours], cells):
            matched[at] = PAIR[ours]
    return _without_rivals(table.heading, matched, chosen), misfits


def _without_rivals(heading: Sequence[str], matched: dict[int, str], chosen: Mapping[int, str]) -> dict[int, str]:
    """Of two columns that the cells make one, that whose heading reads so stays; the other is not used, and is told."""
    for ours in PAIR:
        rivals = [at for at, name in matched.items() if name == ours and at not in chosen]
        taken = any(name == ours for at, name in matched.items() if at in chosen)
        rivals.sort(key=lambda at: HEADINGS.named(heading[at]) != ours)
        for at in rivals if taken else rivals[1:]:
            del matched[at]
    return matched


def cells_of(table: Table, at: int) -> list[str]:
    """The cells of a column that say something."""
    cells = (" ".join(line.cells[at].split()) for line in table.rows)
    return [cell for cell in cells if cell]


def fits(ours: str, cells: Sequence[str]) -> bool:
    """Do most of these cells read as what a column holds? Of most columns any text does."""
    reads = _SHAPES.get(ours)
    return reads is None or not cells or 2 * sum(map(reads, cells)) > len(cells)


def misfit_words(ours: str, name: str, cells: Sequence[str]) -> str:
    """That most cells of a column do not read as what it is to be, in a sentence; empty where they do."""
    if fits(ours, cells):
        return ""
    shown = ", ".join(dict.fromkeys(cell[:40] for cell in cells[:50]))[:120]
    rival = PAIR.get(ours, "")
    looks = f" This looks like {COLUMNS[rival]}." if rival and fits(rival, cells) else ""
    return f"Most cells of “{name}” do not read as {COLUMNS[ours].lower()}: {shown}.{looks}"


def _says_directory_hold(cell: str) -> bool:
    return values.flag_of(cell) is not None or import_words.plain(cell) in DIRECTORY_HOLD_WORDS


_SHAPES: dict[str, Callable[[str], bool]] = {
    "email": lambda cell: "@" in cell,
    "class_year": lambda cell: class_year_of(cell) is not None,
    "cohort": lambda cell: cohort_of(cell) is not None,
    "graduates_on": lambda cell: re.search(r"\d", cell) is not None,
    "status": lambda cell: import_words.plain(cell) in import_words.by_word("roster_statuses"),
    "status_since": lambda cell: re.search(r"\d", cell) is not None,
    "status_until": lambda cell: re.search(r"\d", cell) is not None,
    "directory_hold": _says_directory_hold,
}
"""What a cell of a column is at least. Where most are not, the column is another."""
