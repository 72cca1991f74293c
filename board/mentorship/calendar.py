"""A meeting as a calendar file (RFC 5545)."""

from datetime import timedelta

from icalendar import Calendar, Event

from board.accounts.models import User
from board.kernel.text import on_one_line
from board.mentorship.models import Meeting, MeetingState
from board.mentorship.words import CHANNELS


def meeting(held: Meeting, reader: User) -> str:
    """For one of the two. Nothing of what was agreed or noted leaves the house; only when, how long and with whom."""
    partner = held.mentorship.partner_of(reader.id)
    event = Event()
    event.add("uid", f"meeting-{held.id}@rounds")
    event.add("summary", on_one_line(f"Mentoring: {partner.name}"))
    event.add("dtstart", held.at)
    event.add("dtend", held.at + timedelta(minutes=held.minutes))
    event.add("dtstamp", held.at)
    event.add("sequence", len(held.moves))
    event.add("location", CHANNELS[held.channel])
    if held.state is MeetingState.CANCELLED:
        event.add("status", "CANCELLED")
    calendar = Calendar()
    calendar.add("prodid", "-//Rounds//Mentoring//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text
