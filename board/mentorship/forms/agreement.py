"""What both hold themselves to."""

from typing import Any

from wtforms import (
    SelectField,
)

from board.mentorship.choices import (
    CHANNELS,
    FREQUENCIES,
    Frequency,
)
from board.web.addresses import number
from board.web.editing import EditForm
from board.web.forms import Day, Form, OneLine, Text, options


class AgreementForm(EditForm):
    """What both hold themselves to."""

    aims = Text("What we want to reach", most=2000, required="Say what you want to reach.")
    frequency = SelectField("We meet", choices=options(FREQUENCIES.items()))
    channel = SelectField("How", choices=options(CHANNELS.items()))
    confidentiality = Text("What stays between us", most=2000, required="Say what stays between you, and its limits.")
    ends_on = Day("It ends on", required="Choose the last day.")

    def fields(self) -> dict[str, Any]:
        """What the action takes."""
        data = {name: value for name, value in self.data.items() if name != "csrf_token"}
        return data | {"frequency": Frequency(data["frequency"])}


class SignForm(Form):
    """The version of the agreement that was read."""

    version = OneLine(most=20)

    def version_read(self) -> int:
        """Its number; 0 where the button carries none."""
        return number(self.version.data) or 0
