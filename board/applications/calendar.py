"""The dates of an application as calendar entries."""

from board.applications.models import Application, Offer
from board.kernel import clock
from board.kernel.dates import last_minute
from board.opportunities.calendar import deadline, decision_day
from board.web.calendar import CalendarEntry


def dates(application: Application, home: str) -> list[CalendarEntry]:
    """The deadline and the promised day of the answer, where there are any."""
    opportunity = application.opportunity
    return [entry for entry in (deadline(opportunity, home), decision_day(opportunity, home)) if entry is not None]


def offer_ends(application: Application, offer: Offer, href: str) -> CalendarEntry:
    """Until when an offer can be answered."""
    summary = f"Answer the offer: {application.opportunity.title}"
    ends = last_minute(offer.answer_by, clock.zone())
    return CalendarEntry(f"offer-{offer.id}", summary, ends, offer.changed_at, offer.sequence, href=href)
