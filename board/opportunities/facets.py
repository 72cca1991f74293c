"""The filters beside the list: their words, their counts, and the chips of what is chosen."""

from dataclasses import dataclass

from board.catalogue.words import Area, Competency, Kind
from board.opportunities.labels import PAY, PLACES
from board.opportunities.models import Pay, PlaceMode
from board.opportunities.search import CLOSING, HOURS, Wanted
from board.web.filters import listed, plural

TITLES = {
    "kind": "Kind",
    "area": "Area",
    "competency": "Builds",
    "place": "Where",
    "pay": "Pay",
    "year": "Class year",
    "host": "Host",
}
MOST_HOSTS = 8


@dataclass(frozen=True)
class Choice:
    """One value of a facet, with how many postings would be left."""

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
        choices = [Choice(value, label(name, value), held.get(value, 0), value in chosen) for value in {*held, *chosen}]
        order = {value: place for place, value in enumerate(_ORDER.get(name, ()))}
        choices.sort(key=lambda one: (order.get(one.value, 0), -one.count if name == "host" else 0, one.label))
        if name == "host":
            choices = [one for place, one in enumerate(choices) if place < MOST_HOSTS or one.chosen]
        if choices:
            shown.append(Facet(name, title, choices))
    return shown


def chips(wanted: Wanted) -> list[Chip]:
    """What narrows the list now."""
    shown = [Chip(f"“{wanted.words}”", wanted.address(words="", sort="closing"))] if wanted.words else []
    for name, values in wanted.chosen.items():
        shown += [Chip(label(name, value), wanted.without(name, value)) for value in sorted(values)]
    if wanted.hours_max is not None:
        words = f"At most {plural(wanted.hours_max, 'hour')} a week"
        shown.append(Chip(words, wanted.address(hours_max=None)))
    if wanted.closing:
        shown.append(Chip(_closing(wanted.closing), wanted.address(closing="")))
    return shown


def describe(wanted: Wanted) -> str:
    """The question in a few words: `“safety”, QI project, Remote`."""
    return ", ".join(chip.label for chip in chips(wanted))[:80] or "Everything open"


def sentence(wanted: Wanted, total: int) -> str:
    """`23 QI projects closing within 7 days`."""
    kinds = [Kind(value) for value in sorted(wanted.chosen.get("kind", ())) if value in set(Kind)]
    if kinds:
        what = f"{total:,} {listed([kind.singular if total == 1 else kind.plural for kind in kinds], 'or')}"
    else:
        what = plural(total, "open opportunity", "open opportunities")
    if wanted.words:
        what += f" for “{wanted.words}”"
    if wanted.closing:
        what += f" {_closing(wanted.closing)[0].lower()}{_closing(wanted.closing)[1:]}"
    return what


def hours_choices(wanted: Wanted) -> list[tuple[int, str, bool]]:
    """What the hours filter offers."""
    offered = sorted({*HOURS, wanted.hours_max} if wanted.hours_max else {*HOURS})
    return [(hours, f"At most {plural(hours, 'hour')} a week", hours == wanted.hours_max) for hours in offered]


def closing_choices(wanted: Wanted) -> list[tuple[str, str, bool]]:
    """What the closing filter offers."""
    return [(value, _closing(value), value == wanted.closing) for value in CLOSING]


def label(facet: str, value: str) -> str:
    """The words for a facet's value; one that nobody knows is shown as it came."""
    return _LABELS.get(facet, {}).get(value, value)


def _closing(value: str) -> str:
    return f"Closing within {CLOSING[value]} days"


_LABELS: dict[str, dict[str, str]] = {
    "kind": {one.value: one.label for one in Kind},
    "area": {one.value: one.label for one in Area},
    "competency": {one.value: one.label for one in Competency},
    "place": {one.value: PLACES[one] for one in PlaceMode},
    "pay": {one.value: PAY[one] for one in Pay},
}
_ORDER = {facet: tuple(labels) for facet, labels in _LABELS.items()}
