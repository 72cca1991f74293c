"""JSON: a list of objects, or one object that holds such a list."""

import json
from collections.abc import Iterator
from typing import Any

from board.kernel.spreadsheet.table import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    Grid,
    UnreadableFile,
    too_long,
    too_many_rows,
    too_wide,
)

BROKEN = {
    "Expecting ',' delimiter": "a comma or a closing bracket is missing",
    "Expecting ':' delimiter": "a colon is missing after a name",
    "Expecting property name": "a name in double quotation marks is missing, or a comma stands before a brace",
    "Illegal trailing comma": "a comma stands before a closing bracket",
    "Expecting value": "a value is missing, or a text stands without quotation marks",
    "Unterminated string": "a quotation mark opens and never closes",
    "Invalid control character": "a text is broken over two lines: write \\n for a line break",
    "Invalid \\escape": "a backslash stands alone: write it twice",
    "Invalid \\u": "a character code is incomplete",
    "Extra data": "something follows after the end of the list",
}
"""How the reader begins its complaint → what that means for whoever wrote the file."""
SHAPE = "The file must be a list of objects, each with the names of the columns."


def parse(text: str) -> tuple[tuple[str, ...], Grid]:
    """The names in the order in which they come, and the rows. The first object has the number 1."""
    things = _objects(text)
    if len(things) > MOST_ROWS:
        raise too_many_rows()
    heading = tuple(dict.fromkeys(str(name) for thing in things if isinstance(thing, dict) for name in thing))
    if len(heading) > MOST_COLUMNS:
        raise too_wide(len(heading), "The list")
    rows: list[tuple[int, list[str]]] = []
    wrong, problems = {}, {}
    for number, thing in enumerate(things, start=1):
        if not isinstance(thing, dict):
            problems[number] = "an object with the names of the columns is needed here"
        values = [thing.get(name) if isinstance(thing, dict) else None for name in heading]
        wrong[number] = {column: sort for column, value in enumerate(values) if (sort := _sort_of(value))}
        cells = [_text(value) for value in values]
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise too_long(number)
        if any(cells) or number in problems:
            rows.append((number, cells))
    return heading, Grid(rows, [], problems=problems, wrong=wrong)


def _objects(text: str) -> list[Any]:
    try:
        result = json.loads(text)
    except (ValueError, RecursionError) as error:
        result = _lines(text)
        if result is None:
            raise UnreadableFile(_broken(text, error)) from error
    if isinstance(result, dict):
        lists = [
            value for value in result.values() if isinstance(value, list) and any(isinstance(v, dict) for v in value)
        ]
        result = lists[0] if len(lists) == 1 else None
    if not isinstance(result, list) or not any(isinstance(thing, dict) for thing in result):
        raise UnreadableFile(SHAPE)
    return result


def _broken(text: str, error: Exception) -> str:
    """Where JSON ends to be JSON, and what to look for, in plain words."""
    if not isinstance(error, json.JSONDecodeError):
        return "The file cannot be read as JSON: it is nested too deeply, or holds a number that is too long."
    line = text.split("\n")[error.lineno - 1].strip()
    shown = f" (“{line[:60]}”)" if line else ""
    what = next((words for begin, words in BROKEN.items() if error.msg.startswith(begin)), "something is out of place")
    return f"The file cannot be read as JSON: in line {error.lineno}{shown} {what}. Fix it there and upload it again."


def _lines(text: str) -> list[Any] | None:
    """An object a line, as databases export it."""
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        matches = [json.loads(line) for line in lines]
    except (ValueError, RecursionError):
        return None
    return matches if len(matches) > 1 else None


def _sort_of(value: Any) -> str:
    """The sort of value that is no text; empty for what can be written as one."""
    return "a list" if isinstance(value, list) else "an object" if isinstance(value, dict) else ""


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list):
        return ", ".join(_flat(value)) if not any(isinstance(v, list | dict) for v in value) else json.dumps(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _flat(values: list[Any]) -> Iterator[str]:
    return (_text(value) for value in values if value not in (None, ""))
