"""Taking a place, leaving it, giving it back."""

from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, update

from board.accounts.models import User
from board.applications import policy
from board.applications.models import Application
from board.kernel import lifecycle
from board.kernel.db import db
from board.kernel.errors import Conflict
from board.kernel.verdict import require
from board.opportunities import actions as opportunities
from board.opportunities.models import Opportunity
from board.opportunities.models import State as PostingState


def accept_offer(application: Application, *, by: User, now: datetime) -> None:
    """Take the place: one guarded statement decides, so no place is given twice. Raises `Conflict`."""
    require(policy.may_answer(by, application))
    lifecycle.move(application, "accept", by=by.id, now=now, decided_at=now)
    opportunity = application.opportunity
    taken: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]  # an UPDATE answers a cursor
        update(Opportunity)
        .where(Opportunity.id == opportunity.id, Opportunity.seats_taken < Opportunity.seats)
        .values(seats_taken=Opportunity.seats_taken + 1)
    )
    if taken.rowcount == 0:
        raise Conflict("The last place has just been taken. The people who post it will write to you.")
    db.session.refresh(opportunity)
    if opportunity.places_left == 0 and opportunity.state is PostingState.PUBLISHED:
        opportunities.fill(opportunity, by=by, now=now)


def decline_offer(application: Application, *, by: User, now: datetime) -> None:
    """Say no, thank you."""
    require(policy.may_answer(by, application))
    lifecycle.move(application, "decline", by=by.id, now=now, decided_at=now)


def give_place_back(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """A place that was taken is free again."""
    freed = update(Opportunity).where(Opportunity.id == opportunity.id, Opportunity.seats_taken > 0)
    db.session.execute(freed.values(seats_taken=Opportunity.seats_taken - 1))
    db.session.refresh(opportunity)
    if opportunity.state is PostingState.FILLED:
        opportunities.reopen(opportunity, by=by, now=now)
