"""From a file's bytes to a heading and its rows."""

import codecs
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from board.kernel.spreadsheet import delimited, other_files, records, workbook
from board.kernel.spreadsheet.encoding import CERTAIN, NAMES, decode, looks_wrong
from board.kernel.spreadsheet.table import (
    FIRST_ROWS,
    MOST_ROWS,
    Grid,
    Table,
    TableRow,
    UnreadableFile,
    letter_of,
    too_many_rows,
)

NO_HEADING = 0
"""Chosen in place of a heading's row for a file whose first row is one of its rows."""
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".csv", ".tsv", ".tab", ".txt")
RECORDS = (".json", ".jsonl", ".ndjson")
WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How a zip and an old Office file begin, whatever their name says."""


@dataclass(frozen=True)
class Options:
    """What somebody has said about a file; what is empty is found out."""

    sheet: str = ""
    heading_row: int | None = None
    encoding: str = ""


def is_table(filename: str) -> bool:
    """Whether a file of this name can be read."""
    return filename.lower().endswith((*WORKBOOKS, *TEXTS, *RECORDS))


def read(content: bytes, filename: str, known: Callable[[str], bool], options: Options | None = None) -> Table:
    """The table in a file. `known` tells whether a cell reads like a heading that is looked for. Raises
    `UnreadableFile`."""
    options = options or Options()
    if why := other_files.refusal(content):
        raise UnreadableFile(why)
    ending = f".{filename.lower().rpartition('.')[2]}"
    if content.startswith(WORKBOOK_MARKS) or (ending in WORKBOOKS and not _is_text(content)):
        return _of_workbook(content, ending, known, options)
    return _of_text(content, ending, known, options)


def _of_workbook(content: bytes, ending: str, known: Callable[[str], bool], options: Options) -> Table:
    grids = workbook.parse(content)
    grid = next((grid for grid in grids if grid.sheet == options.sheet), None) or _likeliest(grids, known)
    odd = [] if ending in WORKBOOKS else [f"The file is called {ending} and is a workbook: it was read as one."]
    return _table(replace(grid, how=[*odd, *grid.how]), known, options)


def _of_text(content: bytes, ending: str, known: Callable[[str], bool], options: Options) -> Table:
    text, encoding = decode(content, options.encoding)
    if not text.strip():
        raise UnreadableFile("This file is empty.")
    how = [f"Read as {encoding}{_remark(encoding, options)}."]
    if ending in RECORDS:
        heading, grid = records.parse(text)
        doubt = _encoding_doubt(replace(grid, encoding=encoding))
        return Table(
            heading, _rows(heading, grid.rows, grid), how, heading_row=None, encoding=encoding, encoding_doubt=doubt
        )
    grid = delimited.parse(text, known)
    if ending in WORKBOOKS:
        if all(len(cells) < 2 for _, cells in grid.rows):
            raise UnreadableFile(
                f"The file is called {ending} and is no workbook: it is damaged, or a text that is no table. Open it, "
                f"save it as {ending} again, and try once more."
            )
        how.insert(0, f"The file is called {ending} and holds plain text: it was read as text.")
    return _table(replace(grid, how=[*how, *grid.how], encoding=encoding), known, options)


def _remark(encoding: str, options: Options) -> str:
    if encoding == NAMES["cp1252"]:
        return ", as Windows writes it"
    return "" if options.encoding or encoding in CERTAIN else ", a guess by its characters"


def _encoding_doubt(grid: Grid) -> str:
    """The first cell that looks as if it was read in another encoding than its own, in a sentence; else empty."""
    for number, cells in grid.rows if grid.encoding else ():
        for cell in cells:
            if looks_wrong(cell):
                shown = " ".join(cell.split())
                return f"Some text looks wrong when read as {grid.encoding}, first in row {number}: “{shown[:60]}”."
    return ""


def _is_text(content: bytes) -> bool:
    """Whether it may be a text: that has no zero byte, unless its first bytes say that it is written with them."""
    return b"\0" not in content or content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _likeliest(grids: Sequence[Grid], known: Callable[[str], bool]) -> Grid:
    """The sheet whose heading is known best; the first of those alike."""

    def merit(grid: Grid) -> int:
        return max((sum(map(known, cells)) for _, cells in grid.rows[:FIRST_ROWS]), default=0)

    return max(grids, key=merit)


def _table(grid: Grid, known: Callable[[str], bool], options: Options) -> Table:
    if not grid.rows:
        raise UnreadableFile("There is no row with text in this file.")
    at = -1 if options.heading_row == NO_HEADING else _heading(grid, known, options)
    number, heading = (grid.rows[at][0], _trimmed(grid.rows[at][1])) if at >= 0 else (NO_HEADING, _no_names(grid))
    how = list(grid.how)
    if len(grid.sheets) > 1 or grid.hidden_sheets:
        names = {name: f"“{name}”{' (hidden)' if name in grid.hidden_sheets else ''}" for name in grid.sheets}
        others = [shown for name, shown in names.items() if name != grid.sheet]
        verb = "is" if len(others) == 1 else "are"
        also = f"; the file also holds {', '.join(others)}, which {verb} not read" if others else ""
        how.insert(0, f"The sheet {names[grid.sheet]} is read{also}.")
    if number == NO_HEADING:
        how.append("Read as a file without headings: each of its rows is one of the table.")
    elif options.heading_row not in (None, number):
        how.append(f"Row {options.heading_row} holds no text, so the heading was looked for elsewhere.")
    if number > 1:
        how.append(f"The heading was found in row {number}; what stands above it is passed over.")
    if above := [row for row, cells in grid.rows[:at] if _names_columns(cells, known)]:
        how.append(
            f"Row {above[0]} looks like the heading of another table, whose rows are not read: put it into a sheet or "
            "a file of its own."
        )
    last = grid.rows[-1][0]
    below = grid.rows[at + 1 :]
    if len(below) > MOST_ROWS:
        raise too_many_rows()
    if empty := last - number - len(below):
        how.append(f"{empty:,} empty {'row is' if empty == 1 else 'rows are'} passed over.")
    return Table(
        heading=tuple(" ".join(name.split()) for name in heading),
        rows=_without_second_tables(_rows(heading, below, grid), heading, known),
        how=how,
        heading_row=number,
        sheet=grid.sheet,
        sheets=tuple(grid.sheets),
        encoding=grid.encoding,
        encoding_doubt=_encoding_doubt(grid),
    )


def _heading(grid: Grid, known: Callable[[str], bool], options: Options) -> int:
    """Where the heading stands among the rows: as said, else where most headings are known, else the first row that is
    as wide as most."""
    first = grid.rows[:FIRST_ROWS]
    for at, (number, _) in enumerate(grid.rows):
        if number == options.heading_row:
            return at
    counts = [sum(map(known, cells)) for _, cells in first]
    if max(counts) > 1:
        tables = [at for at, (_, cells) in enumerate(first) if _names_columns(cells, known)]
        return min([counts.index(max(counts)), *(at for at in tables if counts[at] * 2 >= max(counts))])
    widths = [sum(1 for cell in cells if cell.strip()) for _, cells in first]
    return next(at for at, width in enumerate(widths) if width >= max(widths) * 0.7)


def _names_columns(cells: Sequence[str], known: Callable[[str], bool]) -> bool:
    """Are most of the cells known headings, and more than two?"""
    filled = [cell for cell in cells if cell.strip()]
    return sum(map(known, filled)) > max(2, len(filled) // 2)


def _without_second_tables(
    rows: list[TableRow], heading: Sequence[str], known: Callable[[str], bool]
) -> list[TableRow]:
    """The rows below another heading are those of another table: told, and not read by the names of this one."""
    names, begins = [" ".join(name.split()).casefold() for name in heading], None
    read = []
    for row in rows:
        if _names_columns(row.cells, known) and [" ".join(cell.split()).casefold() for cell in row.cells] != names:
            begins = row.number
        if begins is not None:
            why = f"another table begins in row {begins}: put it into a sheet or a file of its own"
            row = replace(row, problem=why)
        read.append(row)
    return read


def _no_names(grid: Grid) -> list[str]:
    """As many empty names as most rows have cells."""
    widths = Counter(len(_trimmed(cells)) for _, cells in grid.rows)
    return [""] * widths.most_common(1)[0][0]


def _rows(heading: Sequence[str], rows: Sequence[tuple[int, list[str]]], grid: Grid) -> list[TableRow]:
    return [_row(number, cells, len(heading), grid) for number, cells in rows]


def _row(number: int, cells: list[str], width: int, grid: Grid) -> TableRow:
    error = grid.problems.get(number, "")
    filled = _trimmed(cells)
    if not error and (len(filled) > width or (grid.counts_cells and len(cells) < width)):
        count = len(filled) if len(filled) > width else len(cells)
        why = "a text with a delimiter in it needs quotation marks" if count > width else "some are missing"
        error = f"{count} {'cell' if count == 1 else 'cells'}, the heading has {width}: {why}"
        if not grid.counts_cells:
            error = f"the cell in column {letter_of(count - 1)} has no heading above it: write one, or empty the cell"
        lines = 1 + sum(cell.count("\n") for cell in cells)
        if grid.counts_cells and lines > 1:
            error += f"; the row runs over {lines} lines, so look for a quotation mark that does not close"
    return TableRow(
        number, (cells + [""] * width)[:width], error, grid.wrong.get(number, {}), grid.links.get(number, {})
    )


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Without the empty cells at the end."""
    last = max((at for at, cell in enumerate(cells) if cell.strip()), default=-1)
    return list(cells[: last + 1])
