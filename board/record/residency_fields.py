"""How entries stand in a season's form: what fills each field, what it counts, what is too long or missing. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from board.record.models import Entry, SeasonText
from board.vocabulary.residency import Field, Season

PRESENT = "Present"
MONTH = re.compile(r"(0[1-9]|1[0-2])/(19|20)\d\d")
_WORD, _MARKS, _CLOSING = re.compile(r"\S+"), ".!?…", '"”’)]'
_SHORT = {"dr", "prof", "mr", "mrs", "ms", "st", "vs", "no", "etc", "inc", "dept", "approx", "fig"}


@dataclass(frozen=True)
class ResidencyLine:
    """One field of one entry, ready to copy."""

    field: Field
    value: str
    count: int
    complaint: str

    @property
    def name(self) -> str:
        """What a copied value is called."""
        return self.field.label.lower()


@dataclass(frozen=True)
class ResidencySheet:
    """One entry as the form takes it."""

    entry: Entry
    starred: bool
    lines: tuple[ResidencyLine, ...]

    @property
    def complaints(self) -> list[str]:
        """What keeps it from being ready."""
        return [f"{line.field.label}: {line.complaint}" for line in self.lines if line.complaint]


def sheets(season: Season, entries: Sequence[Entry], texts: Mapping[int, SeasonText]) -> list[ResidencySheet]:
    """The chosen entries in their order."""
    return [sheet(season, entry, texts[entry.id]) for entry in entries if entry.id in texts and texts[entry.id].chosen]


def sheet(season: Season, entry: Entry, text: SeasonText | None) -> ResidencySheet:
    """One entry: what the student typed, and where nothing is typed what the record holds."""
    starred = bool(text and text.starred)
    values = from_record(season, entry) | (text.typed if text else {})
    lines = []
    for field in season.fields:
        if starred or not field.only_starred:
            value = str(values.get(field.key, ""))
            complaint = complain(season, field, value) or ("still empty" if field.required and not value else "")
            lines.append(ResidencyLine(field, value, season.count(value), complaint))
    return ResidencySheet(entry, starred, tuple(lines))


def complain(season: Season, field: Field, value: str) -> str:
    """Why the form would not take this value; empty when it would."""
    if not value:
        return ""
    count = season.count(value)
    if field.most is not None and count > field.most:
        return f"This has {count:,} characters; the form takes {field.most:,}. Cut {count - field.most:,}."
    if field.kind == "choice" and value not in field.choices:
        return f"“{value}” is not one of the form’s choices in this season."
    if field.is_month and value != PRESENT and not MONTH.fullmatch(value):
        return "Write the month and the year, such as 09/2025."
    return ""


def from_record(season: Season, entry: Entry) -> dict[str, str]:
    """Field → what the record fills it with."""
    sources = {
        "title": entry.title,
        "organisation": entry.organisation,
        "place": entry.place,
        "starts": _month(entry.starts),
        "ends": _month(entry.ends) if entry.ends else PRESENT,
        "hours": str(entry.hours or ""),
        "description": _told(entry),
    } | _defaults(season, entry)
    return {field.key: sources.get(field.holds, "") for field in season.fields}


def _defaults(season: Season, entry: Entry) -> dict[str, str]:
    given = season.defaults
    kind = entry.kind.value
    paid = given.get("type_when_paid", {}).get(kind) if entry.paid else None
    by_area = next((given["focus"][area] for area in entry.areas if area in given.get("focus", {})), "")
    by_competency = (
        given["characteristic"][competency]
        for competency in entry.competencies
        if competency in given.get("characteristic", {})
    )
    return {
        "type": paid or given.get("type", {}).get(kind, ""),
        "focus": given.get("focus_by_kind", {}).get(kind) or by_area,
        "characteristic": next(by_competency, ""),
    }


def _told(entry: Entry) -> str:
    """What was done, then what changed, as one plain text."""
    changed = " to ".join(text for text in (entry.before, entry.after) if text)
    parts = [entry.description, f"Aim: {entry.aim}." if entry.aim else "", f"Change: {changed}." if changed else ""]
    return "\n".join(part for part in parts if part)


def _month(day: date) -> str:
    return f"{day:%m/%Y}"


def sentences(text: str) -> int:
    """Sentences in a text; “Dr.”, initials and “e.g.” end none."""
    count, rest, end = 0, 0, len(text.rstrip())
    for match in _WORD.finditer(text):
        word = match[0].rstrip(_CLOSING)
        stem = word.rstrip(_MARKS)
        mark, name = word[len(stem) :], stem.lower().lstrip('(“"')
        if not mark or (mark == "." and match.end() < end and _ends_none(name)):
            continue
        count, rest = count + 1, match.end()
    return count + bool(text[rest:].strip())


def _ends_none(name: str) -> bool:
    """A full stop after this is no end of a sentence: an abbreviation, an initial, nothing at all."""
    return name in _SHORT or len(name) < 2 or "." in name
