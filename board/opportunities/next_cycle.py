"""The dates of a posting in its next cycle: the same days and hours in a later year."""

from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from board.kernel import clock
from board.opportunities.models import Opportunity

DATES = ("opens_at", "closes_at", "answer_by", "term_starts", "term_ends")
When = TypeVar("When", date, datetime)


def next_dates(opportunity: Opportunity, now: datetime) -> dict[str, Any]:
    """Each date, moved by the fewest whole years after which its deadline, or else its last day, is still to come."""
    zone = ZoneInfo(opportunity.time_zone) if opportunity.time_zone else clock.zone()
    held = {name: value for name in DATES if (value := getattr(opportunity, name)) is not None}
    days = {
        name: value.astimezone(zone).date() if isinstance(value, datetime) else value for name, value in held.items()
    }
    decisive = days.get("closes_at") or max(days.values(), default=None)
    years = 1
    while decisive is not None and _later(decisive, years) <= clock.day(now):
        years += 1
    return {
        name: _later(value.astimezone(zone), years) if isinstance(value, datetime) else _later(value, years)
        for name, value in held.items()
    }


def _later(when: When, years: int) -> When:
    """The same day so many years later; the 28th where there is no 29th of February."""
    try:
        return when.replace(year=when.year + years)
    except ValueError:
        return when.replace(year=when.year + years, day=28)
