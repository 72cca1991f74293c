"""A link that shows chosen entries."""

from collections.abc import Sequence

from wtforms import SelectField, SelectMultipleField
from wtforms.validators import DataRequired

from board.record.actions.share import NONE_CHOSEN
from board.record.models import Entry
from board.web.forms import Form, OneLine, options

DAYS = ("7", "30", "90", "365")


class ShareForm(Form):
    """For whom, what, and for how long."""

    label = OneLine("For whom", most=120, required="Say for whom, so that you know later which link is whose.")
    entries = SelectMultipleField("What it shows", [DataRequired(NONE_CHOSEN)], coerce=int)
    days = SelectField(
        "How long it holds",
        choices=options([(day, f"{day} days" if day != "365" else "a year") for day in DAYS]),
        default="30",
    )

    def offer(self, entries: Sequence[Entry]) -> None:
        """The entries that may be chosen."""
        self.entries.choices = options([(entry.id, entry.title) for entry in entries])
