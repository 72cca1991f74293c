"""Finding what is open, and what a person saved."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import selectinload

from board.accounts.models import User
from board.kernel.db import db
from board.opportunities import fit
from board.opportunities.models import Opportunity, PostingStatus, SavedPosting
from board.opportunities.search_params import COLLECTION, PER_PAGE, PostingSearchParams
from board.opportunities.search_params import open_now as open_scope
from board.search.engine import Engine, IndexUnavailable, Snippet

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

AT_ONCE = 1_000
"""Postings read by one statement: SQLite takes 32,766 numbers at most."""


def open_now(
    now: datetime, *, words: str = "", kinds: Sequence[str] = (), page: int = 1
) -> tuple[list[Opportunity], int]:
    """Open postings, closing soonest first and rolling ones last; with their number on all pages."""
    statement = _open_now(now, words, kinds)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    return _page(statement, page), total


def _open_now(now: datetime, words: str, kinds: Sequence[str]) -> Select[Opportunity]:
    statement = select(Opportunity).where(Opportunity.status(now) == PostingStatus.OPEN.value)
    if kinds:
        statement = statement.where(Opportunity.kind.in_(kinds))
    for word in words.split()[:12]:
        statement = statement.where(_mentions(word))
    return statement.order_by(
        Opportunity.closes_at.is_(None), Opportunity.closes_at, Opportunity.is_deadline_unstated, Opportunity.id
    )


@dataclass(frozen=True)
class PostingResults:
    """One page of the list."""

    opportunities: list[Opportunity]
    total: int
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    is_widened: bool = False
    corrected: str | None = None
    nearly: list[Opportunity] = field(default_factory=list)
    """What has most of the words, where few have them all: it follows them and is not counted."""
    snippets: dict[int, Snippet] = field(default_factory=dict)
    relaxations: list[tuple[str, PostingSearchParams, int]] = field(default_factory=list)
    """When nothing was found: what to let go, what is asked then, and how many there are."""
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

    The order of fit is the reader's own: `by`, whose record is `lacking` some competencies.
    """
    try:
        return _indexed(engine, params, now, by, lacking)
    except IndexUnavailable:
        kinds = sorted(params.chosen.get("kind", ()))
        postings, total = open_now(now, words=params.words, kinds=kinds, page=params.page)
        return PostingResults(postings, total, is_plain=True)


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
    still_open, fitting = _still_open([*ids, *nearly], now), set(ids)
    return PostingResults(
        opportunities=[posting for posting in still_open if posting.id in fitting],
        total=results.total,
        facets=results.facets,
        is_widened=results.widened,
        corrected=results.corrected,
        nearly=[posting for posting in still_open if posting.id not in fitting],
        snippets=dict(shown),
        relaxations=[] if results.total else _ways_out(engine, params, list(results.without), now),
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


def find_all(engine: Engine, params: PostingSearchParams, now: datetime) -> list[int]:
    """The numbers of everything that fits, in order, for programs: `some_open` reads as many as are shown."""
    try:
        return [key for _, key in engine.search(params.whole(now)).keys]
    except IndexUnavailable:
        fitting = _open_now(now, params.words, sorted(params.chosen.get("kind", ()))).with_only_columns(Opportunity.id)
        return list(db.session.scalars(fitting))


def some_open(ids: Sequence[int], now: datetime) -> list[Opportunity]:
    """Those of the postings that are open, in the order asked for, however many there are."""
    parts = (ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE))
    return [opportunity for part in parts for opportunity in _still_open(part, now)]


def for_you(
    user: User,
    now: datetime,
    *,
    most: int,
    lacking: frozenset[str] = frozenset(),
    apart_from: Collection[int] = (),
) -> list[Opportunity]:
    """The open postings that fit this person best; closing soonest first where they fit alike."""
    others = (row for row in _profiles(now) if row.id not in apart_from)
    return _still_open([row.id for row in fit.ranked(user, others, lacking)[:most]], now)


def _by_fit(user: User, ids: Sequence[int], now: datetime, lacking: frozenset[str]) -> list[int]:
    """These postings in the order in which they fit this person."""
    asked = set(ids)
    return [row.id for row in fit.ranked(user, (row for row in _profiles(now) if row.id in asked), lacking)]


def _profiles(now: datetime) -> Iterable[Any]:
    """What fit reads of everything open, closing soonest first: a few columns, since there may be thousands."""
    still_open = select(*_OF_FIT).where(Opportunity.status(now) == PostingStatus.OPEN.value)
    ordered = still_open.order_by(Opportunity.closes_at.is_(None), Opportunity.closes_at, Opportunity.id)
    return db.session.execute(ordered)


def similar(engine: Engine, opportunity: Opportunity, now: datetime, *, most: int) -> list[Opportunity]:
    """Open postings that have most in common with this one; none while the index is away."""
    try:
        keys = engine.similar((COLLECTION, opportunity.id), open_scope(now), most)
    except IndexUnavailable:
        return []
    return _still_open([key for _, key in keys], now)


def _still_open(ids: Sequence[int], now: datetime) -> list[Opportunity]:
    """Those of the postings that are open, in the order asked for."""
    still_open = select(Opportunity).where(Opportunity.id.in_(ids), Opportunity.status(now) == PostingStatus.OPEN.value)
    by_number = {posting.id: posting for posting in db.session.scalars(still_open)}
    return [by_number[number] for number in ids if number in by_number]


def began() -> ColumnElement[datetime]:
    """When a published posting came on the board, for the database: published, and open."""
    return case((Opportunity.opens_at > Opportunity.published_at, Opportunity.opens_at), else_=Opportunity.published_at)


def saved_by(user_id: int) -> list[SavedPosting]:
    """What a person saved, closing soonest first."""
    statement = (
        select(SavedPosting)
        .join(SavedPosting.opportunity)
        .where(SavedPosting.user_id == user_id, SavedPosting.removed_at.is_(None))
        .options(selectinload(SavedPosting.opportunity))
        .order_by(Opportunity.closes_at.is_(None), Opportunity.closes_at, Opportunity.id)
    )
    return list(db.session.scalars(statement))


def saved(user_id: int, opportunity_id: int) -> SavedPosting | None:
    """What this person keeps of a posting."""
    mine = select(SavedPosting).where(SavedPosting.user_id == user_id, SavedPosting.opportunity_id == opportunity_id)
    return db.session.scalar(mine.where(SavedPosting.removed_at.is_(None)))


def saved_ids(user_id: int) -> set[int]:
    """The numbers of the postings a person saved."""
    return set(
        db.session.scalars(
            select(SavedPosting.opportunity_id).where(
                SavedPosting.user_id == user_id, SavedPosting.removed_at.is_(None)
            )
        )
    )


def _mentions(word: str) -> ColumnElement[bool]:
    fields = (Opportunity.title, Opportunity.summary, Opportunity.description, Opportunity.host)
    return or_(*(field.icontains(word, autoescape=True) for field in fields))


def _page(statement: Select[Opportunity], page: int) -> list[Opportunity]:
    return list(db.session.scalars(statement.offset((page - 1) * PER_PAGE).limit(PER_PAGE)))
