"""Offering a place, taking it, leaving it, letting it lapse."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from board.accounts.models import User
from board.applications import place_sources, policy
from board.applications.actions import application as application_actions
from board.applications.actions import place as place_actions
from board.applications.actions.notification import notify_owners
from board.applications.models import Application, ApplicationState, Offer
from board.applications.queries import application as application_queries
from board.applications.queries import offer as offer_queries
from board.kernel import lifecycle
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.locks import lock_row, lock_without_reading
from board.kernel.statements import update_one
from board.kernel.verdict import require
from board.kernel.wording import plural
from board.notices.actions import notify
from board.opportunities.models import Openings, PostingState
from board.school import settings as school_settings


@dataclass(frozen=True)
class OfferTerms:
    """On what terms a place is offered."""

    answer_by: datetime
    over: str = ""
    """Why there may be more offers than free openings; empty where there may not."""
    freed_by: int | None = None
    """The step of another application that freed the place."""


def make_all(applications: Sequence[Application], *, by: User, now: datetime, terms: OfferTerms) -> None:
    """Offer to each. With more offers than openings, whoever was promised that one is held hears that it is not."""
    opportunity = applications[0].opportunity
    openings = opportunity.openings
    goes_beyond = openings.free is not None and len(applications) > openings.free
    made = offer_queries.offered(opportunity.id) if openings.held and goes_beyond else []
    promised = [application for application in made if application.has_open_offer(now)]
    for application in applications:
        make(application, by=by, now=now, terms=terms)
    words = f"More people have an offer than there are openings: “{opportunity.title}”."
    for application in promised:
        if application.offer is not None:
            _notify_student(application, "offer-changed", application.offer, words)


def make(application: Application, *, by: User | None, now: datetime, terms: OfferTerms) -> None:
    """Hold a place until the day to answer. When the waiting list moves by itself, nobody is `by`.

    Raises `Invalid` when none is free, unless the terms say why there may be more offers than that.
    """
    if by is not None:
        require(policy.may_decide(by, application))
    _refuse_called_off(application)
    if terms.answer_by <= now:
        raise Invalid("answer_by", "That day is over. Choose one that leaves time to answer.")
    lifecycle.move(application, "offer", by=by.id if by else None, now=now, decided_at=now, rank=None)
    if not place_actions.reserve(application.opportunity, by=by, over=terms.over):
        raise Invalid("over", too_many(1, application.opportunity.openings))
    offer = Offer(application_id=application.id, made_at=now, freed_by_id=terms.freed_by)
    offer.set_answer_by(terms.answer_by)
    db.session.add(offer)
    db.session.flush()
    _notify_student(application, "offer-made", offer, f"You have an offer: “{application.opportunity.title}”.")


def too_many(offers: int, openings: Openings) -> str:
    """Why so many offers need a yes of their own."""
    free = plural(openings.free or 0, "free opening", "free openings")
    return f"{plural(offers, 'offer')} for {free}. Tick the box to send more offers than that, and say why."


def prolong(application: Application, *, by: User, now: datetime, answer_by: datetime) -> None:
    """Give more time, or less, and say so."""
    _lock(application)
    require(policy.may_decide(by, application))
    offer = _open_offer(application, now)
    if answer_by <= now:
        raise Invalid("answer_by", "That day is over. Choose one that leaves time to answer.")
    if answer_by == offer.answer_by:
        return
    offer.set_answer_by(answer_by)
    words = f"The day to answer has moved: “{application.opportunity.title}”."
    _notify_student(application, "offer-changed", offer, words)


def accept_offer(
    application: Application, *, by: User, now: datetime, leaving: Sequence[Application] = (), note: str = ""
) -> None:
    """Take the place, and withdraw what clashes with it. Raises `Conflict`."""
    _lock(application)
    require(policy.may_accept(by, application))
    _refuse_called_off(application)
    _refuse_late(application, now)
    _refuse_beyond_limit(application)
    lifecycle.move(application, "accept", by=by.id, now=now, decided_at=now)
    place_actions.take(application.opportunity, by=by, now=now)
    place_actions.announce_taken(application)
    notify_owners(application, f"{by.name} accepts the offer: “{application.opportunity.title}”.")
    for other in leaving:
        application_actions.withdraw(other, by=by, now=now, reason=note)


def decline_offer(application: Application, *, by: User, now: datetime) -> None:
    """Say no, thank you."""
    _lock(application)
    require(policy.may_answer(by, application))
    _refuse_late(application, now)
    lifecycle.move(application, "decline", by=by.id, now=now, decided_at=now)
    place_actions.release(application.opportunity)
    place_actions.announce_freed(application)
    notify_owners(application, f"{by.name} declines the offer: “{application.opportunity.title}”.")


def lapse(application: Application, *, now: datetime) -> bool:
    """The day to answer has passed: the place is free. False when there is nothing to lapse (any more)."""
    _lock(application)
    offer = application.offer
    if application.state is not ApplicationState.OFFERED or offer is None or offer.is_open(now):
        return False
    lifecycle.move(application, "lapse", by=None, now=now)
    place_actions.release(application.opportunity)
    place_actions.announce_freed(application)
    _notify_student(application, "offer-lapsed", offer, f"The offer ran out: “{application.opportunity.title}”.")
    notify_owners(application, f"{application.student.name} did not answer: “{application.opportunity.title}”.")
    return True


def remind(application: Application, *, now: datetime) -> bool:
    """Say once that the time to answer is short."""
    offer = application.offer
    if application.state is not ApplicationState.OFFERED or offer is None or not offer.is_open(now):
        return False
    due = update(Offer).where(Offer.id == offer.id, Offer.remind_at <= now).values(remind_at=None)
    if not update_one(due):
        return False
    words = f"Your time to answer expires: “{application.opportunity.title}”."
    _notify_student(application, "offer-reminder", offer, words)
    return True


def _notify_student(application: Application, kind: str, offer: Offer, words: str) -> None:
    href = f"/applications/{application.id}"
    notify(application.student, kind, words=words, href=href, offer_id=offer.id)


def _open_offer(application: Application, now: datetime) -> Offer:
    offer = application.offer
    if application.state is not ApplicationState.OFFERED or offer is None:
        raise Conflict("There is no offer to answer here any more. The application says what came of it.")
    _refuse_late(application, now)
    return offer


def _lock(application: Application) -> None:
    """Nobody answers the offer or moves its day until this unit of work ends; both are as they are now."""
    lock_row(application, "state")
    db.session.expire(application, ["offers"])
    if application.offer is not None:
        db.session.refresh(application.offer)


def _refuse_called_off(application: Application) -> None:
    if application.opportunity.state is PostingState.CANCELLED:
        raise Conflict(
            "This posting is canceled, so there is no place in it to offer or to take. "
            "Its page says why; other postings are open."
        )


def _refuse_beyond_limit(application: Application) -> None:
    """A school may say how many places one student holds at once; two who accept at once take turns."""
    most = school_settings.places_held
    if not most:
        return
    lock_without_reading(application.student)
    accepted_ids = application_queries.accepted_ids(application.student_id)
    running = accepted_ids - set(place_sources.over_of(application.student_id))
    if len(running) >= most:
        places = plural(len(running), "opening")
        raise Conflict(
            f"You hold {places}, and {most} at once is the most at this school. "
            "The offer stays open: withdraw from one that you hold, then accept it."
        )


def _refuse_late(application: Application, now: datetime) -> None:
    """Too late is too late, whether or not the worker has come by."""
    offer = application.offer
    if application.state is ApplicationState.OFFERED and offer is not None and not offer.is_open(now):
        raise Conflict("The offer has run out. Write to the people who post it if you still want the position.")
