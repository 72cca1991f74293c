"""What a file becomes once it is read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ERROR_VALUE = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
"""What a spreadsheet shows in place of a value that it cannot compute."""
NO_VALUE = "#VALUE? (a formula that was never computed)"
"""What stands in our cells for a formula whose result the file does not hold."""


class UnreadableFile(ValueError):
    """The file is no such table at all; the message says why, and what to do."""


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
