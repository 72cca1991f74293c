"""Finding postings."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import selectinload

from board.kernel.db import db
from board.opportunities.models import PUBLIC, Involvement, Opportunity, Saved, Standing, State
from board.opportunities.search import Wanted
from board.search.engine import Engine, IndexUnavailable

PER_PAGE = 20

_WHOLE = (
    selectinload(Opportunity.papers),
    selectinload(Opportunity.questions),
    selectinload(Opportunity.people).joinedload(Involvement.user),
    selectinload(Opportunity.moves),
)


def by_id(opportunity_id: int) -> Opportunity | None:
    """One posting, whole: papers, questions, people and timeline."""
    return db.session.get(Opportunity, opportunity_id, options=_WHOLE, populate_existing=True)


def open_now(
    now: datetime, *, words: str = "", kinds: Sequence[str] = (), page: int = 1
) -> tuple[list[Opportunity], int]:
    """Open postings, closing soonest first and rolling ones last; with their number on all pages."""
    found = select(Opportunity).where(Opportunity.standing(now) == Standing.OPEN.value)
    if kinds:
        found = found.where(Opportunity.kind.in_(kinds))
    for word in words.split()[:12]:
        found = found.where(_mentions(word))
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    ordered = found.order_by(Opportunity.closes_at.is_(None), Opportunity.closes_at, Opportunity.id)
    return _page(ordered, page), total


@dataclass(frozen=True)
class Found:
    """One page of the list."""

    opportunities: list[Opportunity]
    total: int
    facets: dict[str, dict[str, int]]
    widened: bool = False
    corrected: str | None = None
    is_plain: bool = False
    """The index could not be used: the database answered, without facets."""


def find(engine: Engine, wanted: Wanted, now: datetime) -> Found:
    """What the reader wants. Ids come from the index; what they stand for is read, and judged open, here."""
    try:
        results = engine.search(wanted.request(now))
    except IndexUnavailable:
        kinds = sorted(wanted.chosen.get("kind", ()))
        found, total = open_now(now, words=wanted.words, kinds=kinds, page=wanted.page)
        return Found(found, total, {}, is_plain=True)
    ids = [key for _, key in results.keys]
    still_open = select(Opportunity).where(Opportunity.id.in_(ids), Opportunity.standing(now) == Standing.OPEN.value)
    by_number = {one.id: one for one in db.session.scalars(still_open)}
    found = [by_number[number] for number in ids if number in by_number]
    return Found(found, results.total, results.facets, results.widened, results.corrected)


def published() -> Iterator[Opportunity]:
    """Everything that the index holds, a few hundred rows at a time."""
    on_board = select(Opportunity).where(Opportunity.state == State.PUBLISHED)
    return iter(db.session.scalars(on_board.execution_options(yield_per=500)))


def in_review() -> list[Opportunity]:
    """Postings that wait for a coordinator, the longest waiting first."""
    waiting = select(Opportunity).where(Opportunity.state == State.IN_REVIEW).order_by(Opportunity.id)
    return list(db.session.scalars(waiting.options(selectinload(Opportunity.people).joinedload(Involvement.user))))


def of_poster(user_id: int) -> list[Opportunity]:
    """Everything a person owns, co-owns or reviews, newest first."""
    mine = select(Opportunity).join(Involvement).where(Involvement.user_id == user_id).order_by(Opportunity.id.desc())
    return list(db.session.scalars(mine))


def saved_by(user_id: int) -> list[Saved]:
    """What a person saved, closing soonest first."""
    kept = (
        select(Saved)
        .join(Saved.opportunity)
        .where(Saved.user_id == user_id)
        .options(selectinload(Saved.opportunity))
        .order_by(Opportunity.closes_at.is_(None), Opportunity.closes_at, Opportunity.id)
    )
    return list(db.session.scalars(kept))


def saved_ids(user_id: int) -> set[int]:
    """The numbers of the postings a person saved."""
    return set(db.session.scalars(select(Saved.opportunity_id).where(Saved.user_id == user_id)))


def _mentions(word: str) -> ColumnElement[bool]:
    fields = (Opportunity.title, Opportunity.summary, Opportunity.description, Opportunity.host)
    return or_(*(field.icontains(word, autoescape=True) for field in fields))


def _page(found: Select[Opportunity], page: int) -> list[Opportunity]:
    return list(db.session.scalars(found.offset((page - 1) * PER_PAGE).limit(PER_PAGE)))


def known_source_keys() -> set[str]:
    """What imports brought before, by what they recognise a row by."""
    return {key for key in db.session.scalars(select(Opportunity.source_key)) if key is not None}


def everything() -> list[Opportunity]:
    """Every posting in the order in which it came."""
    return list(db.session.scalars(select(Opportunity).order_by(Opportunity.id)))


def public_ids() -> list[int]:
    """The numbers of every posting that anybody may open."""
    return list(
        db.session.scalars(select(Opportunity.id).where(Opportunity.state.in_(PUBLIC)).order_by(Opportunity.id))
    )


def newest(most: int) -> list[Opportunity]:
    """The postings that were published last."""
    published = select(Opportunity).where(Opportunity.state.in_(PUBLIC)).order_by(Opportunity.published_at.desc())
    return list(db.session.scalars(published.limit(most)))
