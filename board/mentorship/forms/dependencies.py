"""Fields and lengths that the forms of several nouns are made of."""

from typing import Any

from wtforms import (
    SelectMultipleField,
)

from board.mentorship.choices import (
    SPECIALTIES,
    Frequency,
    Style,
)
from board.web.forms import OneOf, options

LONGEST_KEY, LONGEST_REASON, LONGEST_WORDS, LONGEST_NOTE = 40, 400, 2000, 4000
NAMES = [(key, name) for key, (name, _) in SPECIALTIES.items()]


def several(label: str, choices: list[tuple[str, str]]) -> SelectMultipleField:
    """Any number of these."""
    return SelectMultipleField(label, choices=options(choices))


def one_of(label: str, words: dict[str, str]) -> OneOf:
    """One of these, or none."""
    return OneOf(label, choices=options(words.items()))


def chosen(data: dict[str, Any]) -> dict[str, Any]:
    """Frequency and style as what they are, or None where nothing was chosen."""
    return {
        "frequency": Frequency(data["frequency"]) if data["frequency"] else None,
        "style": Style(data["style"]) if data["style"] else None,
    }
