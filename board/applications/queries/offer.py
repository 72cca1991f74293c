"""Finding offers, and who waits for one."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from board.applications.models import Application, ApplicationMove, ApplicationState, Offer
from board.applications.queries.application import loaded
from board.kernel.db import db
from board.opportunities.models import Opportunity

_NEWEST = select(func.max(Offer.id)).group_by(Offer.application_id)


def due_to_lapse(now: datetime) -> list[int]:
    """The applications whose time to answer is over."""
    late = select(Application.id).join(Offer, Offer.application_id == Application.id)
    late = late.where(Application.state == ApplicationState.OFFERED, Offer.answer_by <= now, Offer.id.in_(_NEWEST))
    return list(db.session.scalars(late.order_by(Offer.answer_by, Offer.id)))


def due_to_remind(now: datetime) -> list[int]:
    """The applications whose time to answer is short, and who have not been told."""
    short = select(Application.id).join(Offer, Offer.application_id == Application.id)
    short = short.where(Application.state == ApplicationState.OFFERED, Offer.remind_at <= now, Offer.answer_by > now)
    return list(db.session.scalars(short.where(Offer.id.in_(_NEWEST)).order_by(Offer.id)))


def by_offer(offer_id: int) -> Application | None:
    """The application that an offer was made for, whole."""
    offer = db.session.get(Offer, offer_id)
    return None if offer is None else loaded(offer.application_id)


def open_of_student(student_id: int, now: datetime) -> list[tuple[Application, Offer]]:
    """The offers that wait for this student's answer, each with its posting loaded."""
    mine = select(Application, Offer).join(Offer, Offer.application_id == Application.id)
    mine = mine.where(
        Application.student_id == student_id, Application.state == ApplicationState.OFFERED, Offer.answer_by > now
    )
    mine = mine.where(Offer.id.in_(_NEWEST)).options(joinedload(Application.opportunity)).order_by(Offer.answer_by)
    return [(application, offer) for application, offer in db.session.execute(mine)]


def offered(opportunity_id: int) -> list[Application]:
    """Everybody who was ever offered a place, the last offer first."""
    made = select(Application).where(Application.opportunity_id == opportunity_id, Application.offers.any())
    applications = db.session.scalars(made.options(joinedload(Application.student), selectinload(Application.offers)))
    return sorted(applications, key=lambda application: application.offers[-1].id, reverse=True)


def waiting(opportunity_id: int) -> list[Application]:
    """The waiting list in its order."""
    on_list = select(Application).where(
        Application.opportunity_id == opportunity_id, Application.state == ApplicationState.WAITLISTED
    )
    ordered = on_list.order_by(Application.rank.is_(None), Application.rank, Application.id)
    return list(db.session.scalars(ordered.options(joinedload(Application.student))))


def position(application: Application) -> int | None:
    """The place on the waiting list, counted from one; None for those who do not wait."""
    numbers = [application.id for application in waiting(application.opportunity_id)]
    return numbers.index(application.id) + 1 if application.id in numbers else None


def next_rank(opportunity_id: int) -> int:
    """The number of the next who joins the waiting list."""
    last = select(func.max(Application.rank)).where(Application.opportunity_id == opportunity_id)
    return (db.session.scalar(last) or 0) + 1


def posting_of_step(move_id: int) -> Opportunity | None:
    """The posting of the application that took a step."""
    statement = (
        select(Opportunity)
        .join(Application, Application.opportunity_id == Opportunity.id)
        .join(ApplicationMove, ApplicationMove.application_id == Application.id)
        .where(ApplicationMove.id == move_id)
    )
    return db.session.scalar(statement)


def is_offered_again(move_id: int) -> bool:
    """Has the place that a step freed been offered to the next already?"""
    return db.session.scalar(select(Offer.id).where(Offer.freed_by_id == move_id)) is not None


def miscounted() -> Iterator[str]:
    """Postings whose counters say something else than their applications do."""
    of_state = select(Application.opportunity_id, Application.state, func.count()).where(
        Application.state.in_((ApplicationState.OFFERED, ApplicationState.ACCEPTED))
    )
    by_key = {(row[0], row[1]): row[2] for row in db.session.execute(of_state.group_by(*of_state.selected_columns[:2]))}
    counters = select(Opportunity.id, Opportunity.seats_offered, Opportunity.seats_taken).order_by(Opportunity.id)
    for number, offered, taken in db.session.execute(counters):
        there = by_key.get((number, ApplicationState.OFFERED), 0), by_key.get((number, ApplicationState.ACCEPTED), 0)
        if there != (offered, taken):
            yield f"Posting {number} counts {offered} offered, {taken} accepted; there are {there[0]} and {there[1]}."
