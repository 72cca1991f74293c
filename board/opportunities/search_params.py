"""What of a posting can be found, and what a reader may ask of the list. All of it lives in the list's address."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

from board.kernel import clock, markdown
from board.kernel.dates import end_of_days
from board.kernel.web_address import Arguments
from board.opportunities.models import Opportunity
from board.school import settings as school_settings
from board.search.documents import Document
from board.search.engine import Range, Scope, SearchRequest
from board.search.fields import Fields
from board.search.query import Query, parse

COLLECTION = "opportunity"
FACETS = ("kind", "area", "competency", "place", "pay", "season", "year", "host")
ANY = "any"
"""The value of `year=` by which somebody with a class year asks for postings of all years."""
NOT_STATED = "not-stated"
"""The value of `place=` and `pay=` for postings that do not state it."""
ROLLING = "rolling"
CLOSING = {"7d": 7, "30d": 30}
"""What `closing=` may say of a deadline → days."""
UNDATED = {ROLLING: 1e12, NOT_STATED: 2e12}
"""What it may say of no deadline → the second that stands for it in the index: after every deadline there is."""
HOURS = (2, 3, 4, 8)
"""What `hours_max=` offers; any number from 1 to 60 is understood."""
SORTS = {"closing": ("closes", False), "newest": ("published", True), "match": None, "fit": ("closes", False)}
"""What `sort=` may say → the number to sort by. The order of fit is the reader's own and made afterwards."""
SEASONS = ("winter", "spring", "summer", "fall")
"""Of the northern year, beginning with December: the facet says in which a posting's term begins."""
CHOICE_WORDS = {facet: facet for facet in (*FACETS, "tag")} | {"builds": "competency", "where": "place"}
AMOUNT_WORDS = {"hours": "hours"}
TIME_WORDS = {"closing": "closes", "closes": "closes"}
"""Words before a colon: `kind:seat`, `hours:<4`, `closing:7d`."""
HOST_TYPED = "host_typed"
"""The box for a host that is none of the commonest: what is typed there becomes the words `host:"…"`."""
MOST_LETTERS, MOST_OF_A_HOST = 300, 80
MOST_VALUES = 20
PER_PAGE = 20
EVERYTHING = 10_000
"""Results on one page where all of them are wanted: for news, and for an order of one's own."""


