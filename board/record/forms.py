"""The shapes of what people write into a record."""

import math
import re
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Email, InputRequired, Length, NumberRange, Optional, ValidationError

from board.catalogue.rubric import NEEDS_EVIDENCE, Rubric
from board.catalogue.words import Area, Competency
from board.record.actions.assessing import Ticks, Witness
from board.record.labels import BETTER, KINDS, OBSERVED, RELATIONS
from board.record.models import Better, Entry, EntryKind, Point, Relation
from board.web.forms import Form, said

MOST_POINTS = 120
EARLIEST = date(1970, 1, 1)


def _strip(text: str | None) -> str:
    return (text or "").replace("\x00", "").strip()


def _line(label: str, most: int, *more: object) -> StringField:
    return StringField(label, [*more, Length(max=most, message=f"Use at most {most:,} characters.")], filters=[_strip])


def _text(label: str, most: int) -> TextAreaField:
    within = Length(max=most, message=f"Use at most {most:,} characters.")
    return TextAreaField(label, [within], filters=[_strip])


class EntryForm(Form):
    """One experience: what it was, what was done, what changed."""

    kind = SelectField("What it was", choices=[(kind.value, words) for kind, words in KINDS.items()])
    title = _line("Your role", 120, InputRequired("Say what you were, such as “Student member”."))
    organisation = _line("Organisation", 120, InputRequired("Say where: a committee, a department, a body."))
    place = _line("Place", 120)
    starts = DateField("From", [InputRequired("Choose the day it began; about right is enough.")])
    ends = DateField("To", [Optional()])
    hours = IntegerField("Hours in all", [Optional(), NumberRange(0, 20000, "Write a number from 0 to 20,000.")])
    paid = BooleanField("It was paid")
    areas = SelectMultipleField("Areas", choices=[(one.value, one.label) for one in Area])
    competencies = SelectMultipleField("Competencies it builds", choices=[(one.value, one.label) for one in Competency])
    description = _text("What you did", 4000)
    aim = _line("Aim", 300)
    measure = _line("Measure", 160)
    before = _line("Before", 160)
    after = _line("After", 160)

    def validate_starts(self, field: DateField) -> None:
        """Within a life."""
        if field.data and field.data < EARLIEST:
            raise ValidationError("That is too long ago. Write the year with four figures.")

    def validate_ends(self, field: DateField) -> None:
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


class ChartForm(Form):
    """Measurements, a line each, as they come out of a spreadsheet."""

    points = TextAreaField("Measurements", filters=[_strip])
    better = SelectField(
        "Which way is better", choices=[("", "Not said"), *((k.value, v) for k, v in BETTER.items())], default=""
    )
    baseline = IntegerField(
        "Points before the change", [Optional(), NumberRange(1, MOST_POINTS, "Write a whole number from 1.")]
    )

    LINE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[\s,;]+([-+]?\d+(?:\.\d+)?)\s*%?(?:[\s,;]+(.*))?")

    def validate_points(self, field: TextAreaField) -> None:
        """Every line is a day, a number, and perhaps what was done that day."""
        self.read: list[Point] = []
        for number, text in enumerate(said(field).splitlines(), start=1):
            if text.strip():
                self.read.append(self._point(number, text.strip()))
        if len(self.read) > MOST_POINTS:
            raise ValidationError(f"There are {len(self.read)} lines; {MOST_POINTS} is the most.")
        self.read.sort(key=lambda point: point.day)

    def validate_baseline(self, field: IntegerField) -> None:
        """No more of them than there are."""
        if field.data and field.data > len(getattr(self, "read", ())):
            raise ValidationError("There are fewer measurements than that.")

    def _point(self, number: int, text: str) -> Point:
        found = self.LINE.fullmatch(text)
        if found is None:
            raise ValidationError(f"Line {number} is not a day and a number, such as “2026-01-12, 64”: {text[:40]}")
        year, month, day, value, note = found.groups()
        try:
            when = date(int(year), int(month), int(day))
        except ValueError:
            raise ValidationError(f"Line {number} has a day that is in no calendar: {text[:40]}") from None
        if len(value) > 15 or not math.isfinite(float(value)):
            raise ValidationError(f"Line {number} has a number that is too long.")
        return Point(day=when, value=float(value), note=(note or "").strip()[:160])

    @classmethod
    def of(cls, entry: Entry) -> "ChartForm":
        """The form with the measurements an entry holds."""
        lines = [f"{one.day}, {one.value:g}{f', {one.note}' if one.note else ''}" for one in entry.points]
        better = entry.better.value if entry.better else ""
        return cls(data={"points": "\n".join(lines), "better": better, "baseline": entry.baseline})

    def direction(self) -> Better | None:
        """Which way the measure should go, where that is said."""
        return Better(self.better.data) if self.better.data else None


