"""Reads the workbook on standard input and prints its sheets as JSON. Run as a process of its own, by `workbook.py`.

It stands alone (`python -I`) and binds itself to a part of the machine: a workbook of a few kilobytes can unfold to
gigabytes, and the reader's own faults end the process.
"""

import io
import json
import posixpath
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import IO, NamedTuple
from xml.etree import ElementTree

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    load_workbook,
)

MEMORY = 1_500_000_000
SECONDS = 20
UNFOLDED = 150_000_000
MOST_CELLS = 3_000_000
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
LINKS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
NO_VALUE = "#VALUE? (a formula that was never computed)"
PERCENT = {"9": "0%", "10": "0.00%"}
"""The formats with a sign that every workbook has without naming them."""
ADDS_WORDS = re.compile(r'["\\\\$%€£¥]')
HYPERLINK = re.compile(r'HYPERLINK\("([^"]{1,2000})"', re.I)
Place = tuple[int, int]


class Limits(NamedTuple):
    """The largest sheet that is read."""

    rows: int
    above: int
    """Rows more, of what may stand above the table."""
    columns: int
    cell: int
    """Characters of one."""


class TooLarge(Exception):
    """More than a table of postings can be."""


def main() -> None:
    """Answer in one line of JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    content = sys.stdin.buffer.read()
    try:
        answer: dict[str, object] = {"sheets": list(sheets(content, Limits(*map(int, sys.argv[1:5]))))}
    except TooLarge as refusal:
        answer = {"refusal": str(refusal)}
    except PasswordError:
        answer = {"refusal": "The workbook has a password. Save it without one and try again."}
    except (CalamineError, zipfile.BadZipFile, ElementTree.ParseError, OSError, KeyError, ValueError):
        answer = {"damage": True}
    sys.stdout.write(json.dumps(answer))


def sheets(content: bytes, limits: Limits) -> Iterator[dict[str, object]]:
    """Every sheet that holds something, those that can be seen first."""
    marks = marks_of(content, limits) if content.startswith(b"PK") else {}
    book: CalamineWorkbook = load_workbook(io.BytesIO(content))
    known = sorted(book.sheets_metadata, key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)
    for metadata in known:
        try:
            sheet = book.get_sheet_by_name(metadata.name)
        except CalamineError:
            continue  # a sheet that is only a chart
        marked = marks.get(metadata.name, Marks())
        rows, filled = rows_of(sheet, marked.faults, limits)
        if rows:
            hidden = [number for number, _ in rows if number in marked.hidden]
            links = [(row + 1, column, address) for (row, column), address in marked.links.items()]
            yield {
                "name": metadata.name,
                "is_hidden": metadata.visible != SheetVisibleEnum.Visible,
                "rows": rows,
                "filled": filled,
                "hidden": hidden,
                "hidden_columns": [
                    at for at in sorted(marked.hidden_columns) if any(_cell(row, at) for _, row in rows)
                ],
                "links": links,
                "formats": marked.formats,
                "comments": marked.comments,
                "struck": marked.struck,
            }


def _cell(cells: list[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""


def rows_of(sheet: CalamineSheet, faults: dict[Place, str], limits: Limits) -> tuple[list[tuple[int, list[str]]], int]:
    """The rows with text in them, each with its number, and how many took the value of a merged cell."""
    if sheet.width > limits.columns:
        raise TooLarge(f"The sheet has {sheet.width:,} columns, and {limits.columns} are read at most.")
    values: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False, nrows=limits.rows * 2)]
    filled = set()
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for number in range(top + 1, min(bottom + 1, len(values))):
            below = values[number]
            if left == right and below[left] == "" and any(value != "" for value in below):
                below[left] = values[top][left]
                filled.add(number)
    rows = []
    for number, row in enumerate(values):
        cells = [faults.get((number, column)) or text(value) for column, value in enumerate(row)]
        if any(len(cell) > limits.cell for cell in cells):
            raise TooLarge(f"A cell of row {number + 1} has more than {limits.cell:,} characters. Shorten it.")
        if any(cell.strip() for cell in cells):
            rows.append((number + 1, cells))
    if len(rows) > limits.rows + limits.above:
        raise TooLarge(
            f"The sheet has {len(rows):,} rows, and {limits.rows:,} are read at most. Divide it into several."
        )
    return rows, len(filled)


def text(value: object) -> str:
    """A cell as text: days and instants as in ISO 8601, whole numbers without a point."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes" if not value.second else "seconds")
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, date | timedelta):
        return str(value)
    return str(value)


