"""Calendar files (RFC 5545): dates that anybody's calendar reads and keeps up to date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Response, request
from icalendar import Calendar, Event

from board.kernel import installation
from board.kernel.text import on_one_line


@dataclass(frozen=True)
class CalendarEntry:
    """One date. `thing` names it (`deadline-7`) and is the same in every calendar that shows it.

    `sequence` grows and `changed_at` moves with every change, so that calendars take the new one for the newer.
    """

    thing: str
    summary: str
    starts: datetime | date
    changed_at: datetime
    sequence: int = 0
    ends: datetime | None = None
    href: str = ""
    location: str = ""
    is_cancelled: bool = False


def file(name: str, entries: Iterable[CalendarEntry]) -> bytes:
    """The calendar of these dates; who subscribes to it looks again every six hours."""
    calendar, here = Calendar(), installation.this().key
    calendar.add("prodid", "-//Rounds//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", on_one_line(name))
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry, here))
    content: bytes = calendar.to_ical()
    return content


def answer(name: str, entries: Iterable[CalendarEntry]) -> Response:
    """The same as the answer to a request."""
    return hand_over(file(name, entries), "text/calendar")


def hand_over(content: bytes, mimetype: str) -> Response:
    """A file that others fetch again and again: unchanged, it is answered with 304 and nothing else."""
    response = Response(content, mimetype=mimetype)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _event(entry: CalendarEntry, here: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.thing}@{here}")
    event.add("summary", on_one_line(entry.summary))
    event.add("dtstart", entry.starts)
    if entry.ends:
        event.add("dtend", entry.ends)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    if entry.location:
        event.add("location", on_one_line(entry.location))
    if entry.href:
        event.add("url", entry.href)
    if entry.is_cancelled:
        event.add("status", "CANCELLED")
    return event