class AskForm(Form):
    """Whom to ask what they saw."""

    name = _line("Their name", 120, InputRequired("Say whom the letter greets."))
    email = EmailField(
        "Their address", [InputRequired("Say where the letter goes."), Email("That is not a mail address.")]
    )
    relation = SelectField(
        "What they were to you",
        choices=[(one.value, words) for one, words in RELATIONS.items() if one is not Relation.SELF],
    )
    note = _text("A line from you", 500)


class RubricForm(Form):
    """The rubric's rows; `rubric_form` fills in a field and a line of evidence for each."""

    RUBRIC: Rubric

    def validate(self, extra_validators: Any = None) -> bool:
        """A tick of the upper levels says what was seen, and when."""
        fine = super().validate(extra_validators)
        for one in self.RUBRIC.behaviours:
            level, evidence = self[one.key], self[f"{one.key}_evidence"]
            if level.data and level.data.isdigit() and int(level.data) >= NEEDS_EVIDENCE and not said(evidence):
                evidence.errors = [*evidence.errors, "A tick above 2 asks for one line: what, and when."]
                fine = False
        return bool(fine)

    def ticks(self) -> Ticks:
        """What was ticked; what was not seen is left out."""
        keys = [one.key for one in self.RUBRIC.behaviours if self[one.key].data not in (None, "0")]
        evidence = {key: said(self[f"{key}_evidence"]) for key in keys if said(self[f"{key}_evidence"])}
        return Ticks(self.RUBRIC.version, {key: int(self[key].data) for key in keys}, evidence)


class WitnessForm(RubricForm):
    """What somebody who was there says: of themself, of the facts, of what they saw."""

    name = _line("Your name", 120, InputRequired("Say who you are: the student and their readers see it."))
    role = _line("Your role", 120, InputRequired("Say what you are there, such as “Chair of the committee”."))
    relation = SelectField(
        "You were the student’s", choices=[(k.value, v.lower()) for k, v in RELATIONS.items() if k is not Relation.SELF]
    )
    observed = SelectField("You saw them at work for", choices=[(one, one) for one in OBSERVED])
    attest = RadioField(
        "Grading and promotion",
        [InputRequired("Choose one. A person who grades may answer, and says so.")],
        choices=[
            ("none", "I hold no grading or promotion role over this student"),
            ("declared", "I hold one, and declare it below"),
        ],
    )
    declared = _line("The role you declare", 200)
    facts = BooleanField("The facts above are right, as far as I saw them")
    comment = _text("A word to the student", 1000)

    def validate_declared(self, field: StringField) -> None:
        """Declared means said."""
        if self.attest.data == "declared" and not said(field):
            raise ValidationError("Say which role, such as “Clerkship grader this spring”.")

    def witness(self) -> Witness:
        """What the action takes."""
        return Witness(
            name=said(self.name),
            role=said(self.role),
            relation=Relation(self.relation.data),
            observed=said(self.observed),
            declared=said(self.declared) if self.attest.data == "declared" else "",
            comment=said(self.comment),
            facts_are_right=bool(self.facts.data),
        )


def rubric_form(base: type[RubricForm], rubric: Rubric, **values: Any) -> Any:
    """A form of `base` with the rows of a rubric."""
    rows: dict[str, Any] = {"RUBRIC": rubric}
    choices = [("0", "Not seen"), *((str(place), str(place)) for place in range(1, len(rubric.levels) + 1))]
    for one in rubric.behaviours:
        rows[one.key] = RadioField(one.label, [Optional()], choices=choices, default="0")
        rows[f"{one.key}_evidence"] = _line(f"{one.label}: what, and when", 300)
    return type(base.__name__, (base,), rows)(**values)