@dataclass
class Marks:
    """What the reader does not tell of a sheet."""

    faults: dict[Place, str] = field(default_factory=dict)
    """Cells that hold an error, or a formula that was never computed: the reader takes them for empty."""
    links: dict[Place, str] = field(default_factory=dict)
    """Where the text of a cell leads."""
    hidden: set[int] = field(default_factory=set)
    """Rows that the sheet does not show, such as those that a filter leaves out."""
    hidden_columns: set[int] = field(default_factory=set)
    formats: list[tuple[int, int, str, float]] = field(default_factory=list)
    """Row from 1, column, format and value of the numbers that a format may show with words."""
    comments: list[str] = field(default_factory=list)
    """Names of the cells that somebody has commented."""
    struck: list[str] = field(default_factory=list)
    """Names of the cells whose text is struck through, all of it or a part."""


@dataclass(frozen=True)
class Styles:
    """What cells of a workbook share."""

    formats: dict[str, str] = field(default_factory=dict)
    """Style → the format of its numbers, where that may add words."""
    struck: frozenset[str] = frozenset()
    """Styles that strike the text through."""
    struck_texts: frozenset[str] = frozenset()
    """Numbers of the texts that are struck through in part."""


def marks_of(content: bytes, limits: Limits) -> dict[str, Marks]:
    """Sheet → what the reader does not tell of it.

    Raises `TooLarge` before anything is unfolded that would not fit.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > UNFOLDED:
            raise TooLarge("The workbook is too large once it is unpacked. Save the sheet as CSV UTF-8 and try again.")
        names = set(parts.namelist())
        if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
            return {}
        targets = {
            name: target.lstrip("/").removeprefix("xl/")
            for name, target in _targets(parts, "xl/_rels/workbook.xml.rels").items()
        }
        styles = _styles(parts, names)
        by_key = {}
        for sheet in ElementTree.fromstring(parts.read("xl/workbook.xml")).iter(f"{MAIN}sheet"):
            part = f"xl/{targets.get(str(sheet.get(f'{LINKS}id')))}"
            if part in names:
                rels = f"{part.rpartition('/')[0]}/_rels/{part.rpartition('/')[2]}.rels"
                targets_of_sheet = _targets(parts, rels) if rels in names else {}
                with parts.open(part) as file:
                    marks = by_key[str(sheet.get("name"))] = _marks(file, targets_of_sheet, styles, limits)
                marks.comments = _comments(parts, part, targets_of_sheet.values())
        return by_key


def _targets(parts: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Name of a relation → what it leads to."""
    relations = ElementTree.fromstring(parts.read(name))
    return {str(relation.get("Id")): str(relation.get("Target")) for relation in relations}


def _comments(parts: zipfile.ZipFile, sheet: str, targets: Iterable[str]) -> list[str]:
    """The cells of a sheet that have a comment."""
    folder, names = sheet.rpartition("/")[0], set(parts.namelist())
    paths = [
        target.lstrip("/") if target[:1] == "/" else posixpath.normpath(f"{folder}/{target}") for target in targets
    ]
    files = [path for path in paths if re.search(r"/comments?\d*[^/]*\.xml$", path, re.I) and path in names]
    return [
        str(comment.get("ref"))
        for path in files
        for comment in ElementTree.fromstring(parts.read(path)).iter(f"{MAIN}comment")
    ]


def _styles(parts: zipfile.ZipFile, names: set[str]) -> Styles:
    if "xl/styles.xml" not in names:
        return Styles()
    styles = ElementTree.fromstring(parts.read("xl/styles.xml"))
    codes = PERCENT | {str(code.get("numFmtId")): str(code.get("formatCode")) for code in styles.iter(f"{MAIN}numFmt")}
    fonts = styles.find(f"{MAIN}fonts")
    struck_fonts = {str(at) for at, font in enumerate(fonts if fonts is not None else ()) if _is_struck(font)}
    of_cells = styles.find(f"{MAIN}cellXfs")
    numbered = list(enumerate(of_cells if of_cells is not None else ()))
    named = {str(at): codes.get(str(style.get("numFmtId")), "") for at, style in numbered}
    texts: set[str] = set()
    if "xl/sharedStrings.xml" in names:
        with parts.open("xl/sharedStrings.xml") as file:
            texts = _struck_texts(file)
    return Styles(
        {at: code for at, code in named.items() if ADDS_WORDS.search(code)},
        frozenset(str(at) for at, style in numbered if style.get("fontId") in struck_fonts),
        frozenset(texts),
    )


