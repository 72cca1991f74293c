"""The shape of what is written about a placement."""

from datetime import date
from decimal import Decimal
from typing import Any

from wtforms import ValidationError
from wtforms.widgets import HiddenInput

from board.placements.actions import HoursCorrection, WorkedHours
from board.placements.models import Placement
from board.web.editing import EditForm
from board.web.email_address import EmailAddress
from board.web.forms import Day, DecimalAmount, Form, Id, OneLine, Pressed, Text, Ticked

QUARTER = Decimal("0.25")


class DayForm(Form):
    """The first day."""

    day = Day("First day", required="Choose the day.")

    @property
    def first_day(self) -> date:
        """The day, once it is known to be one."""
        return self.day.data or date.min


class HoursForm(Form):
    """What was done on a day."""

    day = Day("Day", required="Choose the day.")
    hours = DecimalAmount(
        "Hours", least=QUARTER, most=Decimal(24), step=QUARTER, required="Write the hours as a number.", places=2
    )
    what = OneLine("What you did", most=200, required="Say in a few words what you did.")

    @property
    def worked(self) -> WorkedHours:
        """The day's work, once the form is known to hold it."""
        return WorkedHours(self.day.data or date.min, int((self.hours.data or 0) * 60), self.what.data)


class NotYetForm(Form):
    """Why it is not finished."""

    note = Text(most=500)


class EndEarlyForm(Form):
    """Why it stops before its end."""

    reason = Text(most=500)


class HoursEntryForm(Form):
    """Which entry of hours."""

    entry = Id()


class JudgementForm(Form):
    """What becomes of the hours that are ticked: approved, or sent back with a note."""

    entry = Ticked()
    verb = Pressed("approve", "send-back")
    note = Text(most=500)

    def validate_note(self, field: Text) -> None:
        """What is not right is never approved: the wrong button was pressed."""
        if self.verb.data == "approve" and field.data.strip():
            raise ValidationError("You say what is not right: send the hours back, or empty this to approve them.")


class CorrectionForm(Form):
    """What approved hours should have been, and why."""

    entry = Id("Entry", required="Choose the hours.")
    hours = DecimalAmount(
        "Hours as they should be",
        least=Decimal(0),
        most=Decimal(24),
        step=QUARTER,
        required="Write the hours as a number. 0 withdraws the approval.",
        places=2,
    )
    reason = OneLine("Why", most=300, required="Say why in a line: the student reads it.")
    seen = OneLine(most=80, widget=HiddenInput())
    """The mark of the entry as it was read: see `HoursEntry.correction_mark`."""

    def correction(self) -> HoursCorrection:
        """As the action takes it."""
        minutes = int((self.hours.data or 0) * 60)
        return HoursCorrection(self.entry.data or 0, minutes, self.reason.data, self.seen.data)


class PlacementSupervisorForm(EditForm):
    """Who approves the hours."""

    name = OneLine("Supervisor", most=120, required="Write the name.")
    email = EmailAddress("Email", required="Write the email address.")

    @property
    def named(self) -> tuple[str, str]:
        """Name and address."""
        return self.name.data, self.email.data

    @classmethod
    def of(cls, placement: Placement, **more: Any) -> "PlacementSupervisorForm":
        """The form with whom a placement names; what the request brings goes before it."""
        return cls(data={"name": placement.supervisor, "email": placement.supervisor_email}, **more)
