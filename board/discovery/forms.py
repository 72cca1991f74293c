"""The shape of a saved search."""

from wtforms import SelectField
from wtforms.widgets import HiddenInput

from board.notices.labels import PACES
from board.notices.models import Pace
from board.web.forms import Form, OneLine, options

CHOICES = [
    (Pace.AT_ONCE.value, "Immediately"),
    (Pace.DAILY.value, "Daily"),
    (Pace.WEEKLY.value, "Weekly"),
    (Pace.OFF.value, PACES[Pace.OFF]),
]


class SearchForm(Form):
    """What it is called, and how often its owner hears of it. A name left empty is made from the question."""

    question = OneLine(most=4000, widget=HiddenInput())
    name = OneLine("Name", most=80)
    pace = SelectField("Emails about new postings", choices=options(CHOICES), default=Pace.DAILY.value)
