"""How instants, numbers and lists are said on a page."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask, g

from board.kernel import clock, dates, markdown
from board.kernel.text import on_one_line
from board.kernel.wording import listed as listed
from board.kernel.wording import plural as plural

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

    filters["day"] = lambda at: dates.say_day(at, here())
    filters["moment"] = lambda at: dates.say_moment(at, here())
    filters["date"] = dates.say_date
    filters["full_date"] = dates.say_full_date
    filters["deadline"] = lambda at, told_in="": _deadline(at, told_in, zone, here())
    filters["last_day"] = lambda at: dates.say_last_day(at, here())
    filters["last_date"] = lambda at: dates.last_date(at, zone)
    filters["until"] = lambda at, told_in="": dates.say_until(at, clock.now(), dates.zone_named(told_in))
    filters["until_start"] = lambda at: dates.say_until_start(at, clock.now())
    filters["ago"] = lambda at: dates.say_ago(at, clock.now())
    filters["stamp"] = lambda at: at.isoformat(timespec="seconds")
    filters["plural"] = plural
    filters["listed"] = listed
    filters["one_line"] = on_one_line
    filters["markdown"] = markdown.render
    app.jinja_env.globals["twelve_hour_clock"] = dates.is_twelve_hour_clock
    app.jinja_env.globals["zone_of_page"] = lambda: here().key


def _deadline(at: datetime, told_in: str, school: ZoneInfo, here: ZoneInfo) -> str:
    """A deadline that is told in a zone of its own is told in it to everybody."""
    own = ZoneInfo(told_in) if told_in else None
    return dates.say_deadline(at, own or school, own or here)