def _struck_texts(file: IO[bytes]) -> set[str]:
    struck, at = set(), 0
    for _, element in ElementTree.iterparse(file):
        if element.tag == f"{MAIN}si":
            if _is_struck(element):
                struck.add(str(at))
            at += 1
            element.clear()
    return struck


def _is_struck(element: ElementTree.Element) -> bool:
    """Whether it strikes a text through: a font, or the font of a part of a text."""
    return any(strike.get("val", "1") not in ("0", "false") for strike in element.iter(f"{MAIN}strike"))


def _marks(file: IO[bytes], targets: dict[str, str], styles: Styles, limits: Limits) -> Marks:
    marks = Marks()
    last_row = last_column = 0
    stray: list[Place] = []
    for _, element in ElementTree.iterparse(file):
        _mark_layout(element, marks, targets, limits)
        place = _place(element.get("r", "")) if element.tag == f"{MAIN}c" else None
        if place is None:
            continue
        if _has_value(element):
            last_row, last_column = max(last_row, place[0]), max(last_column, place[1])
            if place[0] >= limits.rows * 2 or place[1] >= limits.columns:
                stray.append(place)
                continue
        _mark_cell(element, place, marks, styles)
    if stray:
        raise TooLarge(_far_away(stray, limits))
    if last_row * last_column > MOST_CELLS:
        raise TooLarge("The sheet has too many cells. Save the part with the postings as CSV UTF-8 and try again.")
    return marks


def _mark_layout(element: ElementTree.Element, marks: Marks, targets: dict[str, str], limits: Limits) -> None:
    """What is told beside the cells: hidden rows and columns, and where the text of a cell leads."""
    is_hidden = element.get("hidden") in ("1", "true")
    if element.tag == f"{MAIN}row":
        if is_hidden:
            marks.hidden.add(int(element.get("r", "0")))
        element.clear()
    elif element.tag == f"{MAIN}col" and is_hidden:
        first, last = int(element.get("min", "1")), int(element.get("max", "1"))
        marks.hidden_columns.update(range(first - 1, min(last, limits.columns)))
    elif element.tag == f"{MAIN}hyperlink":
        linked, target = _place(element.get("ref", "").partition(":")[0]), targets.get(element.get(f"{LINKS}id") or "")
        if linked is not None and target:
            marks.links[linked] = target


def _has_value(cell: ElementTree.Element) -> bool:
    value = cell.find(f"{MAIN}v")
    is_filled = value is not None and bool(value.text)
    return is_filled or cell.find(f"{MAIN}f") is not None or cell.find(f"{MAIN}is") is not None


def _mark_cell(cell: ElementTree.Element, place: Place, marks: Marks, styles: Styles) -> None:
    """Faults, number formats, struck-through text and links by formula, of one cell."""
    value, formula = cell.find(f"{MAIN}v"), cell.find(f"{MAIN}f")
    shown = value.text if value is not None else None
    if _has_value(cell) and _is_struck_cell(cell, shown, styles):
        marks.struck.append(cell.get("r", ""))
    if cell.get("t") == "e" or (formula is not None and shown is None):
        marks.faults[place] = shown or NO_VALUE
    code = styles.formats.get(cell.get("s", ""))
    if shown and code and cell.get("t", "n") == "n":
        marks.formats.append((place[0] + 1, place[1], code, float(shown)))
    if formula is not None and (called := HYPERLINK.match(formula.text or "")):
        marks.links[place] = called[1]


def _is_struck_cell(cell: ElementTree.Element, shown: str | None, styles: Styles) -> bool:
    is_struck_text = cell.get("t") == "s" and shown in styles.struck_texts
    return is_struck_text or cell.get("s") in styles.struck or _is_struck(cell)


def _far_away(stray: list[Place], limits: Limits) -> str:
    """Which cells lie beyond the rows and columns that are read, the first and the farthest by name."""
    few = dict.fromkeys([*stray[:3], max(stray, key=lambda place: place[1]), max(stray)])
    named = ", ".join(f"{_letters(column)}{row + 1}" for row, column in few)
    more = f" and {len(stray) - len(few):,} more" if len(stray) > len(few) else ""
    width, height = max(column for _, column in stray) + 1, max(stray)[0] + 1
    most = (
        f"{width:,} columns, and {limits.columns}"
        if width > limits.columns
        else f"{height:,} rows, and {limits.rows:,}"
    )
    return f"The sheet has {most} are read at most: look at {named}{more}. Delete what is there, save, and try again."


def _letters(column: int) -> str:
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def _place(name: str) -> Place | None:
    """Row and column from 0 of `C7`."""
    match = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", name)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


if __name__ == "__main__":
    main()
