"""The dates of a posting in another cycle: the same days and hours in a later year, or half a year on."""

import calendar
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from board.kernel import clock
from board.opportunities.models import Opportunity

DATES = ("opens_at", "closes_at", "answer_by", "term_starts", "term_ends")
YEAR, HALF, NONE = "year", "half-year", "none"
CYCLES = {YEAR: "The same days, next year", HALF: "Half a year later", NONE: "Without dates"}
"""What may be chosen → its words."""
MONTHS = {YEAR: 12, HALF: 6}
When = TypeVar("When", date, datetime)


def next_dates(opportunity: Opportunity, now: datetime, cycle: str = YEAR) -> dict[str, Any]:
    """Each date, moved by the fewest steps after which its deadline, or else its last day, is still to come."""
    if cycle == NONE:
        return {}
    zone = ZoneInfo(opportunity.time_zone) if opportunity.time_zone else clock.zone()
    by_key = {name: value for name in DATES if (value := getattr(opportunity, name)) is not None}
    days = {
        name: value.astimezone(zone).date() if isinstance(value, datetime) else value for name, value in by_key.items()
    }
    decisive = days.get("closes_at") or max(days.values(), default=None)
    months = MONTHS[cycle]
    while decisive is not None and _later(decisive, months) <= clock.day(now):
        months += MONTHS[cycle]
    return {
        name: _later(value.astimezone(zone), months) if isinstance(value, datetime) else _later(value, months)
        for name, value in by_key.items()
    }


def _later(when: When, months: int) -> When:
    """The same day so many months later; the last of the month where it has no such day."""
    years, month = divmod(when.month - 1 + months, 12)
    year, month = when.year + years, month + 1
    return when.replace(year=year, month=month, day=min(when.day, calendar.monthrange(year, month)[1]))
