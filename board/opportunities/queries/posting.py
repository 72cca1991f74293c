"""Finding postings."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from board.kernel.db import db
from board.opportunities.models import PUBLIC, Involvement, Opportunity, Part, State

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


def begun(user_id: int, title: str, *, since: datetime) -> Opportunity | None:
    """The draft that this person began under this title since then."""
    mine = select(Opportunity).join(Involvement).where(Involvement.user_id == user_id, Involvement.part == Part.OWNER)
    fresh = mine.where(Opportunity.title == title, Opportunity.created_at >= since, Opportunity.state == State.DRAFT)
    return db.session.scalar(fresh.order_by(Opportunity.id.desc()).limit(1))
