"""How instants, numbers and lists are said on a page."""

import hashlib
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, url_for

from board.kernel import clock, markdown
from board.kernel.speech import full_date
from board.kernel.speech import listed as listed
from board.kernel.speech import plural as plural
from board.kernel.text import on_one_line

ZONES: dict[str, str] = {
    "": "The school’s own",
    "America/New_York": "Eastern",
    "America/Chicago": "Central",
    "America/Denver": "Mountain",
    "America/Phoenix": "Arizona",
    "America/Los_Angeles": "Pacific",
    "America/Anchorage": "Alaska",
    "Pacific/Honolulu": "Hawaii",
    "America/Puerto_Rico": "Atlantic",
    "Europe/London": "London",
    "Europe/Berlin": "Central Europe",
    "UTC": "UTC",
}
"""The zones that may be chosen."""


def install(app: Flask, zone: ZoneInfo) -> None:
    """Give the filters to Jinja. Instants are shown in the reader's zone if they chose one, else in the school's."""
    filters = app.jinja_env.filters

    def here() -> ZoneInfo:
        chosen = g.get("time_zone", "")
        return ZoneInfo(chosen) if chosen in ZONES and chosen else zone

    filters["day"] = lambda at: say_day(at, here())
    filters["moment"] = lambda at: say_moment(at, here())
    filters["date"] = lambda day: say_date(day, zone)
    filters["full_date"] = full_date
    filters["deadline"] = lambda at, told_in="": say_deadline(at, ZoneInfo(told_in) if told_in else here())
    filters["until"] = lambda at: say_until(at, clock.now())
    filters["stamp"] = lambda at: at.isoformat(timespec="seconds")
    filters["plural"] = plural
    filters["listed"] = listed
    filters["one_line"] = on_one_line
    filters["markdown"] = markdown.render
    app.jinja_env.globals["static_url"] = static_url


def say_day(at: datetime, zone: ZoneInfo) -> str:
    """`Fri 4 Dec`, with the year when it is not this one."""
    local = at.astimezone(zone)
    year = "" if local.year == clock.now().astimezone(zone).year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}"


def say_moment(at: datetime, zone: ZoneInfo) -> str:
    """`Fri 4 Dec, 23:59 EST`."""
    local = at.astimezone(zone)
    return f"{say_day(at, zone)}, {local:%H:%M %Z}"


def say_date(day: date, zone: ZoneInfo) -> str:
    """A day without an hour: `Fri 4 Dec`, with the year when it is not this one."""
    return say_day(datetime.combine(day, time(12), zone), zone)


def say_deadline(at: datetime, zone: ZoneInfo) -> str:
    """The last minute in time. Midnight belongs to the day that it ends: `Fri 4 Dec, 23:59 EST`."""
    ends_a_day = at.astimezone(zone).time() == time()
    return say_moment(at - timedelta(minutes=1) if ends_a_day else at, zone)


def say_until(at: datetime, now: datetime) -> str:
    """`in 11 days`, `in 3 hours`, `2 days ago`; never more exact than a person needs."""
    gap = at - now
    size = abs(gap)
    if size < timedelta(hours=1):
        words = plural(max(1, int(size.total_seconds() // 60)), "minute")
    elif size < timedelta(days=1):
        words = plural(int(size.total_seconds() // 3600), "hour")
    else:
        words = plural(size.days, "day")
    return f"in {words}" if gap >= timedelta(0) else f"{words} ago"


def static_url(name: str) -> str:
    """The address of a static file with its content's mark, so that browsers may keep it for a year."""
    return url_for("static", filename=name, v=_mark(Path(current_app.static_folder or "") / name, current_app.debug))


@lru_cache(maxsize=128)
def _mark(path: Path, _debug: bool) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.exists() else "0"
