"""What a row of a file means as a posting, what is wrong with it, and postings written back as rows.

The columns are `title organisation kind area description location deadline url source`; the first three are needed.
`docs/import.md` shows the same tables to the people who prepare files.
"""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from board.catalogue.words import Area, Kind
from board.kernel import tables
from board.opportunities.models import Opportunity, PlaceMode
from board.opportunities.sheets import COLUMNS, NEEDED, Table, UnreadableFile, match

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


def understand(table: Table, zone: ZoneInfo, columns: Mapping[str, str] | None = None) -> Iterator[Row]:
    """Every row of a table, good or bad; `columns` is the outcome of `tables.match`.

    Raises `UnreadableFile` when a needed column is nowhere.
    """
    columns = match(table.heading, {}) if columns is None else columns
    lacking = [name for name in NEEDED if name not in columns]
    if lacking:
        raise UnreadableFile(f"The first line must name the columns; it lacks {', '.join(lacking)}.")
    for number, cells in table.rows:
        told = {name: cells.get(columns[name], "") if name in columns else "" for name in COLUMNS}
        yield _understand(number, {name: _plain(cell) for name, cell in told.items()}, zone)


@dataclass(frozen=True)
class Plan:
    """What bringing a table in would do."""

    good: list[Row]
    bad: list[Row]
    left_out: list[tuple[Row, str]]
    """Rows that are here already or stand earlier in the table, each with why."""


def plan(rows: Iterable[Row], known: Iterable[str]) -> Plan:
    """Sort the rows into what would be written, what is wrong and what is left out."""
    seen: dict[str, str] = dict.fromkeys(known, "it is on the board already")
    sorted_out = Plan([], [], [])
    for row in rows:
        if row.errors:
            sorted_out.bad.append(row)
        elif row.key in seen:
            sorted_out.left_out.append((row, seen[row.key]))
        else:
            seen[row.key] = f"it repeats row {row.number}"
            sorted_out.good.append(row)
    return sorted_out


def report(plan: Plan) -> Iterator[tuple[int, str]]:
    """A row's number and what becomes of it, for every row."""
    for row in plan.good:
        yield row.number, f"ready: {row.fields['title']} ({row.fields['kind'].label.lower()})"
    for row in plan.bad:
        yield row.number, "; ".join(row.errors)
    for row, why in plan.left_out:
        yield row.number, f"left out, {why}"


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
        "place_mode": PlaceMode.REMOTE if "remote" in cells["location"].lower() else None,
        "closes_at": closes_at,
        "link": cells["url"],
        "source": cells["source"],
    }
    said = {"kind": kind.value if kind else cells["kind"], "area": area.value if area else cells["area"]}
    return Row(number, key_of(cells | said), fields, errors)


def last_instant(day: date, zone: ZoneInfo) -> datetime:
    """The first instant after a day in a zone: when a deadline on that day is over."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def key_of(cells: Mapping[str, str]) -> str:
    """Two rows are one posting when all they say of it is the same, but for case, spaces and where it was found."""
    told = (" ".join(cells[name].lower().split()) for name in COLUMNS if name != "source")
    return hashlib.sha256("\x1f".join(told).encode()).hexdigest()


def _first_sentences(text: str, most: int = 240) -> str:
    flat = " ".join(text.split())
    if len(flat) <= most:
        return flat
    cut = flat[:most]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    return cut[: end + 1] if end > most // 3 else cut[: cut.rfind(" ")] + " …"


def cells_of(opportunity: Opportunity, zone: ZoneInfo) -> dict[str, str]:
    """What a file says of a posting."""
    closes_at = opportunity.closes_at
    return {
        "title": opportunity.title,
        "organisation": opportunity.host,
        "kind": opportunity.kind.value,
        "area": opportunity.areas[0] if opportunity.areas else "",
        "description": opportunity.description,
        "location": opportunity.place,
        "deadline": (closes_at - timedelta(seconds=1)).astimezone(zone).date().isoformat() if closes_at else "",
        "url": opportunity.link,
        "source": opportunity.source,
    }


def write(file: TextIO, postings: Iterable[Opportunity], zone: ZoneInfo) -> None:
    """The same columns back."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for one in postings:
        writer.writerow([tables.cell(said) for said in cells_of(one, zone).values()])


def _plain(cell: str) -> str:
    """What a cell says: without spaces around it, and without what no database keeps."""
    return tables.said(cell).replace("\x00", "").strip()
