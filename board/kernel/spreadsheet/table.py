"""What a file becomes once it is read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MOST_ROWS = 5_000
"""Below the heading."""
FIRST_ROWS = 25
"""How far down a heading is looked for."""
MOST_COLUMNS = 300
LONGEST_CELL = 100_000
"""Characters of one cell: far more than any text of a posting may have."""
ERROR_VALUE = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
"""What a spreadsheet shows in place of a value that it cannot compute."""
NO_VALUE = "#VALUE? (a formula that was never computed)"
"""What stands in our cells for a formula whose result the file does not hold."""


class UnreadableFile(ValueError):
    """The file is no such table at all; the message says why, and what to do."""


def letter_of(at: int) -> str:
    """What a spreadsheet calls the column at this place: `A`, `AB`."""
    return (letter_of(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)


def too_many_rows() -> UnreadableFile:
    """A file of more rows than are read."""
    return UnreadableFile(f"The file has more than {MOST_ROWS:,} rows. Divide it into several.")


def too_wide(count: int, where: str) -> UnreadableFile:
    """A file of more columns than are read."""
    return UnreadableFile(
        f"{where} has {count:,} columns, and {MOST_COLUMNS} are read at most. "
        "Delete those that tell nothing of a posting."
    )


def too_long(row: int) -> UnreadableFile:
    """A file with a cell that is longer than any that is read."""
    return UnreadableFile(
        f"A cell of row {row} has more than {LONGEST_CELL:,} characters. Shorten it, or look there for a quotation "
        "mark that never closes."
    )


@dataclass(frozen=True)
class Grid:
    """Numbered rows of cells, before anybody has looked for a heading."""

    rows: Sequence[tuple[int, list[str]]]
    """Each with the number that a spreadsheet shows beside it. Rows without any text are left out."""
    how: Sequence[str] = ()
    counts_cells: bool = False
    """Whether a row of another length than the heading is a fault: so in CSV, not in a workbook."""
    problems: Mapping[int, str] = field(default_factory=dict)
    """Row number → why it cannot be read."""
    wrong: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    """Row number → column → the sort of value that is no text: `a list`, `an object`."""
    links: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    """Row number → column → where the text of that cell leads."""
    sheet: str = ""
    sheets: Sequence[str] = ()
    hidden_sheets: frozenset[str] = frozenset()
    encoding: str = ""


@dataclass(frozen=True)
class TableRow:
    """One row below the heading."""

    number: int
    cells: list[str]
    """As many as the heading has."""
    problem: str = ""
    """Why the row as a whole cannot be trusted, in a sentence."""
    wrong: Mapping[int, str] = field(default_factory=dict)
    """Column → the sort of value there that is no text."""
    links: Mapping[int, str] = field(default_factory=dict)
    """Column → where the text of that cell leads."""


@dataclass(frozen=True)
class Table:
    """A heading and its rows."""

    heading: tuple[str, ...]
    rows: list[TableRow]
    how: list[str]
    """How the file was read, a sentence each."""
    heading_row: int | None
    """Its number; 0 for a file without headings, None for one that names each value itself."""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    encoding: str = ""
    encoding_doubt: str = ""
    """That the text looks as if it were of another encoding, and where, in a sentence."""
