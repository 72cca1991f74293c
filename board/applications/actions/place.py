"""Places are counted in one statement, so that none is given twice."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, or_, update

from board.accounts.models import User
from board.applications.events import PlaceFreed, PlaceLeft, PlaceTaken
from board.applications.models import Application
from board.kernel import audit, events
from board.kernel.db import db
from board.kernel.errors import Conflict
from board.kernel.statements import update_one
from board.opportunities import actions as opportunity_actions
from board.opportunities.models import Opportunity, PostingState


def reserve(opportunity: Opportunity, *, by: User | None, over: str = "") -> bool:
    """Reserve an opening for an offer; False when none is free.

    With `over`, the reason for offering more than is free, it is reserved all the same, and the reason is written down.
    """
    free = or_(Opportunity.seats.is_(None), Opportunity.seats_taken + Opportunity.seats_offered < Opportunity.seats)
    if _count(opportunity, free, seats_offered=Opportunity.seats_offered + 1):
        return True
    if not over or by is None:
        return False
    _count(opportunity, seats_offered=Opportunity.seats_offered + 1)
    audit.record("offer.over", by=by.id, thing=f"opportunity:{opportunity.id}", reason=(None, over))
    return True


def release(opportunity: Opportunity) -> None:
    """An offer ended without being accepted: its opening is free again."""
    _count(opportunity, Opportunity.seats_offered > 0, seats_offered=Opportunity.seats_offered - 1)


def take(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Turn an offer into a place; the last fills the posting, and one that states no number never fills.

    Raises `Conflict` when there is none left.
    """
    left = or_(Opportunity.seats.is_(None), Opportunity.seats_taken < Opportunity.seats)
    offered = case((Opportunity.seats_offered > 0, Opportunity.seats_offered - 1), else_=0)
    if not _count(opportunity, left, seats_taken=Opportunity.seats_taken + 1, seats_offered=offered):
        raise Conflict("The last opening has just been filled. The people who post it will write to you.")
    if opportunity.openings.is_filled and opportunity.state is PostingState.PUBLISHED:
        opportunity_actions.fill(opportunity, by=by, now=now)


def give_back(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """A place that was taken is free again."""
    _count(opportunity, Opportunity.seats_taken > 0, seats_taken=Opportunity.seats_taken - 1)
    if opportunity.state is PostingState.FILLED:
        opportunity_actions.reopen(opportunity, by=by, now=now)


def _count(opportunity: Opportunity, *only_where: ColumnElement[bool], **values: Any) -> bool:
    """Move the counters in one statement; False when the condition did not hold."""
    has_moved = update_one(update(Opportunity).where(Opportunity.id == opportunity.id, *only_where).values(**values))
    db.session.refresh(opportunity)
    return has_moved


def announce_freed(application: Application) -> None:
    """The last step of this application left a place free: the waiting list may move."""
    events.publish(PlaceFreed(application.moves[-1].id))


def announce_taken(application: Application) -> None:
    """The last step of this application took a place: its placement begins."""
    events.publish(PlaceTaken(application.moves[-1].id))


def announce_left(application: Application) -> None:
    """The last step of this application gave a place up: its placement ends."""
    events.publish(PlaceLeft(application.moves[-1].id))
