"""Whether applicants had their answer, and when."""

from datetime import datetime, timedelta
from math import ceil
from statistics import median_low

from sqlalchemy import func, select

from board.applications.models import Application, ApplicationMove, ApplicationState
from board.kernel import clock
from board.kernel.db import db
from board.opportunities.actions.reply_promise import Replies
from board.opportunities.models import Involvement, Opportunity, PostingRole, PostingState

ANSWERS = ("offer", "reject", "waitlist")
WAITING = (
    ApplicationState.SUBMITTED,
    ApplicationState.IN_REVIEW,
    ApplicationState.SHORTLISTED,
    ApplicationState.INTERVIEW,
)
OWING = (PostingState.PUBLISHED, PostingState.FILLED, PostingState.NOT_FILLED)
"""What was called off has told its applicants so; the others owe each of theirs an answer."""
PATIENCE = timedelta(days=14)
"""After the end of a posting that promised no day, an answer is due by then."""


def count(now: datetime) -> list[Replies]:
    """For each owner: what was due an answer by now or has had one, and how long those answers took."""
    first = func.min(ApplicationMove.at).filter(ApplicationMove.verb.in_(ANSWERS))
    sent = (
        select(Involvement.user_id, Opportunity.answer_by, Opportunity.closes_at, Application.submitted_at, first)
        .select_from(Application)
        .join(Opportunity, Opportunity.id == Application.opportunity_id)
        .join(Involvement, (Involvement.opportunity_id == Opportunity.id) & (Involvement.part == PostingRole.OWNER))
        .outerjoin(ApplicationMove, ApplicationMove.application_id == Application.id)
        .where(Application.submitted_at.is_not(None), Application.state != ApplicationState.WITHDRAWN)
        .group_by(Application.id, Involvement.user_id, Opportunity.answer_by, Opportunity.closes_at)
    )
    days: dict[int, list[int | None]] = {}
    for owner_id, answer_by, closes_at, submitted_at, answered_at in db.session.execute(sent):
        ended = closes_at is not None and closes_at + PATIENCE <= now
        if answered_at is not None or ended or (answer_by is not None and answer_by < clock.day(now)):
            days.setdefault(owner_id, []).append(_days(submitted_at, answered_at))
    return [_told(owner_id, took) for owner_id, took in sorted(days.items())]


def _days(submitted_at: datetime | None, answered_at: datetime | None) -> int | None:
    if submitted_at is None or answered_at is None:
        return None
    return max(0, ceil((answered_at - submitted_at) / timedelta(days=1)))


def _told(owner_id: int, took: list[int | None]) -> Replies:
    answered = [number for number in took if number is not None]
    return Replies(owner_id, len(took), len(answered), median_low(answered) if answered else None)


def overdue(now: datetime) -> list[tuple[Opportunity, int]]:
    """Postings whose promised day is over, with how many applicants wait all the same; the longest overdue first."""
    waiting = func.count(Application.id)
    late = (
        select(Opportunity, waiting)
        .join(Application, Application.opportunity_id == Opportunity.id)
        .where(Opportunity.answer_by < clock.day(now), Opportunity.state.in_(OWING))
        .where(Application.state.in_(WAITING))
        .group_by(Opportunity.id)
        .order_by(Opportunity.answer_by, Opportunity.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(late)]
