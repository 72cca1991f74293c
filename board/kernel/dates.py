"""How days and instants are worded: one form for pages, emails, feeds and tables, and one clock."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo

from board.kernel import clock
from board.kernel.wording import plural

_twelve_hours = True
_INSTANT = timedelta.resolution

AM_AND_PM = frozenset({"US", "PR", "GU", "VI", "AS", "MP"})
"""Countries where clocks are read with AM and PM by habit: the United States and their islands."""


@cache
def country_of(zone: ZoneInfo) -> str:
    """The country of a zone by its two letters (ISO 3166), as the time zone database lists it; empty for `UTC`."""
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return next((row[0] for row in rows if row[2] == zone.key), "US" if zone.key.startswith("US/") else "")


def show_clock(*, twelve_hours: bool) -> None:
    """Say whether the hours of the day are shown as 11:59 PM or as 23:59."""
    global _twelve_hours
    _twelve_hours = twelve_hours


def is_twelve_hour_clock() -> bool:
    """Whether the hours of the day are shown as 11:59 PM."""
    return _twelve_hours


def say_day(at: datetime, zone: ZoneInfo) -> str:
    """`Fri, Dec 4`, with the year when it is not this one."""
    return say_date(at.astimezone(zone).date())


def say_date(day: date) -> str:
    """A day without an hour: `Fri, Dec 4`, with the year when it is not this one."""
    return _said(day, with_year=day.year != clock.day(clock.now()).year)


@lru_cache(maxsize=2_000)
def _said(day: date, *, with_year: bool) -> str:
    """A list of two hundred says the same few days."""
    return f"{day:%a}, {day:%b} {day.day}{f', {day.year}' if with_year else ''}"


def say_full_date(day: date) -> str:
    """`Dec 4, 2026`: papers and marks are read years later."""
    return f"{day:%b} {day.day}, {day.year}"


def say_moment(at: datetime, zone: ZoneInfo) -> str:
    """`Fri, Dec 4, 11:59 PM EST`."""
    local = at.astimezone(zone)
    return f"{say_day(at, zone)}, {say_hour(local.time())} {local:%Z}"


def say_hour(at: time) -> str:
    """`11:59 PM` or `23:59`, by the school's clock."""
    return f"{at:%I:%M %p}".removeprefix("0") if _twelve_hours else f"{at:%H:%M}"


def say_weekday(day: date) -> str:
    """`Friday`."""
    return f"{day:%A}"


def zone_named(name: str) -> ZoneInfo:
    """The zone that a deadline is told in; the school's where none is named."""
    return ZoneInfo(name) if name else clock.zone()


def last_minute(ends_at: datetime, zone: ZoneInfo) -> datetime:
    """The last minute in time before the first instant that is too late: midnight belongs to the day that it ends.

    An end within the day is its own last minute: what closes at 5:00 PM is told so.
    """
    ends_a_day = ends_at.astimezone(zone).time() == time()
    return ends_at - timedelta(minutes=1) if ends_a_day else ends_at


@lru_cache(maxsize=2_000)
def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant after a day in a zone: from then on what ends on that day is over."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def last_date(ends_at: datetime, zone: ZoneInfo) -> date:
    """The last day in time, as a form takes it."""
    return (ends_at - _INSTANT).astimezone(zone).date()


def say_deadline(ends_at: datetime, zone: ZoneInfo, shown_in: ZoneInfo | None = None) -> str:
    """The last minute in time, for a deadline set in `zone` and read in another: `Fri, Dec 4, 11:59 PM EST`."""
    shown_in = shown_in or zone
    return say_moment(last_minute(last_minute(ends_at, zone), shown_in), shown_in)


def say_last_day(ends_at: datetime, zone: ZoneInfo) -> str:
    """The last day in time: `Fri, Dec 4`."""
    return say_day(last_minute(ends_at, zone), zone)


def end_of_days(now: datetime, days: int) -> datetime:
    """The end of what is said to be within so many days from today: what is as far away, or nearer, is in time."""
    return end_of(clock.day(now) + timedelta(days=days), clock.zone())


def say_until(ends_at: datetime, now: datetime, zone: ZoneInfo | None = None) -> str:
    """`in 11 days`, `in 3 hours`, `2 days ago`; never more exact than a person needs.

    Days are counted on a calendar, from today to the last day in time: the day beside which the words stand.
    """
    zone = zone or clock.zone()
    return _say_gap(ends_at - now, (last_date(ends_at, zone) - now.astimezone(zone).date()).days)


def say_until_start(at: datetime, now: datetime) -> str:
    """The same for what begins: at midnight, the day begins that is told."""
    return _say_gap(at - now, (clock.day(at) - clock.day(now)).days)


def _say_gap(gap: timedelta, days: int) -> str:
    size = abs(gap)
    if size < timedelta(hours=1):
        words = plural(max(1, int(size.total_seconds() // 60)), "minute")
    elif size < timedelta(days=1) or not days:
        words = plural(int(size.total_seconds() // 3600), "hour")
    else:
        words = plural(abs(days), "day")
    return f"in {words}" if gap >= timedelta(0) else f"{words} ago"


def say_ago(at: datetime, now: datetime) -> str:
    """How long ago, to the second at first: `40 seconds ago`, `5 minutes ago`. What lies ahead is 0 seconds ago."""
    seconds = max(0, int((now - at).total_seconds()))
    return f"{plural(seconds, 'second')} ago" if seconds < 120 else say_until(at, now)
