"""The filters beside the list: their words, their counts, and the chips of what is chosen or was understood."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from math import ceil, floor
from typing import Any

from board.catalogue.words import Area, Competency, Kind
from board.kernel import clock
from board.kernel.dates import say_day
from board.opportunities import search
from board.opportunities.labels import NOT_STATED, PAY, PLACES
from board.opportunities.models import Pay, PlaceMode
from board.opportunities.queries import Found
from board.opportunities.search import CLOSING, Wanted
from board.search.query import Trigger
from board.search.ranges import Range
from board.web.filters import listed, plural

TITLES = {
    "kind": "Kind",
    "area": "Area",
    "competency": "Builds",
    "place": "Where",
    "pay": "Pay",
    "year": "Open to class year",
    "host": "Host",
}
FIRST_HOSTS = 8
"""Hosts that are shown at once; the others are folded away beneath them."""


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
    folded: list[Choice] = field(default_factory=list)
    """Further ones, of which there may be hundreds."""


@dataclass(frozen=True)
class Chip:
    """Something that narrows the list, and the address without it."""

    label: str
    href: str
    from_words: str = ""
    """The words that it was read out of."""


@dataclass(frozen=True)
class Help:
    """When nothing is found: what to let go, how many there are then, and the address."""

    label: str
    count: int
    href: str


def around(wanted: Wanted, found: Found, now: datetime, *, is_student: bool) -> dict[str, Any]:
    """Everything that stands around the cards."""
    return {
        "sentence": sentence(wanted, found.total),
        "describe": describe(wanted, now),
        "facets": facets(wanted, found.facets),
        "hours_choices": hours_choices(wanted, found.facets),
        "closing_choices": closing_choices(wanted, found.facets),
        "chips": chips(wanted, now),
        "also": also(wanted, now),
        "or_said": or_said(wanted, now),
        "helps": helps(found.ways_out),
        "sorts": sorts(wanted, is_student=is_student),
    }


def facets(wanted: Wanted, counts: Mapping[str, Mapping[str, int]]) -> list[Facet]:
    """Every facet that has something to choose from; what is chosen stays even where it counts nothing."""
    shown = []
    for name, title in TITLES.items():
        held, chosen = counts.get(name, {}), wanted.chosen.get(name, frozenset())
        choices = [Choice(value, label(name, value), held.get(value, 0), value in chosen) for value in {*held, *chosen}]
        order = {value: place for place, value in enumerate(_ORDER.get(name, ()))}
        choices.sort(key=lambda one: (order.get(one.value, 0), -one.count if name == "host" else 0, one.label))
        first = FIRST_HOSTS if name == "host" else len(choices)
        at_once = [one for place, one in enumerate(choices) if place < first or one.chosen]
        if choices:
            shown.append(Facet(name, title, at_once, [one for one in choices[first:] if not one.chosen]))
    return shown


def hours_choices(wanted: Wanted, counts: Mapping[str, Mapping[str, int]]) -> list[Choice]:
    """What the hours filter offers."""
    held = counts.get("hours", {})
    return [
        Choice(str(most), hours_label(most), held.get(str(most), 0), most == wanted.hours_max)
        for most in wanted.hours_offered()
    ]


def closing_choices(wanted: Wanted, counts: Mapping[str, Mapping[str, int]]) -> list[Choice]:
    """What the closing filter offers."""
    held = counts.get("closes", {})
    return [Choice(name, closing_label(name), held.get(name, 0), name == wanted.closing) for name in CLOSING]


def chips(wanted: Wanted, now: datetime) -> list[Chip]:
    """What narrows the list now: the words, the filters that were read out of them, and those that were chosen."""
    shown = [Chip(f"“{wanted.words}”", wanted.address(words="", sort="closing"))] if wanted.words.strip() else []
    shown += [
        Chip(_understood(one), wanted.address(words=one.without), one.typed) for one in wanted.query(now).triggers
    ]
    for name, values in wanted.chosen.items():
        shown += [Chip(label(name, value), wanted.without(name, value)) for value in sorted(values)]
    if wanted.hours_max is not None:
        shown.append(Chip(hours_label(wanted.hours_max), wanted.address(hours_max=None)))
    if wanted.closing:
        shown.append(Chip(closing_label(wanted.closing), wanted.address(closing="")))
    return shown


def also(wanted: Wanted, now: datetime) -> list[Chip]:
    """What was searched besides the words, and the address that means the words alone."""
    return [
        Chip(listed([" ".join(phrase) for phrase in one.phrases]), wanted.address(words=one.without), one.typed)
        for one in wanted.query(now).also
    ]


def or_said(wanted: Wanted, now: datetime) -> list[tuple[str, str, str]]:
    """Words that were read as a filter and searched as words too: the filter, the words, the filter's own address."""
    told = []
    for trigger in wanted.query(now).triggers:
        if not trigger.words or not isinstance(trigger.means, frozenset) or trigger.name in wanted.chosen:
            continue
        words = " ".join(trigger.without.replace(f'"{trigger.typed}"', "", 1).split())
        alone = wanted.address(words=words, chosen=wanted.chosen | {trigger.name: trigger.means})
        told.append((_understood(trigger), trigger.typed, alone))
    return told


