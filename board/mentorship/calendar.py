"""A meeting as a calendar entry."""

from datetime import timedelta

from board.accounts.models import User
from board.mentorship.choices import CHANNELS
from board.mentorship.models import Meeting, MeetingState
from board.web.calendar import CalendarEntry


def entry(meeting: Meeting, reader: User) -> CalendarEntry:
    """For one of the two. Nothing of what was agreed or noted leaves the house; only when, how long and with whom."""
    return CalendarEntry(
        f"meeting-{meeting.id}",
        f"Mentoring: {meeting.mentorship.partner_of(reader.id).name}",
        meeting.at,
        max([meeting.changed_at, *(move.at for move in meeting.moves)]),
        meeting.sequence + len(meeting.moves),
        ends=meeting.at + timedelta(minutes=meeting.minutes),
        location=CHANNELS[meeting.channel],
        is_cancelled=meeting.state is MeetingState.CANCELLED,
    )
