"""The filters beside the directory: their words, their counts, and the chips of what is chosen."""

from dataclasses import dataclass

from board.mentorship.choices import CHANNELS, LANGUAGES, OFFERS, SPECIALTIES, MentorKind
from board.mentorship.search_params import MentorSearchParams
from board.vocabulary.words import Area, Competency
from board.web.filters import plural

TITLES = {
    "kind": "Mentor",
    "offer": "Helps with",
    "area": "Area",
    "competency": "Competencies",
    "specialty": "Specialty",
    "language": "Language",
    "channel": "Meets",
}
LABELS: dict[str, dict[str, str]] = {
    "kind": {mentor_kind.value: mentor_kind.label for mentor_kind in MentorKind},
    "offer": OFFERS,
    "area": {area.value: area.label for area in Area},
    "competency": {competency.value: competency.label for competency in Competency},
    "specialty": {key: name for key, (name, _) in SPECIALTIES.items()},
    "language": LANGUAGES,
    "channel": CHANNELS,
}
FOLDED = ("specialty", "language", "channel")
"""Shown closed until something of them is chosen: they are long, or rarely asked for."""


@dataclass(frozen=True)
class MentorChoice:
    """One value of a facet, with how many mentors would be left."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class MentorFacet:
    """One group of choices."""

    name: str
    title: str
    choices: list[MentorChoice]

    @property
    def is_folded(self) -> bool:
        """Closed at first."""
        return self.name in FOLDED and not any(choice.chosen for choice in self.choices)


@dataclass(frozen=True)
class MentorChip:
    """Something chosen, and the address without it."""

    label: str
    href: str


def facets(params: MentorSearchParams, counts: dict[str, dict[str, int]]) -> list[MentorFacet]:
    """Every facet that has something to choose from; what is chosen stays even where it counts nothing."""
    shown = []
    for name, title in TITLES.items():
        by_key, chosen = counts.get(name, {}), params.chosen.get(name, frozenset())
        choices = [
            MentorChoice(value, label, by_key.get(value, 0), value in chosen)
            for value, label in LABELS[name].items()
            if value in by_key or value in chosen
        ]
        if choices:
            shown.append(MentorFacet(name, title, choices))
    return shown


def chips(params: MentorSearchParams) -> list[MentorChip]:
    """What narrows the list now."""
    shown = [MentorChip(f"“{params.words}”", params.address(words="", sort="fit"))] if params.words else []
    for name, values in params.chosen.items():
        shown += [MentorChip(LABELS[name].get(value, value), params.without(name, value)) for value in sorted(values)]
    if params.has_place:
        shown.append(MentorChip("Has an open spot", params.address(has_place=False)))
    return shown


def sentence(params: MentorSearchParams, total: int) -> str:
    """`12 mentors with an open spot for “research”`."""
    what = plural(total, "mentor")
    if params.has_place:
        what += " with an open spot"
    return f"{what} for “{params.words}”" if params.words else what