def sorts(wanted: Wanted, *, is_student: bool) -> list[tuple[str, str, bool]]:
    """The orders that make sense: best match needs words, and best fit somebody to fit."""
    offered = [("match", "Best match")] if wanted.words.strip() else []
    offered += [("closing", "Closing soonest"), ("newest", "Newest")]
    offered += [("fit", "Best fit for me")] if is_student else []
    return [(value, label, value == wanted.sort) for value, label in offered]


def helps(ways_out: Iterable[tuple[str, Wanted, int]]) -> list[Help]:
    """What would help where nothing was found; the same list is offered once."""
    offered = {wanted.address(): Help(_TO_LET_GO[name], count, wanted.address()) for name, wanted, count in ways_out}
    return list(offered.values())


def describe(wanted: Wanted, now: datetime) -> str:
    """The question in a few words, as a name for it: `safety, QI project, Remote`."""
    words = [wanted.words.strip()] if wanted.words.strip() else []
    chosen = [chip.label for chip in chips(replace(wanted, words=""), now)]
    return ", ".join([*words, *chosen])[:80] or "Everything open"


def sentence(wanted: Wanted, total: int) -> str:
    """`23 QI projects closing within 7 days`."""
    kinds = [Kind(value) for value in sorted(wanted.chosen.get("kind", ())) if value in set(Kind)]
    number = f"{total:,}" if total else "No"
    if kinds:
        what = f"{number} {listed([kind.singular if total == 1 else kind.plural for kind in kinds], 'or')}"
    else:
        what = f"{number} open {'opportunity' if total == 1 else 'opportunities'}"
    if wanted.words.strip():
        what += f" for “{wanted.words}”"
    if wanted.closing:
        what += f" {closing_label(wanted.closing)[0].lower()}{closing_label(wanted.closing)[1:]}"
    return what


def label(facet: str, value: str) -> str:
    """The words for a facet's value; one that nobody knows is shown as it came."""
    return _LABELS.get(facet, {}).get(value, value)


def hours_label(most: int) -> str:
    """`At most 4 hours a week`."""
    return f"At most {plural(most, 'hour')} a week"


def closing_label(name: str) -> str:
    """`Closing within 7 days`."""
    return f"Closing within {CLOSING[name]} days"


def _understood(trigger: Trigger) -> str:
    """What a field word or a trigger narrows the list to."""
    if not isinstance(trigger.means, Range):
        return listed([_named(trigger.name, value) for value in sorted(trigger.means)], "or")
    return _hours(trigger.means) if trigger.name == "hours" else _closes(trigger.means)


def _named(facet: str, typed: str) -> str:
    """The values that are loosely named, in their own words: each typed word begins one of theirs."""
    words = typed.replace("-", " ").split()
    known = _LABELS.get(facet, {})
    meant = [
        label for value, label in known.items() if all(any(p.startswith(w) for p in value.split("-")) for w in words)
    ]
    return listed(meant, "or") or typed


def _hours(bounds: Range) -> str:
    least = None if bounds.low is None else ceil(bounds.low)
    most = None if bounds.high is None else ceil(bounds.high) - 1 if bounds.high % 1 == 0 else floor(bounds.high)
    if least is None or most is None:
        return hours_label(most or 0) if least is None else f"At least {plural(least, 'hour')} a week"
    return f"{plural(most, 'hour')} a week" if least == most else f"{least}–{most} hours a week"


def _closes(bounds: Range) -> str:
    last = datetime.fromtimestamp((bounds.high or 0) - 1, UTC)
    return f"Closing by {say_day(last, clock.zone())}"


_LABELS: dict[str, dict[str, str]] = {
    "kind": {one.value: one.label for one in Kind},
    "area": {one.value: one.label for one in Area},
    "competency": {one.value: one.label for one in Competency},
    "place": {mode.value: PLACES[mode] for mode in PlaceMode} | {search.NOT_STATED: NOT_STATED},
    "pay": {pay.value: PAY[pay] for pay in Pay} | {search.NOT_STATED: NOT_STATED},
}
_ORDER = {facet: tuple(labels) for facet, labels in _LABELS.items()}
_TO_LET_GO = {
    "kind": "Of any kind",
    "area": "In any area",
    "competency": "Whatever it builds",
    "place": "Wherever it is",
    "pay": "Whatever it pays",
    "year": "For any class year",
    "host": "From any host",
    "hours": "Whatever the hours",
    "closes": "Whenever they close",
    "tag": "Without the tag",
    "filters": "Your words without any filter",
    "words": "Your filters without the words",
}
