"""The shape of a saved search."""

from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import Length

from board.notices.labels import PACES
from board.notices.models import Pace
from board.web.forms import Form, options

CHOICES = [
    (Pace.AT_ONCE.value, "At once"),
    (Pace.DAILY.value, "Each morning"),
    (Pace.WEEKLY.value, "Each Monday"),
    (Pace.OFF.value, PACES[Pace.OFF]),
]


def _one_line(text: str | None) -> str:
    return " ".join((text or "").replace("\x00", "").split())


class SearchForm(Form):
    """What it is called, and how often its owner hears of it. A name left empty is made from the question."""

    question = HiddenField(validators=[Length(max=4000)])
    name = StringField("Name", [Length(max=80, message="Use at most 80 characters.")], filters=[_one_line])
    pace = SelectField("Letters about new postings", choices=options(CHOICES), default=Pace.DAILY.value)
