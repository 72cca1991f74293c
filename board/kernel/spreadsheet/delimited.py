"""Text with a delimiter between its cells."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Sequence

from board.kernel.spreadsheet.table import (
    FIRST_ROWS,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Grid,
    UnreadableFile,
    too_long,
    too_many_rows,
    too_wide,
)

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
FIRST = 50
"""Rows by which the delimiter is found."""
EMPTY_TOO = 20
"""How many times as many rows a file may have as it may have rows with text."""
END = "\x00end of the file\x00"
EXCEL_SAYS = re.compile(r"sep=(.)\r?\n", re.I)
"""The line by which Excel is told the delimiter. It shows no row for it."""


def parse(text: str, known: Callable[[str], bool]) -> Grid:
    """The rows of a text. `known` tells whether a cell reads like a heading. Raises `UnreadableFile`."""
    match = EXCEL_SAYS.match(text)
    text = text[match.end() :] if match else text
    delimiter = match[1] if match else find_delimiter(text, known)
    rows, unclosed = _rows(text, delimiter, MOST_ROWS + FIRST_ROWS)
    numbered = [
        (number, cells)
        for number, cells in enumerate(rows, start=1)
        if any(cell.strip() for cell in cells) and not (delimiter == "|" and _is_line(cells))
    ]
    problems = {}
    if unclosed and len(numbered) < 2:
        raise UnreadableFile(
            f"A quotation mark opens in row {len(rows)} and never closes, so all of the file is part of that row. "
            "Close it there, or delete it, and upload the file again."
        )
    if unclosed:
        problems[len(rows)] = "a quotation mark opens in this row and never closes, so the rows below are part of it"
    name = DELIMITERS.get(delimiter, f"“{delimiter}”")
    return Grid(numbered, [f"Cells are divided by {name}."], counts_cells=True, problems=problems)


def _is_line(cells: list[str]) -> bool:
    """Whether it is the line below the heading of a table in Markdown: `|---|:--:|`."""
    return all(re.fullmatch(r":?-{2,}:?|", cell.strip()) for cell in cells)


def find_delimiter(text: str, known: Callable[[str], bool]) -> str:
    """The one that gives most headings that are known, then the one that divides most rows alike."""

    def merit(delimiter: str) -> tuple[int, int, int]:
        rows = [row for row in _rows(text, delimiter, FIRST, is_sample=True)[0] if any(row)]
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, alike = widths.most_common(1)[0] if widths else (0, 0)
        return max((sum(map(known, row[:MOST_COLUMNS])) for row in rows), default=0), alike, width

    return max(DELIMITERS, key=merit)


def _rows(text: str, delimiter: str, most: int, *, is_sample: bool = False) -> tuple[Sequence[list[str]], bool]:
    """The rows, and whether a quotation mark was still open at the end.

    A row counts as one however many lines its cells have, as in a spreadsheet.
    """
    csv.field_size_limit(LONGEST_CELL)
    whole = (text[:200_000] if is_sample else text).rstrip("\r\n")
    lines = io.StringIO(f"{whole}\n{END}", newline="")
    rows: list[list[str]] = []
    filled = 0
    try:
        for row in csv.reader(lines, delimiter=delimiter):
            if row == [END]:
                return rows, False
            rows.append(row)
            filled += any(row)
            if len(row) > MOST_COLUMNS and not is_sample:
                rows[-1] = _without_empty_end(row, len(rows))
            if filled > most or len(rows) > EMPTY_TOO * most:
                if is_sample:
                    return rows, False
                raise too_many_rows()
    except csv.Error as error:
        if is_sample:
            return rows, False
        if "field limit" in str(error):
            raise too_long(len(rows) + 1) from error
        raise UnreadableFile(f"Row {len(rows) + 1} cannot be read as CSV: {error}.") from error
    if rows and rows[-1] and rows[-1][-1].endswith(END):
        rows[-1][-1] = rows[-1][-1].removesuffix(END).rstrip("\n")
    return rows, True


def _without_empty_end(row: list[str], number: int) -> list[str]:
    """A row of many cells of which the last are empty. Raises `UnreadableFile` where they are not."""
    width = max((at for at, cell in enumerate(row, start=1) if cell.strip()), default=1)
    if width > MOST_COLUMNS:
        raise too_wide(width, f"Row {number}")
    return row[:width]
