"""How instants, numbers and lists are said on a page."""

from zoneinfo import ZoneInfo

from flask import Flask, g

from board.kernel import clock, dates, markdown
from board.kernel.text import on_one_line
from board.kernel.wording import initials
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
    filters["day"] = lambda at: dates.say_day(at, zone_told_in())
    filters["moment"] = lambda at: dates.say_moment(at, zone_told_in())
    filters["date"] = dates.say_date
    filters["full_date"] = dates.say_full_date
    filters["deadline"] = lambda at, told_in="": dates.say_deadline(
        at, dates.zone_named(told_in), zone_told_in(told_in)
    )
    filters["last_day"] = lambda at: dates.say_last_day(at, zone_told_in())
    filters["last_date"] = lambda at: dates.last_date(at, zone)
    filters["until"] = lambda at, told_in="": dates.say_until(at, clock.now(), zone_told_in(told_in))
    filters["until_start"] = lambda at: dates.say_until_start(at, clock.now())
    filters["ago"] = lambda at: dates.say_ago(at, clock.now())
    filters["stamp"] = lambda at: at.isoformat(timespec="seconds")
    filters["plural"] = plural
    filters["initials"] = initials
    filters["listed"] = listed
    filters["one_line"] = on_one_line
    filters["markdown"] = markdown.render
    app.jinja_env.globals["twelve_hour_clock"] = dates.is_twelve_hour_clock
    app.jinja_env.globals["zone_of_page"] = lambda: zone_told_in().key


def zone_told_in(own: str = "") -> ZoneInfo:
    """The zone in which a reader is told an instant: the one that they chose, or the school's.

    What is told in a zone of its own is told in it to everybody.
    """
    chosen = g.get("time_zone", "")
    return dates.zone_named(own or (chosen if chosen in ZONES else ""))
