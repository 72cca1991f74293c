"""Workbooks, read by a process of their own: a damaged or hostile one can take down no more than that."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from board.kernel.spreadsheet import number_formats
from board.kernel.spreadsheet.other_files import sort_of_workbook
from board.kernel.spreadsheet.table import (
    FIRST_ROWS,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Grid,
    UnreadableFile,
    letter_of,
)
from board.kernel.unit_of_work import refuse_inside_unit_of_work
from board.kernel.wording import listed, plural

CHILD = Path(__file__).with_name("workbook_child.py")
SECONDS = 30
LIMITS = (MOST_ROWS, FIRST_ROWS, MOST_COLUMNS, LONGEST_CELL)


def parse(content: bytes) -> list[Grid]:
    """The sheets that hold anything, those that can be seen first. Raises `UnreadableFile`.

    Takes a second and more, so never inside a unit of work.
    """
    refuse_inside_unit_of_work("reading a workbook")
    try:
        done = subprocess.run(  # noqa: S603 (our own file, with our own interpreter)
            [sys.executable, "-I", str(CHILD), *map(str, LIMITS)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFile(
            "The workbook takes too long to read. Save the sheet as CSV UTF-8 and try again."
        ) from error
    answer: dict[str, Any] = {}
    if done.returncode == 0:
        answer = json.loads(done.stdout)
    if "refusal" in answer:
        raise UnreadableFile(answer["refusal"])
    if not answer.get("sheets"):
        raise UnreadableFile(_unreadable(content, is_damaged="damage" in answer))
    names = tuple(sheet["name"] for sheet in answer["sheets"])
    hidden = frozenset(sheet["name"] for sheet in answer["sheets"] if sheet["is_hidden"])
    sort = sort_of_workbook(content)
    untold = (
        [f"This is {sort}: how it shows its numbers (€, $ per hour, %) cannot be read, so look at them."]
        if sort
        else []
    )
    return [_grid(sheet, names, hidden, untold) for sheet in answer["sheets"]]


def _unreadable(content: bytes, *, is_damaged: bool) -> str:
    if sort := sort_of_workbook(content):
        return (
            f"This is {sort} that is damaged, too large, or empty. Open it in Excel or LibreOffice, save it as "
            ".xlsx, and upload that."
        )
    if is_damaged:
        return "The workbook is damaged: open it, save it again, and try once more."
    return "The workbook is damaged, too large, or empty. Save the sheet as CSV UTF-8 and try again."


def _grid(sheet: dict[str, Any], names: tuple[str, ...], hidden_sheets: frozenset[str], untold: list[str]) -> Grid:
    how = list(untold)
    if sheet["filled"]:
        how.append(f"Cells that were merged have their value in each of {sheet['filled']} rows.")
    if hidden := sheet["hidden"]:
        count = plural(len(hidden), "row is", "rows are")
        how.append(f"{count} hidden in the sheet and read too: {_first([str(number) for number in hidden])}.")
    if columns := sheet["hidden_columns"]:
        letters = listed([letter_of(at) for at in columns])
        how.append(f"{plural(len(columns), 'column is', 'columns are')} hidden in the sheet and read too: {letters}.")
    if comments := sheet["comments"]:
        how.append(f"{plural(len(comments), 'comment is', 'comments are')} not read: {_first(comments)}.")
    if struck := sheet["struck"]:
        count = plural(len(struck), "cell has", "cells have")
        how.append(f"{count} text that is struck through, which is read like any other: {_first(struck)}.")
    rows = [(number, cells) for number, cells in sheet["rows"]]
    _as_shown(dict(rows), sheet["formats"])
    links: dict[int, dict[int, str]] = {}
    for number, column, address in sheet["links"]:
        links.setdefault(number, {})[column] = address
    return Grid(rows, how, links=links, sheet=sheet["name"], sheets=names, hidden_sheets=hidden_sheets)


def _first(names: list[str], most: int = 10) -> str:
    return f"{', '.join(names[:most])} and {len(names) - most} more" if len(names) > most else listed(names)


def _as_shown(rows: dict[int, list[str]], formats: list[tuple[int, int, str, float]]) -> None:
    """Write numbers with the words that their formats add: a bare 1500 for `€1,500` would be another amount."""
    for number, column, code, value in formats:
        if number in rows and column < len(rows[number]) and (shown := number_formats.shown(code, value)):
            rows[number][column] = shown
