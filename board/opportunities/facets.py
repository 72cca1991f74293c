"""The filters beside the list: their words, their counts, and the chips of what is chosen or was understood."""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import ceil, floor
from typing import Any

from board.kernel import clock
from board.kernel.dates import say_day
from board.opportunities import search_params
from board.opportunities.labels import NOT_STATED, PAY, PLACES
from board.opportunities.models import Pay, PlaceMode
from board.opportunities.queries import PostingResults
from board.opportunities.search_params import CLOSING, UNDATED, PostingSearchParams
from board.search.query import Query, Trigger
from board.search.ranges import Range
from board.vocabulary.words import Area, Competency, Kind
from board.web.filters import listed, plural

TITLES = {
    "kind": "Kind",
    "area": "Area",
    "competency": "Competencies",
    "place": "Location",
    "pay": "Pay",
    "season": "Begins",
    "year": "Open to class year",
    "host": "Host",
}
FIRST_HOSTS = 8
"""Hosts that are boxes; any of the others, of which there may be thousands, is typed."""


@dataclass(slots=True)
class PostingChoice:
    """One value of a facet, with how many postings would be left."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class PostingFacet:
    """One group of choices."""

    name: str
    title: str
    choices: list[PostingChoice]
    others: int = 0
    """How many further values there are, to be typed."""


@dataclass(frozen=True)
class PostingChip:
    """Something that narrows the list, and the address without it."""

    label: str
    href: str
    from_words: str = ""
    """The words that it was read out of."""
    from_profile: bool = False
    """Nobody asked for it here: it is preset by what the reader's profile says."""


@dataclass(frozen=True)
class Help:
    """When nothing is found: what to let go, how many there are then, and the address."""

    label: str
    count: int
    href: str


def around(params: PostingSearchParams, results: PostingResults, *, is_student: bool) -> dict[str, Any]:
    """Everything that stands around the cards."""
    query = results.query
    if results.is_forgiven:
        params = replace(params, words=query.text)
    return {
        "sentence": sentence(params, results.total),
        "describe": describe(params),
        "asked": params,
        "facets": facets(params, results.facets),
        "hours_choices": hours_choices(params, results.facets),
        "closing_choices": closing_choices(params, results.facets),
        "chips": (narrowing := chips(params, query)),
        "filter_count": len(narrowing) - bool(params.words.strip()),
        "also": also(params, query),
        "passed_over": " ".join(query.passed_over),
        "or_said": or_said(params, query),
        "helps": helps(params, results),
        "sorts": sorts(params, is_student=is_student),
    }


def facets(params: PostingSearchParams, counts: Mapping[str, Mapping[str, int]]) -> list[PostingFacet]:
    """Every facet that has something to choose from; what is chosen stays even where it counts nothing."""
    shown = []
    for name, title in TITLES.items():
        by_key, chosen = counts.get(name, {}), params.chosen.get(name, frozenset())
        values = _hosts(by_key, chosen) if name == "host" else _in_order(name, {*by_key, *chosen})
        labels = _LABELS.get(name, {})
        choices = [
            PostingChoice(value, labels.get(value, value), by_key.get(value, 0), value in chosen) for value in values
        ]
        if choices:
            others = len(by_key.keys() - set(values))
            shown.append(PostingFacet(name, title, choices, others))
    return shown


def _hosts(counts: Mapping[str, int], chosen: frozenset[str]) -> list[str]:
    """Those with the most postings, and those that are chosen."""
    first = heapq.nsmallest(FIRST_HOSTS, {**dict.fromkeys(chosen, 0), **counts}.items(), key=_commonest_first)
    shown = dict(first) | {value: counts.get(value, 0) for value in chosen}
    return [value for value, _ in sorted(shown.items(), key=_commonest_first)]


def _commonest_first(pair: tuple[str, int]) -> tuple[int, str]:
    value, count = pair
    return -count, value


def _in_order(facet: str, values: set[str]) -> list[str]:
    """In the order of the vocabulary; values that it does not know come first, by their letters."""
    known = [value for value in _LABELS.get(facet, {}) if value in values]
    return [*sorted(values.difference(known)), *known]


def hours_choices(params: PostingSearchParams, counts: Mapping[str, Mapping[str, int]]) -> list[PostingChoice]:
    """What the hours filter offers."""
    by_key = counts.get("hours", {})
    return [
        PostingChoice(str(most), hours_label(most), by_key.get(str(most), 0), most == params.hours_max)
        for most in params.hours_offered()
    ]


def closing_choices(params: PostingSearchParams, counts: Mapping[str, Mapping[str, int]]) -> list[PostingChoice]:
    """What the closing filter offers."""
    by_key = counts.get("closes", {})
    return [
        PostingChoice(name, closing_label(name), by_key.get(name, 0), name == params.closing)
        for name in (*CLOSING, *UNDATED)
    ]


