"""Tables that come in as CSV or JSON: a heading, rows, and which of their columns is which of ours."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

COLUMNS = ("title", "organisation", "kind", "area", "description", "location", "deadline", "url", "source")
NEEDED = ("title", "organisation", "kind")
ALSO_CALLED: dict[str, tuple[str, ...]] = {
    "title": ("name", "position", "opportunity", "role"),
    "organisation": ("organization", "host", "department", "sponsor", "org"),
    "kind": ("type", "category"),
    "area": ("field", "topic", "focus"),
    "description": ("details", "text", "summary", "about"),
    "location": ("place", "city", "where"),
    "deadline": ("closes", "due", "due date", "close date", "application deadline"),
    "url": ("link", "website", "web", "address"),
    "source": ("found at", "origin"),
}
"""What other people call our columns. Case, spaces and underscores do not matter."""


class UnreadableFile(ValueError):
    """The file is not such a table at all; the message says why."""


@dataclass(frozen=True)
class Table:
    """A file's heading and its rows, each with the number by which its owner finds it."""

    heading: tuple[str, ...]
    rows: Iterator[tuple[int, Mapping[str, str]]]


def from_csv(text: str) -> Table:
    """A row's number counts from 2, as a spreadsheet does below its heading."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        return Table(tuple(reader.fieldnames or ()), _lines(reader))
    except csv.Error as trouble:
        raise UnreadableFile(f"The file cannot be read as CSV: {trouble}") from trouble


def _lines(reader: "csv.DictReader[str]") -> Iterator[tuple[int, Mapping[str, str]]]:
    try:
        for number, cells in enumerate(reader, start=2):
            yield number, {name: value or "" for name, value in cells.items() if isinstance(name, str)}
    except csv.Error as trouble:
        raise UnreadableFile(f"The file cannot be read as CSV: {trouble}") from trouble


def from_json(text: str) -> Table:
    """A list of objects; the first has the number 1."""
    try:
        things = json.loads(text)
    except (ValueError, RecursionError) as trouble:
        raise UnreadableFile(f"The file cannot be read as JSON: {trouble}") from trouble
    if not isinstance(things, list) or not all(isinstance(one, dict) for one in things):
        raise UnreadableFile("The file must be a list of objects, each with the columns as its names.")
    heading = tuple(dict.fromkeys(name for one in things for name in one))
    return Table(heading, ((number, _told(one)) for number, one in enumerate(things, start=1)))


def _told(thing: Mapping[str, object]) -> Mapping[str, str]:
    return {name: "" if value is None else str(value) for name, value in thing.items()}


def read(content: bytes, *, is_json: bool) -> Table:
    """The table in a file's bytes. Raises `UnreadableFile`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise UnreadableFile("The file is not in UTF-8. Save it as “CSV UTF-8” and try again.") from trouble
    return from_json(text) if is_json else from_csv(text)


def match(heading: Sequence[str], chosen: Mapping[str, str]) -> dict[str, str]:
    """Our column → theirs: as chosen, else the one of the same name, else one that goes by another name."""
    theirs = {_plain(name): name for name in reversed(heading)}
    found = {}
    for column in COLUMNS:
        names = (chosen.get(column, ""), *(theirs.get(_plain(name), "") for name in (column, *ALSO_CALLED[column])))
        named = next((name for name in names if name and name in heading), None)
        if named is not None and chosen.get(column) != "-":
            found[column] = named
    return found


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").split())
