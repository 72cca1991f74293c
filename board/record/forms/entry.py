"""One experience, and the measurements of its run chart."""

import math
import re
from datetime import date
from typing import Any

from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.validators import ValidationError

from board.kernel.days import read_day
from board.kernel.text import clean_line, objection_to_line
from board.record.labels import BETTER, KINDS
from board.record.models import Better, Entry, EntryKind, Point
from board.vocabulary.words import Area, Competency
from board.web.editing import EditForm
from board.web.forms import Amount, Day, OneLine, Text, options

MOST_POINTS, LONGEST_NOTE = 120, 160
LONGEST_CHART = 120 * 200
"""Characters: every line with a long note."""
EARLIEST = date(1970, 1, 1)


class EntryForm(EditForm):
    """One experience: what it was, what was done, what changed."""

    kind = SelectField(
        "What it was",
        choices=options([("", "Choose what it was"), *((kind.value, words) for kind, words in KINDS.items())]),
        default="",
    )
    title = OneLine("Your role", most=120, required="Say what you were, such as “Student member”.")
    organisation = OneLine("Organization", most=120, required="Say where: a committee, a department, a body.")
    place = OneLine("Location", most=120)
    starts = Day("From", earliest=EARLIEST, required="Choose the day it began; about right is enough.")
    ends = Day("To")
    hours = Amount("Hours in all", most=20_000)
    paid = BooleanField("It was paid")
    areas = SelectMultipleField("Areas", choices=options([(area.value, area.label) for area in Area]))
    competencies = SelectMultipleField(
        "Competencies it builds", choices=options([(competency.value, competency.label) for competency in Competency])
    )
    description = Text("What you did", most=4000)
    aim = OneLine("Aim", most=300)
    measure = OneLine("Measure", most=160)
    before = OneLine("Before", most=160)
    after = OneLine("After", most=160)

    def validate_kind(self, field: SelectField) -> None:
        """Nobody is given a kind that they did not choose."""
        if not field.data:
            raise ValidationError("Choose what it was.")

    def validate_ends(self, field: Day) -> None:
        """Experiences end after they begin."""
        if field.data and self.starts.data and field.data < self.starts.data:
            raise ValidationError("It would end before it began.")

    def fields(self) -> dict[str, Any]:
        """What the action takes."""
        data = {name: value for name, value in self.data.items() if name != "csrf_token"}
        return data | {"kind": EntryKind(data["kind"])}

    @classmethod
    def of(cls, entry: Entry) -> "EntryForm":
        """The form with what an entry holds."""
        return cls(obj=entry, data={"kind": entry.kind.value})


class ChartForm(EditForm):
    """Measurements, a line each, as they come out of a spreadsheet."""

    points = Text("Measurements", most=LONGEST_CHART)
    better = SelectField(
        "Which way is better",
        choices=options([("", "Not said"), *((k.value, v) for k, v in BETTER.items())]),
        default="",
    )
    baseline = Amount("Points before the change", least=1, most=MOST_POINTS)

    LINE = re.compile(r"([0-9]+-[0-9]+-[0-9]+)[\s,;]+([-+]?[0-9]+(?:\.[0-9]+)?)\s*%?(?:[\s,;]+(.*))?")

    def validate_points(self, field: Text) -> None:
        """Every line is a day, a number, and perhaps what was done that day."""
        self.read: list[Point] = []
        for number, typed in enumerate(field.data.splitlines(), start=1):
            if typed.strip():
                self.read.append(self._point(number, typed.strip()))
        if len(self.read) > MOST_POINTS:
            raise ValidationError(f"There are {len(self.read)} lines; {MOST_POINTS} is the most.")
        self.read.sort(key=lambda point: point.day)

    def validate_baseline(self, field: Amount) -> None:
        """No more of them than there are."""
        if field.data and field.data > len(getattr(self, "read", ())):
            raise ValidationError("There are fewer measurements than that.")

    def _point(self, number: int, typed: str) -> Point:
        match = self.LINE.fullmatch(typed)
        if match is None:
            raise ValidationError(f"Line {number} is not a day and a number, such as “2026-01-12, 64”: {typed[:40]}")
        written, value, note = match.groups()
        when = read_day(written)
        if when is None:
            raise ValidationError(f"Line {number} has a day that is in no calendar: {typed[:40]}")
        if len(value) > 15 or not math.isfinite(float(value)):
            raise ValidationError(f"Line {number} has a number that is too long.")
        note = clean_line(note or "")
        objection = objection_to_line(note, LONGEST_NOTE)
        if objection:
            raise ValidationError(f"Line {number}, its note: {objection}")
        return Point(day=when, value=float(value), note=note)

    @classmethod
    def of(cls, entry: Entry) -> "ChartForm":
        """The form with the measurements an entry holds."""
        lines = [f"{point.day}, {point.value:g}{f', {point.note}' if point.note else ''}" for point in entry.points]
        better = entry.better.value if entry.better else ""
        return cls(data={"points": "\n".join(lines), "better": better, "baseline": entry.baseline})

    def direction(self) -> Better | None:
        """Which way the measure should go, where that is said."""
        return Better(self.better.data) if self.better.data else None
