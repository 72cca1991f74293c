"""Finding postings."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from board.kernel.db import db
from board.opportunities.exchange import cells_of, key_of
from board.opportunities.models import PUBLIC, Involvement, Opportunity, Part, State

LISTED = 25
_WHOLE = (
    selectinload(Opportunity.papers),
    selectinload(Opportunity.questions),
    selectinload(Opportunity.people).joinedload(Involvement.user),
    selectinload(Opportunity.moves),
)


def by_id(opportunity_id: int) -> Opportunity | None:
    """One posting, whole: papers, questions, people and timeline."""
    return db.session.get(Opportunity, opportunity_id, options=_WHOLE, populate_existing=True)


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


def known_keys(zone: ZoneInfo) -> set[str]:
    """What an import recognises as being here already: rows brought in before, and postings as they read now."""
    brought = {key for key in db.session.scalars(select(Opportunity.source_key)) if key is not None}
    return brought | {key_of(cells_of(one, zone)) for one in everything()}


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


def begun(user_id: int, title: str, *, since: datetime) -> Opportunity | None:
    """The draft that this person began under this title since then."""
    mine = select(Opportunity).join(Involvement).where(Involvement.user_id == user_id, Involvement.part == Part.OWNER)
    fresh = mine.where(Opportunity.title == title, Opportunity.created_at >= since, Opportunity.state == State.DRAFT)
    return db.session.scalar(fresh.order_by(Opportunity.id.desc()).limit(1))


def listing(now: datetime, *, words: str = "", standing: str = "", page: int = 1) -> tuple[list[Opportunity], int]:
    """Every posting that fits, in whatever standing, the newest first; with their number on all pages."""
    found = select(Opportunity)
    for word in words.split()[:6]:
        fields = (Opportunity.title, Opportunity.host, Opportunity.supervisor)
        found = found.where(or_(*(field.icontains(word, autoescape=True) for field in fields)))
    if standing:
        found = found.where(Opportunity.standing(now) == standing)
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    newest = found.order_by(Opportunity.created_at.desc(), Opportunity.id.desc())
    return list(db.session.scalars(newest.offset((page - 1) * LISTED).limit(LISTED))), total
