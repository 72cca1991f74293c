"""A record at a glance: its figures, its pictures and its gaps, from its entries alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from markupsafe import Markup

from board.record import pictures
from board.record.labels import SECTIONS, period
from board.record.levels import Axis, axes
from board.record.models import Entry, Grade
from board.record.pictures.run_chart import Measurement
from board.record.pictures.timeline import Span
from board.record.run_chart_rules import RunChartReading, read
from board.record.sources import Filler, Fillers
from board.vocabulary import rubric
from board.vocabulary.words import Competency

LEAST_CORNERS = 3
"""Competencies that make a shape; fewer are told as a list."""
MOST_UNFOLDED = 12
"""Experiences that stand one below the other; more are folded by years."""


@dataclass(frozen=True)
class RecordYear:
    """The experiences that began in one year."""

    year: int
    entries: Sequence[Entry]

    @property
    def hours(self) -> int:
        """Those that were told."""
        return sum(entry.hours or 0 for entry in self.entries)


@dataclass(frozen=True)
class Overview:
    """What the page, the paper and the shared link show of some entries."""

    entries: Sequence[Entry]
    axes: list[Axis]
    hours_rows: list[tuple[str, float]]
    total_hours: int
    confirmed: int
    """By an approved supervisor."""
    certified: int
    """By a certificate."""
    today: date

    @cached_property
    def radar(self) -> Markup | None:
        """The six axes; None while neither view has a shape."""
        corners = max(sum(axe.own is not None for axe in self.axes), sum(axe.seen is not None for axe in self.axes))
        return pictures.radar(self.axes) if corners >= LEAST_CORNERS else None

    @property
    def rated(self) -> list[Axis]:
        """The competencies of which somebody ticked something."""
        return [axe for axe in self.axes if axe.own is not None or axe.seen is not None]

    @property
    def years(self) -> list[RecordYear]:
        """The entries of a long record by the year in which they began, the newest first; none of a short one."""
        if len(self.entries) <= MOST_UNFOLDED:
            return []
        ordered = sorted(self.entries, key=lambda entry: entry.starts.year, reverse=True)
        return [RecordYear(year, list(began)) for year, began in groupby(ordered, lambda entry: entry.starts.year)]

    @cached_property
    def timeline(self) -> Markup | None:
        """When each was."""
        spans = [
            Span(entry.title, entry.starts, entry.ends, period(entry), entry.is_verified) for entry in self.entries
        ]
        return pictures.timeline(spans, self.today) if spans else None

    @cached_property
    def hours(self) -> Markup | None:
        """Hours by competency; None where no hours are told."""
        return pictures.hours(self.hours_rows) if self.total_hours else None

    @property
    def sections(self) -> list[tuple[str, list[Entry]]]:
        """The entries under the headings of a CV; an empty heading is left out."""
        result = [(title, [entry for entry in self.entries if entry.kind in kinds]) for title, kinds in SECTIONS]
        return [(title, entries) for title, entries in result if entries]


@dataclass(frozen=True)
class Gap:
    """A competency that the record does not show, or that nobody has confirmed, and what would fill it."""

    competency: Competency
    words: str
    open_postings: int = 0
    examples: tuple[Filler, ...] = ()
    activities: tuple[Filler, ...] = ()
    mentors: int = 0


def of(entries: Sequence[Entry], today: date) -> Overview:
    """Put a record together."""
    return Overview(
        entries=entries,
        axes=axes(rubric.on(today), entries),
        hours_rows=hours_by_competency(entries),
        total_hours=sum(entry.hours or 0 for entry in entries),
        confirmed=sum(entry.grade is Grade.APPROVED for entry in entries),
        certified=sum(entry.grade is Grade.CERTIFICATE for entry in entries),
        today=today,
    )


def hours_by_competency(entries: Sequence[Entry]) -> list[tuple[str, float]]:
    """An experience's hours, in equal parts to each competency it builds, so that they add up to the whole."""
    amounts = dict.fromkeys((competency.value for competency in Competency), 0.0)
    for entry in entries:
        for name in entry.competencies:
            amounts[name] += (entry.hours or 0) / len(entry.competencies)
    return [(competency.label, amounts[competency.value]) for competency in Competency]


def gaps(overview: Overview, fillers: Fillers) -> list[Gap]:
    """First what the record does not show at all, then what no approved supervisor has seen."""
    shown = {name for entry in overview.entries for name in entry.competencies}
    bare = [axe.competency for axe in overview.axes if axe.competency not in shown]
    unseen = [axe.competency for axe in overview.axes if axe.competency in shown and axe.seen is None]
    unseen_words = "No approved supervisor has told what they saw. Ask one from one of your entries."
    return [_bare(competency, fillers) for competency in bare] + [
        Gap(competency, unseen_words) for competency in unseen
    ]


def _bare(competency: Competency, fillers: Fillers) -> Gap:
    postings = fillers.postings[competency]
    return Gap(
        competency,
        "Nothing in your record builds it yet.",
        open_postings=len(postings),
        examples=tuple(postings[:2]),
        activities=tuple(fillers.activities[competency][:1]),
        mentors=fillers.mentors.get(competency, 0),
    )


def chart(entry: Entry, name: str = "run-chart") -> tuple[Markup, RunChartReading] | None:
    """An entry's run chart and how it reads; None without measurements. Two charts on a page have two names."""
    reading = read([point.value for point in entry.points], entry.baseline)
    if reading is None:
        return None
    points = [Measurement(point.day, point.value, point.note) for point in entry.points]
    return pictures.run_chart(entry.measure or entry.title, points, reading, f"{name}-{entry.id}"), reading
