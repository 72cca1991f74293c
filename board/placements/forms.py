"""The shape of what is written about a placement."""

from datetime import date
from decimal import Decimal

from wtforms import DateField, DecimalField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from board.placements.actions import Worked
from board.web.email_address import EmailAddress
from board.web.forms import Form, said


def _strip(text: str | None) -> str:
    return (text or "").replace("\x00", "").strip()


class DayForm(Form):
    """The first day."""

    day = DateField("First day", [InputRequired("Choose the day.")])

    @property
    def first_day(self) -> date:
        """The day, once it is known to be one."""
        return self.day.data or date.min


class HoursForm(Form):
    """What was done on a day."""

    day = DateField("Day", [InputRequired("Choose the day.")])
    hours = DecimalField(
        "Hours",
        [
            InputRequired("Write the hours as a number."),
            NumberRange(Decimal("0.25"), 24, "From a quarter of an hour to 24 hours."),
        ],
        places=2,
    )
    what = StringField(
        "What you did",
        [InputRequired("Say in a few words what you did."), Length(max=200, message="Use at most 200 characters.")],
        filters=[_strip],
    )

    def validate_hours(self, field: DecimalField) -> None:
        """Quarters of an hour are exact enough."""
        if field.data and field.data.is_finite() and 0 < field.data <= 24 and field.data * 4 % 1:
            raise ValidationError("Use quarters of an hour: 0.25, 0.5, 0.75.")

    @property
    def worked(self) -> Worked:
        """The day's work, once the form is known to hold it."""
        return Worked(self.day.data or date.min, int((self.hours.data or 0) * 60), said(self.what))


class SupervisorForm(Form):
    """Who approves the hours."""

    name = StringField("Supervisor", [InputRequired("Write the name."), Length(max=120)], filters=[_strip])
    email = EmailAddress("Address", required="Write the address.")

    @property
    def named(self) -> tuple[str, str]:
        """Name and address."""
        return said(self.name), said(self.email)
