"""Fields and lengths that the forms of several nouns are made of."""

from itertools import groupby
from typing import Any

from wtforms import Field, SelectMultipleField

from board.mentorship.choices import (
    DAYS,
    PARTS,
    SPECIALTIES,
    TIMES,
    WEEKEND,
    Frequency,
    Style,
)
from board.web.forms import OneOf, options

LONGEST_KEY, LONGEST_REASON, LONGEST_WORDS, LONGEST_NOTE = 40, 400, 2000, 4000
NAMES = [(key, name) for key, (name, _) in SPECIALTIES.items()]


class WeekField(SelectMultipleField):
    """When somebody is free: a box for each part of each day."""

    parts = tuple(words.capitalize() for words in PARTS.values())

    def by_day(self) -> list[tuple[str, list[Field]]]:
        """The boxes as rows of a table, each with the name of its day; the weekend has one box."""
        names = DAYS | WEEKEND
        return [(names[day], list(boxes)) for day, boxes in groupby(self, lambda box: box.data.partition("-")[0])]


def several(label: str, choices: list[tuple[str, str]]) -> SelectMultipleField:
    """Any number of these."""
    return SelectMultipleField(label, choices=options(choices))


def week(label: str) -> WeekField:
    """The parts of a week, any number of them."""
    return WeekField(label, choices=options(TIMES.items()))


def one_of(label: str, words: dict[str, str]) -> OneOf:
    """One of these, or none."""
    return OneOf(label, choices=options(words.items()))


def chosen(data: dict[str, Any]) -> dict[str, Any]:
    """Frequency and style as what they are, or None where nothing was chosen."""
    return {
        "frequency": Frequency(data["frequency"]) if data["frequency"] else None,
        "style": Style(data["style"]) if data["style"] else None,
    }
