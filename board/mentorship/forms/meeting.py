"""Meetings that are planned, and what became of them."""

from typing import Any

from wtforms import (
    SelectField,
    TimeField,
)
from wtforms.validators import InputRequired

from board.kernel import clock
from board.mentorship.actions.meeting import OUTCOMES, MeetingAccount
from board.mentorship.choices import (
    CHANNELS,
    TOPICS,
)
from board.mentorship.forms.dependencies import LONGEST_KEY, LONGEST_NOTE, several
from board.mentorship.models import Meeting
from board.web.addresses import number
from board.web.editing import EditForm
from board.web.forms import Amount, Day, Form, OneLine, OneOf, Text, options


class MeetingForm(EditForm):
    """When, how long, about what."""

    day = Day("Day", required="Choose a day.")
    time = TimeField("Time", [InputRequired("Choose a time.")])
    minutes = Amount("Minutes", least=1, most=24 * 60, required="Write a whole number.", default=30)
    channel = SelectField("How", choices=options(CHANNELS.items()))
    topics = several("About", list(TOPICS.items()))
    agenda = Text("Agenda", most=2000)

    def fields(self) -> dict[str, Any]:
        """What the action takes: the instant, in the school's time."""
        data = {name: self.data[name] for name in ("minutes", "channel", "topics", "agenda")}
        at = clock.moment(self.day.data, self.time.data)  # type: ignore[arg-type]  # both are required
        return data | {"at": at}

    @classmethod
    def of(cls, meeting: Meeting) -> "MeetingForm":
        """The form with a planned meeting; what the request brings goes before it."""
        local = clock.shown(meeting.at)
        return cls(obj=meeting, data={"day": local.date(), "time": local.time()})


class LogForm(MeetingForm):
    """A meeting that was."""

    outcome = OneOf("How it was", choices=options(OUTCOMES.items()), default="hold", required="Choose how it was.")
    note = Text("What we said and agreed", most=4000)
    private = Text("A note for myself", most=4000)

    def fields(self) -> dict[str, Any]:
        """What the action takes, with the note that both read."""
        return super().fields() | {"note": self.data["note"]}


class PlannedMeetingLogForm(Form):
    """What became of a planned meeting."""

    outcome = OneLine(most=LONGEST_KEY)
    minutes = OneLine(most=10)
    topics = several("About", list(TOPICS.items()))
    note = Text(most=LONGEST_NOTE)

    def account(self) -> MeetingAccount:
        """As the action takes it; no minutes are 0, which it refuses."""
        minutes = number(self.minutes.data) or 0
        return MeetingAccount(self.outcome.data, minutes, list(self.topics.data or ()), self.note.data)


class MeetingNoteForm(Form):
    """The note that both read."""

    note = Text(most=LONGEST_NOTE)


class PrivateNoteForm(Form):
    """The note that one of the two reads."""

    private = Text(most=LONGEST_NOTE)


class DisputeForm(Form):
    """How the meeting was instead."""

    words = Text(most=1000)


class MeetingDecisionForm(Form):
    """How a disputed meeting stands in the log."""

    outcome = OneLine(most=LONGEST_KEY)
