"""Calendar files (RFC 5545): dates that anybody's calendar reads and keeps up to date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Response, request
from icalendar import Calendar, Event

from board.kernel.text import on_one_line


@dataclass(frozen=True)
class Entry:
    """One date. `uid` stays the same when the date moves; `stamp` says when it was last true."""

    uid: str
    summary: str
    starts: datetime | date
    stamp: datetime
    href: str = ""


def file(name: str, entries: Iterable[Entry]) -> bytes:
    """The calendar of these dates; who subscribes to it looks again every six hours."""
    calendar = Calendar()
    calendar.add("prodid", "-//Rounds//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", on_one_line(name))
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    for entry in entries:
        calendar.add_component(_event(entry))
    content: bytes = calendar.to_ical()
    return content


def hand_over(content: bytes, mimetype: str) -> Response:
    """A file that others fetch again and again: unchanged, it is answered with 304 and nothing else."""
    answer = Response(content, mimetype=mimetype)
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@rounds")
    event.add("summary", on_one_line(entry.summary))
    event.add("dtstart", entry.starts)
    event.add("dtstamp", entry.stamp)
    if entry.href:
        event.add("url", entry.href)
    return event
