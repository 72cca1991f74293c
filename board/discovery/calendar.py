"""What waits for one person, and what a search finds, as calendar entries."""

from collections.abc import Iterable
from datetime import datetime

from board.accounts.models import User
from board.applications import queries as application_queries
from board.applications.calendar import offer_ends
from board.applications.models import UNDECIDED, Application, ApplicationState
from board.opportunities import queries as opportunity_queries
from board.opportunities.calendar import deadline, decision_day
from board.opportunities.models import Opportunity
from board.web.calendar import CalendarEntry
from board.web.emails import link


def deadlines(postings: Iterable[Opportunity]) -> list[CalendarEntry]:
    """When each of the postings closes; rolling ones have no date to draw."""
    home = link("opportunities.index")
    return [entry for entry in (deadline(posting, home) for posting in postings) if entry is not None]


def mine(user: User, now: datetime) -> list[CalendarEntry]:
    """When what I saved or began closes, when an answer is promised for what I sent, and until when offers hold."""
    home = link("opportunities.index")
    entries = {
        saved.opportunity_id: deadline(saved.opportunity, home) for saved in opportunity_queries.saved_by(user.id)
    }
    for application in application_queries.all_of_student(user.id):
        entry = _next(application, home)
        if entry is not None:
            entries[application.opportunity_id] = entry
    offers = (
        offer_ends(application, offer, link("applications.show", application_id=application.id))
        for application, offer in application_queries.open_of_student(user.id, now)
    )
    return [*(entry for entry in entries.values() if entry is not None), *offers]


def _next(application: Application, home: str) -> CalendarEntry | None:
    if application.state is ApplicationState.DRAFT:
        return deadline(application.opportunity, home)
    return decision_day(application.opportunity, home) if application.state in UNDECIDED else None
