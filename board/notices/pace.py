"""When gathered emails go out: each morning, or each Monday morning, in the school's zone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from board.notices.models import Pace

MORNING = time(7)


def next_email(pace: Pace, since: datetime, zone: ZoneInfo) -> datetime:
    """The first time after `since` at which an email of this pace goes out."""
    if pace is Pace.AT_ONCE:
        return since
    local = since.astimezone(zone)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    if pace is Pace.WEEKLY:
        day += timedelta(days=-day.weekday() % 7)
    return datetime.combine(day, MORNING, zone).astimezone(UTC)
