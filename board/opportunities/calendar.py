"""The dates of a posting as calendar entries, the same in every calendar. No names of people are in them."""

from board.kernel.dates import last_minute, zone_named
from board.opportunities.models import Opportunity
from board.web.calendar import CalendarEntry


def deadline(opportunity: Opportunity, home: str) -> CalendarEntry | None:
    """When it closes; None for a rolling one. `home` is the address of the list, under which its page is."""
    if opportunity.closes_at is None:
        return None
    return CalendarEntry(
        f"deadline-{opportunity.id}",
        f"Closes: {opportunity.title}",
        last_minute(opportunity.closes_at, zone_named(opportunity.time_zone)),
        opportunity.changed_at,
        opportunity.sequence,
        href=f"{home}/{opportunity.id}",
    )


def decision_day(opportunity: Opportunity, home: str) -> CalendarEntry | None:
    """The day by which everybody who applied has an answer; None where none is promised."""
    if opportunity.answer_by is None:
        return None
    return CalendarEntry(
        f"decision-{opportunity.id}",
        f"Decision by: {opportunity.title}",
        opportunity.answer_by,
        opportunity.changed_at,
        opportunity.sequence,
        href=f"{home}/{opportunity.id}",
    )
