"""Finding what is open, and what a person saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import selectinload

from board.kernel.db import db
from board.opportunities.models import Opportunity, Saved, Standing
from board.opportunities.search import Wanted
from board.search.engine import Engine, IndexUnavailable

PER_PAGE = 20


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


def find(engine: Engine, wanted: Wanted, now: datetime, *, per_page: int = PER_PAGE) -> Found:
    """What the reader wants. Ids come from the index; what they stand for is read, and judged open, here."""
    try:
        results = engine.search(wanted.request(now, per_page=per_page))
    except IndexUnavailable:
        kinds = sorted(wanted.chosen.get("kind", ()))
        found, total = open_now(now, words=wanted.words, kinds=kinds, page=wanted.page)
        return Found(found, total, {}, is_plain=True)
    ids = [key for _, key in results.keys]
    still_open = select(Opportunity).where(Opportunity.id.in_(ids), Opportunity.standing(now) == Standing.OPEN.value)
    by_number = {one.id: one for one in db.session.scalars(still_open)}
    found = [by_number[number] for number in ids if number in by_number]
    return Found(found, results.total, results.facets, results.widened, results.corrected)


def began() -> ColumnElement[datetime]:
    """When a published posting came on the board, for the database: published, and open."""
    return case((Opportunity.opens_at > Opportunity.published_at, Opportunity.opens_at), else_=Opportunity.published_at)


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


def saved(user_id: int, opportunity_id: int) -> Saved | None:
    """What this person keeps of a posting."""
    return db.session.scalar(select(Saved).where(Saved.user_id == user_id, Saved.opportunity_id == opportunity_id))


def saved_ids(user_id: int) -> set[int]:
    """The numbers of the postings a person saved."""
    return set(db.session.scalars(select(Saved.opportunity_id).where(Saved.user_id == user_id)))


def _mentions(word: str) -> ColumnElement[bool]:
    fields = (Opportunity.title, Opportunity.summary, Opportunity.description, Opportunity.host)
    return or_(*(field.icontains(word, autoescape=True) for field in fields))


def _page(found: Select[Opportunity], page: int) -> list[Opportunity]:
    return list(db.session.scalars(found.offset((page - 1) * PER_PAGE).limit(PER_PAGE)))