def chips(params: PostingSearchParams, query: Query) -> list[PostingChip]:
    """What narrows the list now: the words, the filters that were read out of them, and those that were chosen."""
    shown = [PostingChip(f"“{params.words}”", params.address(words="", sort="closing"))] if params.words.strip() else []
    shown += [
        PostingChip(_understood(trigger), params.address(words=trigger.without), trigger.typed)
        for trigger in query.triggers
    ]
    for name, values in params.chosen.items():
        shown += [
            PostingChip(
                _OPEN_TO.format(value) if name == "year" else label(name, value),
                params.without(name, value),
                from_profile=name == "year" and value == params.own_year,
            )
            for value in sorted(values)
        ]
    if params.hours_max is not None:
        shown.append(PostingChip(hours_label(params.hours_max), params.address(hours_max=None)))
    if params.closing:
        shown.append(PostingChip(closing_label(params.closing), params.address(closing="")))
    return shown


def also(params: PostingSearchParams, query: Query) -> list[PostingChip]:
    """What was searched besides the words, and the address that means the words alone."""
    return [
        PostingChip(
            listed([" ".join(phrase) for phrase in other.phrases]),
            params.address(words=other.without),
            other.typed,
        )
        for other in query.also
    ]


def or_said(params: PostingSearchParams, query: Query) -> list[tuple[str, str, str]]:
    """Words that were read as a filter and searched as words too: the filter, the words, the filter's own address."""
    lines = []
    for trigger in query.triggers:
        if (
            not (trigger.words and trigger.is_said)
            or not isinstance(trigger.means, frozenset)
            or trigger.name in params.chosen
        ):
            continue
        words = " ".join(trigger.without.replace(f'"{trigger.typed}"', "", 1).split())
        alone = params.address(words=words, chosen=params.chosen | {trigger.name: trigger.means})
        lines.append((_understood(trigger), trigger.typed, alone))
    return lines


def sorts(params: PostingSearchParams, *, is_student: bool) -> list[tuple[str, str, bool]]:
    """The orders that make sense: best match needs words, and best fit somebody to fit."""
    offered = [("match", "Best match")] if params.words.strip() else []
    offered += [("closing", "Closing soonest"), ("newest", "Newest")]
    offered += [("fit", "Best fit for me")] if is_student else []
    return [(value, label, value == params.sort) for value, label in offered]


def helps(params: PostingSearchParams, results: PostingResults) -> list[Help]:
    """What would help where nothing was found; the same list is offered once."""
    letting_go = _TO_LET_GO if params.words.strip() else _TO_LET_GO | {"filters": "Without any filter"}
    ways = [(letting_go[name], other, count) for name, other, count in results.relaxations]
    ways += [(f"Without “{word}”", other, count) for word, other, count in results.shorter]
    offered = {other.address(): Help(label, count, other.address()) for label, other, count in ways}
    return list(offered.values())


def describe(params: PostingSearchParams) -> str:
    """The question in a few words, as a name for it: `safety, QI project, Remote`."""
    words = [params.words.strip()] if params.words.strip() else []
    chosen = [chip.label for chip in chips(replace(params, words=""), Query())]
    return ", ".join([*words, *chosen])[:80] or "Everything open"


def sentence(params: PostingSearchParams, total: int) -> str:
    """`23 QI projects closing within 7 days`."""
    kinds = [Kind(value) for value in sorted(params.chosen.get("kind", ())) if value in set(Kind)]
    number = f"{total:,}" if total else "No"
    if kinds:
        what = f"{number} {listed([kind.singular if total == 1 else kind.plural for kind in kinds], 'or')}"
    else:
        what = f"{number} open {'opportunity' if total == 1 else 'opportunities'}"
    if params.words.strip():
        what += f" for “{params.words}”"
    if params.closing:
        words = closing_label(params.closing)
        what += f" ({words.lower()})" if params.closing in UNDATED else f" {words[0].lower()}{words[1:]}"
    return what


def label(facet: str, value: str) -> str:
    """The words for a facet's value; one that nobody knows is shown as it came."""
    return _LABELS.get(facet, {}).get(value, value)


def hours_label(most: int) -> str:
    """`At most 4 hours a week`."""
    return f"At most {plural(most, 'hour')} a week"


def closing_label(name: str) -> str:
    """`Closing within 7 days`, `Rolling`."""
    return _UNDATED[name] if name in UNDATED else f"Closing within {CLOSING[name]} days"


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


_UNDATED = {search_params.ROLLING: "Rolling", search_params.NOT_STATED: "Deadline not stated"}
_LABELS: dict[str, dict[str, str]] = {
    "kind": {kind.value: kind.label for kind in Kind},
    "area": {area.value: area.label for area in Area},
    "competency": {competency.value: competency.label for competency in Competency},
    "place": {mode.value: PLACES[mode] for mode in PlaceMode} | {search_params.NOT_STATED: NOT_STATED},
    "pay": {pay.value: PAY[pay] for pay in Pay} | {search_params.NOT_STATED: NOT_STATED},
    "season": {season: f"Begins in {season}" for season in search_params.SEASONS},
}
_OPEN_TO = "Open to {}"
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
    "season": "Whenever it begins",
    "filters": "Your words without any filter",
    "words": "Your filters without the words",
}
