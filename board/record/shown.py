"""What others read of a record: their pages are made of it, and so is the page on which the student reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol

from flask import current_app
from markupsafe import Markup

from board.accounts.models import User
from board.record import overview, queries
from board.record.labels import KINDS, RELATIONS, marks, period, told_by
from board.record.models import Ask, Entry, Share
from board.record.overview import Overview
from board.record.run_chart_rules import RunChartReading
from board.school import settings as school_settings
from board.web.shown import ShownPart

Charts = Mapping[int, tuple[Markup, RunChartReading] | None]


class Statement(Protocol):
    """What a person says to something that the school did not correct."""

    what: str
    statement: str
    stated_at: datetime | None


class _Worded:
    """The words that an entry is printed with."""

    KINDS: ClassVar = KINDS
    RELATIONS: ClassVar = RELATIONS
    marks = staticmethod(marks)
    period = staticmethod(period)
    told_by = staticmethod(told_by)


@dataclass(frozen=True)
class ShownShare(_Worded, ShownPart):
    """The entries of a link, for whoever holds it."""

    TEMPLATES = ("record/_shown_share_count.html", "record/_shown_share.html")

    student: User
    record: Overview
    charts: Charts


@dataclass(frozen=True)
class ShownExperience(_Worded, ShownPart):
    """One entry, for somebody who is asked what they saw."""

    TEMPLATES = ("record/_shown_experience.html",)

    entry: Entry
    chart: tuple[Markup, RunChartReading] | None


@dataclass(frozen=True)
class ShownFacts(_Worded, ShownPart):
    """What others confirmed, for the office."""

    TEMPLATES = ("record/_shown_facts.html",)

    student: User
    entries: list[Entry]
    statements: Sequence[Statement]
    """What the student says to what was not corrected."""


def shown_share(share: Share, today: date) -> ShownShare:
    """What is left of what the student chose."""
    record = overview.of([entry for entry in share.entries if entry.set_aside_at is None], today)
    return ShownShare(
        heading=f"Leadership record of {share.student.name}",
        facts=[fact for fact in (school_settings.school_name, share.student.class_year) if fact],
        student=share.student,
        record=record,
        charts={entry.id: overview.chart(entry) for entry in record.entries},
    )


def shown_experience(ask: Ask) -> ShownExperience:
    """The facts, which the witness is asked about."""
    entry = ask.entry
    return ShownExperience(
        heading=f"What you saw of {entry.student.name}",
        facts=[],
        entry=entry,
        chart=overview.chart(entry, "experience-chart"),
    )


def shown_facts(student: User) -> ShownFacts:
    """Without the student's own words, and without what was ticked."""
    facts = [student.class_year] if student.class_year else []
    statements = current_app.extensions["statements_beside"](student.id, "record", "learning")
    return ShownFacts(f"Confirmed facts: {student.name}", facts, student, queries.confirmed(student.id), statements)
