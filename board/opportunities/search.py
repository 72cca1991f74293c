"""What of a posting can be found, and what a reader may ask of the list. All of it lives in the list's address."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import parse_qs, urlencode

from board.opportunities.models import Opportunity
from board.search.documents import Document
from board.search.engine import Range, Scope, SearchRequest
from board.search.query import parse

COLLECTION = "opportunity"
FACETS = ("kind", "area", "competency", "place", "pay", "year", "host")
CLOSING = {"7d": 7, "30d": 30}
"""What `closing=` may say → days."""
HOURS = (2, 4, 8)
"""What `hours_max=` offers; any number from 1 to 60 is understood."""
SORTS = {"closing": ("closes", False), "newest": ("published", True), "match": None}
MOST_VALUES = 20
MOST_NEWS = 10_000
"""Everything that is new comes on one page."""


class Arguments(Protocol):
    """The part of an address that follows the question mark."""

    def get(self, key: str, default: str) -> str:
        """The first value."""

    def getlist(self, key: str) -> list[str]:
        """Every value."""


@dataclass(frozen=True)
class Wanted:
    """What a reader asks of the list."""

    words: str = ""
    chosen: dict[str, frozenset[str]] = field(default_factory=dict)
    hours_max: int | None = None
    closing: str = ""
    sort: str = "closing"
    page: int = 1

    def request(self, now: datetime, *, since: datetime | None = None, per_page: int = 20) -> SearchRequest:
        """The same, for the engine. Only what is open now is in the scope.

        With `since` it is everything that came on the board since then instead, even when it has closed by now.
        """
        second = now.timestamp()
        open_now = {
            "opens": Range(None, second + 1, missing=True),
            "closes": Range(second + 1, None, missing=True),
        }
        if since is not None:
            open_now = {"closes": Range(since.timestamp(), None, missing=True), "began": Range(since.timestamp())}
        ranges: dict[str, Range] = {}
        if days := CLOSING.get(self.closing):
            ranges["closes"] = Range(None, (now + timedelta(days=days)).timestamp())
        if self.hours_max is not None:
            ranges["hours"] = Range(None, self.hours_max + 1)
        return SearchRequest(
            query=parse(self.words),
            scope=Scope((COLLECTION,), open_now),
            filters=self.chosen,
            ranges=ranges,
            facets=FACETS,
            sort=SORTS[self.sort],
            page=self.page if since is None else 1,
            per_page=per_page if since is None else MOST_NEWS,
        )

    def address(self, **changes: object) -> str:
        """The list's query string for this, or for this with changes; another question begins on its first page."""
        wanted = replace(self, **({"page": 1} | changes))  # type: ignore[arg-type]  # names are checked by replace
        pairs: list[tuple[str, str]] = [("q", wanted.words)] if wanted.words else []
        pairs += [(facet, value) for facet in FACETS for value in sorted(wanted.chosen.get(facet, ()))]
        if wanted.hours_max is not None:
            pairs.append(("hours_max", str(wanted.hours_max)))
        if wanted.closing:
            pairs.append(("closing", wanted.closing))
        if wanted.sort != default_sort(wanted.words):
            pairs.append(("sort", wanted.sort))
        if wanted.page > 1:
            pairs.append(("page", str(wanted.page)))
        return f"?{urlencode(pairs)}" if pairs else "?"

    def page_address(self, page: int) -> str:
        """The address of another page of the same list."""
        return self.address(page=page)

    def without(self, facet: str, value: str) -> str:
        """The address with one value of a facet taken away."""
        return self.address(chosen=self.chosen | {facet: self.chosen[facet] - {value}})


def read(arguments: Arguments) -> Wanted:
    """Understand an address; what makes no sense in it is passed over."""
    words = arguments.get("q", "")[:200].replace("\x00", "").strip("\r\n")
    chosen = {facet: frozenset(arguments.getlist(facet)[:MOST_VALUES]) - {""} for facet in FACETS}
    closing, sort = arguments.get("closing", ""), arguments.get("sort", "")
    return Wanted(
        words=words,
        chosen={facet: values for facet, values in chosen.items() if values},
        hours_max=_number(arguments.get("hours_max", ""), 60),
        closing=closing if closing in CLOSING else "",
        sort=sort if sort in SORTS else default_sort(words),
        page=_number(arguments.get("page", ""), 10_000) or 1,
    )


class _Question:
    """A question that is kept as text, read like an address."""

    def __init__(self, question: str) -> None:
        self.values = parse_qs(question, max_num_fields=200)

    def get(self, key: str, default: str) -> str:
        return self.values.get(key, [default])[0]

    def getlist(self, key: str) -> list[str]:
        return self.values.get(key, [])


def understand(question: str) -> Wanted:
    """The same from text: what follows the question mark of an address."""
    try:
        return read(_Question(question[:4000]))
    except ValueError:  # more fields than any address of ours
        return Wanted()


def default_sort(words: str) -> str:
    """Best match when something was typed, closing soonest otherwise."""
    return "match" if words.strip() else "closing"


def _number(text: str, most: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) <= most else None


def document(opportunity: Opportunity) -> Document:
    """A published posting as the engine knows it."""
    labels = {
        "kind": (opportunity.kind.value,),
        "area": tuple(opportunity.areas),
        "competency": tuple(opportunity.competencies),
        "place": (opportunity.place_mode.value,),
        "pay": (opportunity.pay.value,),
        "year": tuple(opportunity.class_years),
        "host": (opportunity.host,) if opportunity.host else (),
    }
    hours = opportunity.hours_to if opportunity.hours_to is not None else opportunity.hours_from
    numbers = {
        "opens": _second(opportunity.opens_at),
        "closes": _second(opportunity.closes_at),
        "published": _second(opportunity.published_at),
        "began": _second(opportunity.began_at),
        "hours": None if hours is None else float(hours),
    }
    said = (opportunity.summary, opportunity.description, opportunity.place, opportunity.kind.label)
    return Document(
        collection=COLLECTION,
        key=opportunity.id,
        title=opportunity.title,
        text="\n".join(said),
        names=" ".join((opportunity.host, *_spoken(opportunity.tags), *_spoken(opportunity.areas))),
        labels=labels,
        numbers={name: value for name, value in numbers.items() if value is not None},
    )


def _spoken(values: Iterable[str]) -> list[str]:
    return [value.replace("-", " ") for value in values]


def _second(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()
