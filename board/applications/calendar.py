"""The dates of an application as a calendar file (RFC 5545)."""

from icalendar import Calendar, Event

from board.applications.models import Application
from board.kernel.dates import last_minute, zone_named
from board.kernel.text import on_one_line


def dates(application: Application) -> str:
    """The deadline and the promised day of the answer, where there are any."""
    opportunity = application.opportunity
    calendar = Calendar()
    calendar.add("prodid", "-//Rounds//Applications//EN")
    calendar.add("version", "2.0")
    if opportunity.closes_at is not None:
        ends = last_minute(opportunity.closes_at, zone_named(opportunity.time_zone))
        calendar.add_component(_event(application, "closes", f"Closes: {opportunity.title}", ends))
    if opportunity.answer_by is not None:
        answer = _event(application, "answer", f"Answer promised: {opportunity.title}", opportunity.answer_by)
        calendar.add_component(answer)
    text: str = calendar.to_ical().decode()
    return text


def _event(application: Application, what: str, summary: str, starts: object) -> Event:
    event = Event()
    event.add("uid", f"{application.reference}-{what}@rounds")
    event.add("summary", on_one_line(summary))
    event.add("dtstart", starts)
    event.add("dtstamp", application.saved_at)
    return event
