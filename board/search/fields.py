"""Words before a colon that narrow: `kind:project`, `hours:<4`, `closing:7d`. The caller says which there are."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from board.search.ranges import Range

_BOUND = re.compile(r"(?P<sign><=?|>=?|=?)(?P<number>\d{1,6}(?:\.\d{1,3})?)")
_SPAN = re.compile(r"(\d{1,6})[-–](\d{1,6})")
_TIME = re.compile(r"<?=?(?P<count>\d{1,3})(?P<unit>[dwm]?)")
_DAYS = {"": 1, "d": 1, "w": 7, "m": 30}

Meaning = Range | frozenset[str]
"""What a field word leaves: numbers in a range, or documents with one of the values."""


@dataclass(frozen=True)
class Fields:
    """Which field words are understood. What none of them reads stays words."""

    choices: Mapping[str, str] = field(default_factory=dict)
    """Word → the facet it chooses from. Several values are alternatives: `kind:seat,project`."""
    amounts: Mapping[str, str] = field(default_factory=dict)
    """Word → the number it bounds: `<4`, `<=4`, `4`, `2-4`, `>2`."""
    times: Mapping[str, str] = field(default_factory=dict)
    """Word → the instant that must lie between now and then: `7d`, `2w`, `1m`, `week`, `month`."""
    now: datetime | None = None
    """When it is; its own time zone decides when a month ends. Without it no times are understood."""
    synonyms: tuple[str, ...] = ()
    """The school's own lines of synonyms, beside ours."""
    settled: frozenset[str] = frozenset()
    """Facets that no word chooses from, since the reader has."""

    def read(self, word: str, value: str) -> tuple[str, Meaning] | None:
        """What a field word narrows, and to what; None when it says nothing."""
        if word in self.choices:
            values = frozenset(filter(None, (text.strip() for text in value.split(","))))
            return (self.choices[word], values) if values else None
        bounds = None
        if word in self.amounts:
            bounds = _amount(value)
        elif word in self.times and self.now is not None:
            bounds = _time(value, self.now)
        return ((self.amounts | self.times)[word], bounds) if bounds else None  # type: ignore[operator]


NO_FIELDS = Fields()


def _amount(value: str) -> Range | None:
    """A range of numbers; its upper end belongs to it unless `<` says otherwise."""
    if span := _SPAN.fullmatch(value):
        return Range(float(span[1]), _just_above(float(span[2])))
    if not (bound := _BOUND.fullmatch(value)):
        return None
    number = float(bound["number"])
    return {
        "<": Range(None, number),
        "<=": Range(None, _just_above(number)),
        ">": Range(_just_above(number), None),
        ">=": Range(number, None),
    }.get(bound["sign"], Range(number, _just_above(number)))


def _time(value: str, now: datetime) -> Range | None:
    """From now until so many days, weeks or months later, or until the week or month is over."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if value in ("today", "day"):
        until = midnight + timedelta(days=1)
    elif value == "week":
        until = midnight + timedelta(days=7 - midnight.weekday())
    elif value == "month":
        until = (midnight.replace(day=28) + timedelta(days=4)).replace(day=1)
    elif time := _TIME.fullmatch(value):
        until = now + timedelta(days=int(time["count"]) * _DAYS[time["unit"]])
    else:
        return None
    return Range(now.timestamp(), until.timestamp())


def _just_above(number: float) -> float:
    return math.nextafter(number, math.inf)
