"""Reading postings from a CSV file and writing them back: what a row means, and what is wrong with it.

The columns are `title organisation kind area description location deadline url source`; the first three are needed.
`docs/import.md` shows the same tables to the people who prepare files.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from board.catalogue.words import Area, Kind
from board.kernel import tables
from board.opportunities.models import Opportunity, PlaceMode

COLUMNS = ("title", "organisation", "kind", "area", "description", "location", "deadline", "url", "source")
NEEDED = ("title", "organisation", "kind")
LONGEST = {"title": 300, "organisation": 200, "description": 20_000, "location": 200, "url": 500, "source": 500}
"""Characters that a column may hold."""

KINDS: dict[str, Kind] = {kind.value: kind for kind in Kind} | {
    "committee/council membership": Kind.COMMITTEE_SEAT,
    "fellowship/scholarship": Kind.FELLOWSHIP,
    "funding (project grant)": Kind.FELLOWSHIP,
    "research fellowship": Kind.FELLOWSHIP,
    "nonclinical fellowship": Kind.FELLOWSHIP,
    "nonclinical internship": Kind.INTERNSHIP,
    "volunteer role": Kind.VOLUNTEER_ROLE,
    "mentoring (peer)": Kind.VOLUNTEER_ROLE,
    "qi project": Kind.QI_PROJECT,
    "seminar/workshop": Kind.SEMINAR,
    "leadership seminar": Kind.SEMINAR,
}
"""What other boards call their kinds → ours. Letters' case does not matter."""

AREAS: dict[str, Area] = {area.value.replace("-", " "): area for area in Area} | {area.value: area for area in Area}


@dataclass(frozen=True)
class Row:
    """One line of the file, understood. `number` counts from 2, as a spreadsheet does below its heading."""

    number: int
    key: str
    fields: dict[str, Any]
    errors: list[str] = field(default_factory=list)
    """Each names its column and says what to do."""


class UnreadableFile(ValueError):
    """The file is not such a table at all; the message says why."""


def read(file: TextIO, zone: ZoneInfo) -> Iterator[Row]:
    """Every row of the file, good or bad. Raises `UnreadableFile` when the heading lacks a needed column."""
    try:
        reader = csv.DictReader(file)
        missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            raise UnreadableFile(f"The first line must name the columns; it lacks {', '.join(missing)}.")
        for number, cells in enumerate(reader, start=2):
            known = {name: (cells.get(name) or "").replace("\x00", "").strip() for name in COLUMNS}
            yield _understand(number, known, zone)
    except (csv.Error, UnicodeDecodeError) as trouble:
        raise UnreadableFile(f"The file cannot be read as CSV in UTF-8: {trouble}") from trouble


def _understand(number: int, cells: dict[str, str], zone: ZoneInfo) -> Row:
    errors = [f"{name}: it is needed" for name in NEEDED if not cells[name]]
    for name, most in LONGEST.items():
        if len(cells[name]) > most:
            errors.append(f"{name}: {len(cells[name]):,} characters, and {most:,} is the most")
    kind = KINDS.get(cells["kind"].lower())
    if kind is None and cells["kind"]:
        errors.append(f"kind: {cells['kind']!r} is not in the table of kinds")
    area = AREAS.get(cells["area"].lower())
    if area is None and cells["area"]:
        errors.append(f"area: {cells['area']!r} is not in the table of areas")
    closes_at = None
    if cells["deadline"]:
        try:
            closes_at = last_instant(date.fromisoformat(cells["deadline"]), zone)
        except ValueError:
            errors.append(f"deadline: {cells['deadline']!r} is not a date such as 2027-01-31")
    if cells["url"] and not cells["url"].startswith(("http://", "https://")):
        errors.append("url: it must begin with http:// or https://")
    fields = {
        "title": cells["title"],
        "host": cells["organisation"],
        "kind": kind,
        "areas": [area.value] if area else [],
        "summary": _first_sentences(cells["description"]),
        "description": cells["description"],
        "place": cells["location"],
        "place_mode": PlaceMode.REMOTE if "remote" in cells["location"].lower() else PlaceMode.ON_SITE,
        "closes_at": closes_at,
        "link": cells["url"],
        "source": cells["source"],
    }
    return Row(number, _key(cells), fields, errors)


def last_instant(day: date, zone: ZoneInfo) -> datetime:
    """The first instant after a day in a zone: when a deadline on that day is over."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def _key(cells: dict[str, str]) -> str:
    """Two rows are one posting when all they say of it is the same but for case and spaces."""
    told = (" ".join(cells[name].lower().split()) for name in COLUMNS if name != "source")
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()


def _first_sentences(text: str, most: int = 240) -> str:
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    cut = flat[:most]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    return cut[: end + 1] if end > most // 3 else cut[: cut.rfind(" ")] + " …"


def write(file: TextIO, postings: list[Opportunity], zone: ZoneInfo) -> None:
    """The same columns back."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for one in postings:
        closes = (one.closes_at - timedelta(seconds=1)).astimezone(zone).date().isoformat() if one.closes_at else ""
        area = one.areas[0] if one.areas else ""
        cells = (one.title, one.host, one.kind.value, area, one.description, one.place, closes, one.link, one.source)
        writer.writerow([tables.cell(one) for one in cells])