@dataclass(frozen=True)
class PostingSearchParams:
    """What a reader asks of the list."""

    words: str = ""
    chosen: dict[str, frozenset[str]] = field(default_factory=dict)
    hours_max: int | None = None
    closing: str = ""
    sort: str = "closing"
    page: int = 1
    as_typed: bool = False
    """The words are to be taken as they are, even where nothing has them all."""
    own_year: str = ""
    """The class year of whoever reads: where no year is asked for, it is asked what is open to that."""
    any_year: bool = False
    """Whoever reads asks for postings of all years."""

    def request(self, now: datetime) -> SearchRequest:
        """The same, for the engine. Only what is open now is in the scope."""
        ranges: dict[str, Range] = {}
        if self.closing:
            ranges["closes"] = _closing(self.closing, now)
        if self.hours_max is not None:
            ranges["hours"] = _at_most(self.hours_max)
        return SearchRequest(
            query=self.query(now),
            scope=open_now(now),
            filters=self.chosen,
            ranges=ranges,
            facets=FACETS,
            bands={
                "hours": {str(most): _at_most(most) for most in self.hours_offered()},
                "closes": {name: _closing(name, now) for name in (*CLOSING, *UNDATED)},
            },
            sort=SORTS[self.sort],
            page=self.page,
            per_page=PER_PAGE,
            snippets=bool(self.words),
            is_forgiving=not self.as_typed,
        )

    def whole(self, now: datetime) -> SearchRequest:
        """The same on one page, and as it is typed: in a feed nobody reads what was put right."""
        return replace(self.request(now), page=1, per_page=EVERYTHING, snippets=False, is_forgiving=False)

    def news(self, since: datetime, now: datetime) -> SearchRequest:
        """Everything that fits and came on the board since then, even when it has closed by now."""
        return replace(self.whole(now), scope=_came_after(since), facets=(), bands={})

    def query(self, now: datetime) -> Query:
        """The words, understood: where the reader chose by themselves, no word chooses for them."""
        return parse(self.words, replace(self._fields(now), settled=frozenset(self.chosen)))

    def open_to(self, year: str, now: datetime) -> "PostingSearchParams":
        """The same for a reader of this class year, if there is one: what is open to them, until they ask otherwise."""
        if not year:
            return self
        is_asked = self.any_year or "year" in self.chosen or "year" in self.query(now).choices
        chosen = self.chosen if is_asked else self.chosen | {"year": frozenset({year})}
        return replace(self, own_year=year, chosen=chosen)

    def hours_offered(self) -> list[int]:
        """What the hours filter offers: the usual numbers, and the one that was asked for."""
        return sorted({*HOURS, self.hours_max} if self.hours_max else {*HOURS})

    def address(self, **changes: Any) -> str:
        """The list's query string for this, or for this with changes; another question begins on its first page."""
        changes.setdefault("page", 1)
        if "words" in changes:
            changes.setdefault("as_typed", False)
        params = replace(self, **changes)
        pairs: list[tuple[str, str]] = [("q", params.words)] if params.words else []
        pairs += [(facet, value) for facet in FACETS for value in sorted(params.chosen.get(facet, ()))]
        if params.own_year and not params.chosen.get("year"):
            pairs.append(("year", ANY))
        if params.hours_max is not None:
            pairs.append(("hours_max", str(params.hours_max)))
        if params.closing:
            pairs.append(("closing", params.closing))
        if params.sort != default_sort(params.words):
            pairs.append(("sort", params.sort))
        if params.as_typed and params.words:
            pairs.append(("typed", "1"))
        if params.page > 1:
            pairs.append(("page", str(params.page)))
        return f"?{urlencode(pairs)}" if pairs else "?"

    def page_address(self, page: int) -> str:
        """The address of another page of the same list."""
        return self.address(page=page)

    def without(self, facet: str, value: str) -> str:
        """The address with one value of a facet taken away."""
        return self.address(chosen=self.chosen | {facet: self.chosen[facet] - {value}})

    def everything(self) -> str:
        """The address of the list with nothing that narrows it."""
        return PostingSearchParams(own_year=self.own_year).address()

    def unfiltered(self) -> str:
        """The address of the same words with nothing else that narrows the list."""
        bare = PostingSearchParams(words=self.words, own_year=self.own_year, as_typed=self.as_typed, sort=self.sort)
        return bare.address()

    def freed_of(self, name: str, now: datetime) -> "PostingSearchParams":
        """The same without anything that narrows one facet or number, be it chosen or read out of the words."""
        words, fields = self.words, self._fields(now)
        while trigger := next((trigger for trigger in parse(words, fields).triggers if trigger.name == name), None):
            words = " ".join(trigger.without.replace(f'"{trigger.typed}"', "", 1).split())
        return PostingSearchParams(
            words=words,
            chosen={facet: values for facet, values in self.chosen.items() if facet != name},
            hours_max=None if name == "hours" else self.hours_max,
            closing="" if name == "closes" else self.closing,
            sort=self.sort if words or self.sort != "match" else default_sort(words),
            as_typed=self.as_typed,
            own_year=self.own_year,
            any_year=self.any_year,
        )

    def _fields(self, now: datetime) -> Fields:
        zone, own = clock.zone(), school_settings.synonyms
        return Fields(CHOICE_WORDS, AMOUNT_WORDS, TIME_WORDS, now.astimezone(zone), own)


