"""Places are counted in one statement, so that none is given twice."""

from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, or_, update

from board.accounts.models import User
from board.applications.models import Application
from board.kernel import outbox
from board.kernel.db import db
from board.kernel.errors import Conflict
from board.opportunities import actions as opportunities
from board.opportunities.models import Opportunity
from board.opportunities.models import State as PostingState


def take(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Take one; the last one fills the posting, and one that states no number never fills. Raises `Conflict`."""
    taken: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]  # an UPDATE answers a cursor
        update(Opportunity)
        .where(
            Opportunity.id == opportunity.id,
            or_(Opportunity.seats.is_(None), Opportunity.seats_taken < Opportunity.seats),
        )
        .values(seats_taken=Opportunity.seats_taken + 1)
    )
    if taken.rowcount == 0:
        raise Conflict("The last place has just been taken. The people who post it will write to you.")
    db.session.refresh(opportunity)
    if opportunity.places_left == 0 and opportunity.state is PostingState.PUBLISHED:
        opportunities.fill(opportunity, by=by, now=now)


def give_back(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """A place that was taken is free again."""
    freed = update(Opportunity).where(Opportunity.id == opportunity.id, Opportunity.seats_taken > 0)
    db.session.execute(freed.values(seats_taken=Opportunity.seats_taken - 1))
    db.session.refresh(opportunity)
    if opportunity.state is PostingState.FILLED:
        opportunities.reopen(opportunity, by=by, now=now)


def announce_freed(application: Application) -> None:
    """The last step of this application left a place free: the waiting list may move."""
    outbox.put("place.freed", move_id=application.moves[-1].id)


def announce_taken(application: Application) -> None:
    """The last step of this application took a place: its placement begins."""
    outbox.put("place.taken", move_id=application.moves[-1].id)


def announce_left(application: Application) -> None:
    """The last step of this application gave a place up: its placement ends."""
    outbox.put("place.left", move_id=application.moves[-1].id)
