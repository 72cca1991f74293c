"""Finding what is open, and what a person saved."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import contains_eager

from board.accounts.models import User
from board.kernel.db import UTCDateTime, db
from board.kernel.statements import is_among, plain_rows
from board.opportunities import fit
from board.opportunities.models import ListedPosting, Opportunity, SavedPosting
from board.opportunities.search_params import COLLECTION, EVERYTHING, PER_PAGE, PostingSearchParams
from board.opportunities.search_params import open_now as open_scope
from board.search import meaning
from board.search.engine import Engine, IndexUnavailable, Snippet
from board.search.query import Query

_OF_FIT = (
    Opportunity.id,
    Opportunity.areas,
    Opportunity.competencies,
    Opportunity.tags,
    Opportunity.hours_from,
    Opportunity.hours_to,
    Opportunity.class_years,
    Opportunity.programmes,
)

_NOW = bindparam("now", type_=UTCDateTime())
_AMONG_IDS = is_among(Opportunity.id, "ids")
_IS_OPEN = Opportunity.takes_applications(_NOW)
_OF_A_LIST = (
    Opportunity.id, Opportunity.state, Opportunity.title, Opportunity.summary, Opportunity.host, Opportunity.kind,
    Opportunity.competencies, Opportunity.place, Opportunity.place_mode, Opportunity.hours_from, Opportunity.hours_to,
    Opportunity.seats, Opportunity.seats_taken, Opportunity.seats_offered, Opportunity.alternates, Opportunity.pay,
    Opportunity.pay_amount, Opportunity.opens_at, Opportunity.closes_at, Opportunity.is_deadline_unstated,
    Opportunity.time_zone,
)  # fmt: skip
_MORE_OF_FIT = (Opportunity.areas, Opportunity.tags, Opportunity.class_years, Opportunity.programmes)
"""In the order of `ListedPosting`, whose last fields are those of fit."""
_SOONEST_FIRST = (Opportunity.closes_at.nulls_last(), Opportunity.is_deadline_unstated, Opportunity.id)
_LISTED = select(*_OF_A_LIST).where(_AMONG_IDS, _IS_OPEN)
_LISTED_WITH_FIT = _LISTED.add_columns(*_MORE_OF_FIT)
"""Statements that every list sends are made once: to put one together takes as long as to ask it."""

MOST_WORDS_LET_GO = 6
"""Words without which a search that found nothing is tried again, each by itself."""
CANDIDATES = 20
"""Of similar postings, where their meaning is asked too: so many have words in common, and are ordered anew."""
MOST_COMPARED = 1_000
"""Postings whose fit is worked out for one page: each takes twenty microseconds."""
AT_ONCE = 1_000
"""Postings read by one statement: SQLite takes 32,766 numbers at most."""


def open_now(
    now: datetime, *, words: str = "", kinds: Sequence[str] = (), page: int = 1, most: int = PER_PAGE
) -> tuple[list[ListedPosting], int]:
    """Open postings, closing soonest first and rolling ones last; with their number on all pages."""
    listed, counted = _open_now(words, kinds) if words or kinds else _EVERYTHING_OPEN
    rows = plain_rows(listed, {"now": now, "first": (page - 1) * PER_PAGE, "most": most})
    [[total]] = [row[-1:] for row in rows[:1]] or plain_rows(counted, {"now": now})
    return [ListedPosting(*columns) for *columns, _ in rows], total


def _open_now(words: str, kinds: Sequence[str]) -> tuple[Select[*tuple[Any, ...]], Select[int]]:
    """A page of what is open and fits, each with how many there are; and how many, where a page has none of them."""
    fitting = [_IS_OPEN, *([Opportunity.kind.in_(kinds)] if kinds else []), *map(_mentions, words.split()[:12])]
    counted = select(func.count()).select_from(Opportunity).where(*fitting)
    listed = select(*_OF_A_LIST, *_MORE_OF_FIT, counted.correlate(None).scalar_subquery()).where(*fitting)
    return listed.order_by(*_SOONEST_FIRST).offset(bindparam("first")).limit(bindparam("most")), counted


def _mentions(word: str) -> ColumnElement[bool]:
    fields = (Opportunity.title, Opportunity.summary, Opportunity.description, Opportunity.host)
    return or_(*(field.icontains(word, autoescape=True) for field in fields))


_EVERYTHING_OPEN = _open_now("", ())


@dataclass(frozen=True)
class PostingResults:
    """One page of the list."""

    opportunities: list[ListedPosting]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    is_widened: bool = False
    corrected: str | None = None
    is_forgiven: bool = False
    """These are the results of what was meant, and not of what was typed."""
    query: Query = field(default_factory=Query)
    """What was searched in the end."""
    nearly: list[ListedPosting] = field(default_factory=list)
    """What has most of the words, where few have them all: it follows them and is not counted."""
    snippets: dict[int, Snippet] = field(default_factory=dict)
    relaxations: list[tuple[str, PostingSearchParams, int]] = field(default_factory=list)
    """When nothing was found: what to let go, what is asked then, and how many there are."""
    shorter: list[tuple[str, PostingSearchParams, int]] = field(default_factory=list)
    """The same, for letting go one word, and all of the others being there."""
    is_plain: bool = False
    """The index could not be used: the database answered, without facets."""


def find(
    engine: Engine,
    params: PostingSearchParams,
    now: datetime,
    *,
    by: User | None = None,
    lacking: frozenset[str] = frozenset(),
) -> PostingResults:
    """What the reader wants. Ids come from the index; what they stand for is read, and judged open, here.

    What fit needs is read for a student, `by`. The order of fit is their own: their record is `lacking` competencies.
    """
    try:
        return _indexed(engine, params, now, by, lacking)
    except IndexUnavailable:
        kinds = sorted(params.chosen.get("kind", ()))
        postings, total = open_now(now, words=params.words, kinds=kinds, page=params.page)
        return PostingResults(postings, total, is_plain=True, query=params.query(now))


def _indexed(
    engine: Engine, params: PostingSearchParams, now: datetime, by: User | None, lacking: frozenset[str]
) -> PostingResults:
    is_by_fit = params.sort == "fit" and by is not None
    results = engine.search(params.whole(now) if is_by_fit else params.request(now))
    ids = [key for _, key in results.keys]
    if is_by_fit and by is not None:
        ids = _by_fit(by, ids, now, lacking)[(params.page - 1) * PER_PAGE :][:PER_PAGE]
    nearly = [] if is_by_fit else [key for _, key in results.nearly]
    shown = zip([*ids, *nearly], [*results.snippets, *results.nearly_snippets], strict=False)
    if results.is_forgiven and results.corrected is not None:
        params = replace(params, words=results.corrected)
    still_open = _listed(_LISTED if by is None else _LISTED_WITH_FIT, [*ids, *nearly], now)
    fitting = set(ids)
    return PostingResults(
        opportunities=[posting for posting in still_open if posting.id in fitting],
        total=results.total,
        facets=results.facets,
        is_widened=results.widened,
        corrected=results.corrected,
        is_forgiven=results.is_forgiven,
        query=results.query,
        nearly=[posting for posting in still_open if posting.id not in fitting],
        snippets=dict(shown),
        relaxations=[] if results.total else _ways_out(engine, params, list(results.without), now),
        shorter=[] if results.total else _with_fewer_words(engine, params, now),
    )


def _ways_out(
    engine: Engine, params: PostingSearchParams, narrowing: Sequence[str], now: datetime
) -> list[tuple[str, PostingSearchParams, int]]:
    """Each is asked, so that its count is what its list shows."""
    tried = [(name, params.freed_of(name, now)) for name in narrowing]
    bare = params
    for name in (
        *params.chosen,
        "hours",
        "closes",
        *(trigger.name for trigger in params.query(now).triggers),
    ):
        bare = bare.freed_of(name, now)
    tried.append(("filters", bare))
    if params.chosen or params.hours_max is not None or params.closing:
        tried.append(("words", replace(params, words="", sort="closing", page=1)))
    asked = [(name, other, engine.search(other.request(now)).total) for name, other in tried if other != params]
    return [(name, other, count) for name, other, count in asked if count]


def _with_fewer_words(
    engine: Engine, params: PostingSearchParams, now: datetime
) -> list[tuple[str, PostingSearchParams, int]]:
    """For each word without which there is something, as it is typed, what is asked then."""
    query, fewer = params.query(now), []
    for part in query.wanted[:MOST_WORDS_LET_GO] if len(query.wanted) > 1 else ():
        words = " ".join((query.text[: part.start] + query.text[part.end :]).split())
        other = replace(params, words=words, page=1)
        results = engine.search(replace(other.request(now), is_forgiving=False))
        if results.total and not results.widened:
            fewer.append((query.text[part.start : part.end].strip('"'), other, results.total))
    return fewer


def find_all(engine: Engine, params: PostingSearchParams, now: datetime) -> list[int]:
    """The numbers of everything that fits, in order, for programs: `some_open` reads as many as are shown."""
    try:
        return [key for _, key in engine.search(params.whole(now)).keys]
    except IndexUnavailable:
        fitting, _ = _open_now(params.words, sorted(params.chosen.get("kind", ())))
        asked = {"now": now, "first": 0, "most": EVERYTHING}
        return list(db.session.scalars(fitting.with_only_columns(Opportunity.id), asked))


@dataclass(frozen=True)
class WholePostings:
    """A page of whole postings, for programs."""

    postings: list[Opportunity]
    total: int
    facets: dict[str, dict[str, int]]
    is_widened: bool = False


def find_whole(engine: Engine, params: PostingSearchParams, now: datetime, *, per_page: int) -> WholePostings:
    """One page of what is asked, exactly as it is typed.

    Without the index the database answers what it can, words and kinds; raises `IndexUnavailable` for more.
    """
    asked = replace(params.request(now), per_page=per_page, snippets=False, is_forgiving=False)
    try:
        results = engine.search(asked)
    except IndexUnavailable:
        if params.hours_max is not None or params.closing or params.chosen.keys() - {"kind"}:
            raise
        fitting, counted = _open_now(params.words, sorted(params.chosen.get("kind", ())))
        page = {"now": now, "first": (params.page - 1) * per_page, "most": per_page}
        ids = list(db.session.scalars(fitting.with_only_columns(Opportunity.id), page))
        return WholePostings(some_open(ids, now), db.session.scalar(counted, {"now": now}) or 0, {})
    postings = some_open([key for _, key in results.keys], now)
    return WholePostings(postings, results.total, results.facets, results.widened)


def some_open(ids: Sequence[int], now: datetime) -> list[Opportunity]:
    """Those of the postings that are open, in the order asked for, however many there are."""
    parts = (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))
    still_open = select(Opportunity).where(_AMONG_IDS, _IS_OPEN)
    by_number = {
        posting.id: posting for part in parts for posting in db.session.scalars(still_open, {"ids": part, "now": now})
    }
    return [by_number[number] for number in ids if number in by_number]


class ForYou(NamedTuple):
    """What is open, as my day shows it to a student who has said what they care for."""

    best: list[ListedPosting]
    soonest: list[ListedPosting]
    total: int


def for_you(
    user: User,
    now: datetime,
    *,
    most: int,
    soonest: int,
    lacking: frozenset[str] = frozenset(),
    apart_from: Collection[int] = (),
) -> ForYou:
    """The open postings that fit this person best, closing soonest first where they fit alike; and those that do.

    Of thousands those that close soonest are compared.
    """
    profiles = plain_rows(_SOONEST, {"now": now, "most": MOST_COMPARED})
    others = (row for row in profiles if row.id not in apart_from)
    best = [row.id for row in fit.ranked(user, others, lacking)[:most]]
    first = [row.id for row in profiles[:soonest]]
    listed = {posting.id: posting for posting in _listed(_LISTED_WITH_FIT, list({*best, *first}), now)}
    best, first = ([number for number in numbers if number in listed] for numbers in (best, first))
    total = profiles[0].total if profiles else 0
    return ForYou([listed[number] for number in best], [listed[number] for number in first], total)


def _by_fit(user: User, ids: Sequence[int], now: datetime, lacking: frozenset[str]) -> list[int]:
    """These postings in the order in which they fit this person; of thousands those that come first are compared."""
    compared = plain_rows(_AMONG, {"now": now, "ids": list(ids[:MOST_COMPARED])})
    return [*(row.id for row in fit.ranked(user, compared, lacking)), *ids[MOST_COMPARED:]]


_ALL_OPEN = select(func.count(Opportunity.id)).where(_IS_OPEN).correlate(None).scalar_subquery()
_SOONEST = select(*_OF_FIT, _ALL_OPEN.label("total")).where(_IS_OPEN).order_by(*_SOONEST_FIRST).limit(bindparam("most"))
_AMONG = select(*_OF_FIT).where(_AMONG_IDS, _IS_OPEN).order_by(*_SOONEST_FIRST)
"""What fit reads of a posting: a few columns, since there may be a thousand."""


def similar(engine: Engine, opportunity: Opportunity, now: datetime, *, most: int) -> list[ListedPosting]:
    """Open postings that have most in common with this one; none while the index is away."""
    try:
        many = max(most, CANDIDATES) if meaning.is_there() else most
        numbers = [number for _, number in engine.similar((COLLECTION, opportunity.id), open_scope(now), many)]
    except IndexUnavailable:
        return []
    if meaning.is_there() and len(numbers) > 1:
        numbers = _by_meaning(opportunity, numbers)[:most]
    return _listed(_LISTED, numbers, now)


_TEXTS = select(
    Opportunity.id, Opportunity.title, Opportunity.summary, func.substr(Opportunity.description, 1, meaning.LONGEST)
).where(_AMONG_IDS)


def _by_meaning(opportunity: Opportunity, numbers: list[int]) -> list[int]:
    """These postings, in the order of their likeness to one, ordered anew by their meaning as well."""
    texts = {row[0]: "\n".join(row[1:]) for row in plain_rows(_TEXTS, {"ids": numbers})}
    own = "\n".join((opportunity.title, opportunity.summary, opportunity.description))
    return meaning.ordered(own, {number: texts[number] for number in numbers if number in texts})


def _listed(statement: Select[*tuple[Any, ...]], ids: Sequence[int], now: datetime) -> list[ListedPosting]:
    """Those of the postings that are open, in the order asked for, with what a list shows of them."""
    by_number = {row[0]: ListedPosting(*row) for row in plain_rows(statement, {"ids": ids, "now": now})}
    return [by_number[number] for number in ids if number in by_number]


def began() -> ColumnElement[datetime]:
    """When a published posting came on the board, for the database: published, and open."""
    return case((Opportunity.opens_at > Opportunity.published_at, Opportunity.opens_at), else_=Opportunity.published_at)


def kept_by(user_id: int | ColumnElement[int]) -> Select[SavedPosting]:
    """The question what a person saved."""
    saved = select(SavedPosting).join(SavedPosting.opportunity)
    return saved.where(SavedPosting.user_id == user_id, SavedPosting.removed_at.is_(None))


def saved_by(user_id: int) -> list[SavedPosting]:
    """All of it, closing soonest first."""
    statement = (
        kept_by(user_id)
        .options(contains_eager(SavedPosting.opportunity))
        .order_by(Opportunity.closes_at.is_(None), Opportunity.closes_at, Opportunity.id)
    )
    return list(db.session.scalars(statement))


class ClosingPosting(NamedTuple):
    """What my day tells of a posting that closes soon."""

    id: int
    title: str
    closes_at: datetime | None
    time_zone: str


_SAVED_CLOSING = (
    kept_by(bindparam("user_id"))
    .with_only_columns(Opportunity.id, Opportunity.title, Opportunity.closes_at, Opportunity.time_zone)
    .where(Opportunity.closes_at > _NOW, Opportunity.closes_at <= bindparam("until", type_=UTCDateTime()))
    .order_by(Opportunity.closes_at, Opportunity.id)
)


def saved_closing(user_id: int, now: datetime, until: datetime) -> list[ClosingPosting]:
    """What this person saved and closes by then, the soonest first."""
    asked = {"user_id": user_id, "now": now, "until": until}
    return [ClosingPosting(*row) for row in plain_rows(_SAVED_CLOSING, asked)]


def saved(user_id: int, opportunity_id: int) -> SavedPosting | None:
    """What this person keeps of a posting."""
    return db.session.scalar(SAVED, {"user_id": user_id, "opportunity_id": opportunity_id})


SAVED = select(SavedPosting).where(
    SavedPosting.user_id == bindparam("user_id"),
    SavedPosting.opportunity_id == bindparam("opportunity_id"),
    SavedPosting.removed_at.is_(None),
)
_SAVED_IDS = select(SavedPosting.opportunity_id).where(
    SavedPosting.user_id == bindparam("user_id"),
    SavedPosting.removed_at.is_(None),
    is_among(SavedPosting.opportunity_id, "ids"),
)


def saved_ids(user_id: int, among: Sequence[int]) -> set[int]:
    """Those of these postings that a person saved."""
    return {number for (number,) in plain_rows(_SAVED_IDS, {"user_id": user_id, "ids": among})}