def read(arguments: Arguments) -> PostingSearchParams:
    """Understand an address; what makes no sense in it is passed over."""
    words = _with_host(arguments.get("q", "")[:MOST_LETTERS].replace("\x00", "").strip("\r\n"), arguments)
    chosen = {facet: frozenset(arguments.getlist(facet)[:MOST_VALUES]) - {"", ANY} for facet in FACETS}
    closing, sort = arguments.get("closing", ""), arguments.get("sort", "")
    return PostingSearchParams(
        words=words,
        chosen={facet: values for facet, values in chosen.items() if values},
        hours_max=_number(arguments.get("hours_max", ""), 60),
        closing=closing if closing in CLOSING or closing in UNDATED else "",
        sort=sort if sort in SORTS else default_sort(words),
        page=_number(arguments.get("page", ""), 10_000) or 1,
        as_typed=arguments.get("typed", "") == "1",
        any_year=ANY in arguments.getlist("year"),
    )


def _with_host(words: str, arguments: Arguments) -> str:
    """The words, and the host that was typed beside them: once, however often the form is sent."""
    typed = " ".join(arguments.get(HOST_TYPED, "").replace('"', " ").split())[:MOST_OF_A_HOST]
    clause = f'host:"{typed}"'
    return words if not typed or clause in words else f"{words} {clause}".strip()


class _Question:
    """A question that is kept as text, read like an address."""

    def __init__(self, question: str) -> None:
        self.values = parse_qs(question, max_num_fields=200)

    def get(self, key: str, default: str) -> str:
        return self.values.get(key, [default])[0]

    def getlist(self, key: str) -> list[str]:
        return self.values.get(key, [])


def understand(question: str) -> PostingSearchParams:
    """The same from text: what follows the question mark of an address."""
    try:
        return read(_Question(question[:4000]))
    except ValueError:  # more fields than any address of ours
        return PostingSearchParams()


def open_now(now: datetime) -> Scope:
    """What anybody may apply for at this instant."""
    second = now.timestamp()
    bounds = {"opens": Range(None, second + 1, missing=True), "closes": Range(second + 1, None, missing=True)}
    return Scope((COLLECTION,), bounds)


def _came_after(since: datetime) -> Scope:
    second = since.timestamp()
    return Scope((COLLECTION,), {"closes": Range(second, None, missing=True), "began": Range(second)})


def _closing(name: str, now: datetime) -> Range:
    if name in UNDATED:
        return Range(UNDATED[name], UNDATED[name] + 1)
    return Range(None, end_of_days(now, CLOSING[name]).timestamp() + 1)


def _at_most(hours: int) -> Range:
    return Range(None, hours + 1)


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
        "place": (opportunity.place_mode.value if opportunity.place_mode else NOT_STATED,),
        "pay": (opportunity.pay.value if opportunity.pay else NOT_STATED,),
        "year": tuple(opportunity.class_years) or school_settings.class_years,  # the filter asks what is open to a year
        "host": (opportunity.host,) if opportunity.host else (),
        "tag": tuple(_spoken(opportunity.tags)),
        "season": (SEASONS[starts.month % 12 // 3],) if (starts := opportunity.term_starts) else (),
    }
    hours = opportunity.hours_to if opportunity.hours_to is not None else opportunity.hours_from
    numbers = {
        "opens": _second(opportunity.opens_at),
        "closes": _second(opportunity.closes_at) or UNDATED[_undated(opportunity)],
        "published": _second(opportunity.published_at),
        "began": _second(opportunity.began_at),
        "hours": None if hours is None else float(hours),
    }
    last = " · ".join(filter(None, (opportunity.place, opportunity.kind.label)))
    return Document(
        collection=COLLECTION,
        key=opportunity.id,
        title=opportunity.title,
        text="\n".join((opportunity.summary, markdown.plain(opportunity.description), last)),
        names=" ".join(
            (
                opportunity.host,
                opportunity.supervisor,
                *opportunity.class_years,
                *_spoken(opportunity.tags),
                *_spoken(opportunity.areas),
            )
        ),
        labels=labels,
        numbers={name: value for name, value in numbers.items() if value is not None},
    )


def _undated(opportunity: Opportunity) -> str:
    return NOT_STATED if opportunity.is_deadline_unstated else ROLLING


def _spoken(values: Iterable[str]) -> list[str]:
    return [value.replace("-", " ") for value in values]


def _second(at: datetime | None) -> float | None:
    return None if at is None else at.timestamp()
