"""The filters beside the directory: their words, their counts, and the chips of what is chosen."""

from dataclasses import dataclass

from board.catalogue.words import Area, Competency
from board.mentorship.search import Wanted
from board.mentorship.words import CHANNELS, LANGUAGES, OFFERS, SPECIALTIES, MentorKind
from board.web.filters import plural

TITLES = {
    "kind": "Mentor",
    "offer": "Helps with",
    "area": "Area",
    "competency": "Builds",
    "specialty": "Specialty",
    "language": "Language",
    "channel": "Meets",
}
LABELS: dict[str, dict[str, str]] = {
    "kind": {one.value: one.label for one in MentorKind},
    "offer": OFFERS,
    "area": {one.value: one.label for one in Area},
    "competency": {one.value: one.label for one in Competency},
    "specialty": {key: name for key, (name, _) in SPECIALTIES.items()},
    "language": LANGUAGES,
    "channel": CHANNELS,
}
FOLDED = ("specialty", "language", "channel")
"""Shown closed until something of them is chosen: they are long, or rarely asked for."""


@dataclass(frozen=True)
class Choice:
    """One value of a facet, with how many mentors would be left."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """One group of choices."""

    name: str
    title: str
    choices: list[Choice]

    @property
    def is_folded(self) -> bool:
        """Closed at first."""
        return self.name in FOLDED and not any(one.chosen for one in self.choices)


@dataclass(frozen=True)
class Chip:
    """Something chosen, and the address without it."""

    label: str
    href: str


def facets(wanted: Wanted, counts: dict[str, dict[str, int]]) -> list[Facet]:
    """Every facet that has something to choose from; what is chosen stays even where it counts nothing."""
    shown = []
    for name, title in TITLES.items():
        held, chosen = counts.get(name, {}), wanted.chosen.get(name, frozenset())
        choices = [
            Choice(value, label, held.get(value, 0), value in chosen)
            for value, label in LABELS[name].items()
            if value in held or value in chosen
        ]
        if choices:
            shown.append(Facet(name, title, choices))
    return shown


def chips(wanted: Wanted) -> list[Chip]:
    """What narrows the list now."""
    shown = [Chip(f"“{wanted.words}”", wanted.address(words="", sort="fit"))] if wanted.words else []
    for name, values in wanted.chosen.items():
        shown += [Chip(LABELS[name].get(value, value), wanted.without(name, value)) for value in sorted(values)]
    if wanted.has_place:
        shown.append(Chip("Has a free place", wanted.address(has_place=False)))
    return shown


def sentence(wanted: Wanted, total: int) -> str:
    """`12 mentors with a free place for “research”`."""
    what = plural(total, "mentor")
    if wanted.has_place:
        what += " with a free place"
    return f"{what} for “{wanted.words}”" if wanted.words else what
