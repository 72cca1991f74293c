"""Postings and applications in any state, written straight into the database."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from board.accounts.models import User
from board.applications.models import Application, ApplicationState, Offer
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Involvement, Opportunity, Pay, PlaceMode, PostingRole, PostingState
from tests.conftest import NOW


def posting_of(owner: User, title: str = "Safety committee", **fields: Any) -> Opportunity:
    """A published posting."""
    held = {
        "kind": "committee-seat",
        "state": PostingState.PUBLISHED,
        "created_at": NOW,
        "published_at": NOW,
        "closes_at": NOW + timedelta(days=9),
        "seats": 1,
        "pay": Pay.NONE,
        "place_mode": PlaceMode.ON_SITE,
    }
    with unit_of_work():
        posting = Opportunity(title=title, **(held | fields))
        posting.people = [Involvement(user_id=owner.id, part=PostingRole.OWNER)]
        db.session.add(posting)
    return posting


def application_of(
    student: User, posting: Opportunity, state: ApplicationState = ApplicationState.SUBMITTED, **fields: Any
) -> Application:
    """An application that was sent, in any state."""
    held = {"created_at": NOW, "saved_at": NOW, "submitted_at": NOW, "state": state}
    if state is ApplicationState.ACCEPTED:
        held["decided_at"] = NOW
    with unit_of_work():
        application = Application(student_id=student.id, opportunity_id=posting.id, **(held | fields))
        db.session.add(application)
        if state is ApplicationState.OFFERED:
            offered = update(Opportunity).where(Opportunity.id == posting.id)
            db.session.execute(offered.values(seats_offered=Opportunity.seats_offered + 1))
    return application


def offered_to(student: User, posting: Opportunity, days: float = 7) -> Application:
    """An application with an offer that holds for some days."""
    application = application_of(student, posting, ApplicationState.OFFERED)
    with unit_of_work():
        offer = Offer(application_id=application.id, made_at=NOW)
        offer.set_answer_by(NOW + timedelta(days=days))
        db.session.add(offer)
    return application
