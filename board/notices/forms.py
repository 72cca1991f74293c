"""How a person wants emails."""

from collections.abc import Mapping

from wtforms import SelectField

from board.notices.labels import PACES, TOPICS
from board.notices.models import Pace
from board.web.editing import EditForm
from board.web.forms import options

CHOICES = [(pace.value, words) for pace, words in PACES.items()]


class EmailPreferencesForm(EditForm):
    """One choice for each topic."""

    def paces(self) -> dict[str, Pace]:
        """What the action takes."""
        return {topic: Pace(self[topic].data) for topic in TOPICS}

    @classmethod
    def of(cls, paces: Mapping[str, Pace]) -> "EmailPreferencesForm":
        """The form with what was said before."""
        return cls(data={topic: paces.get(topic, Pace.AT_ONCE).value for topic in TOPICS})


for _topic, (_name, _hint) in TOPICS.items():
    setattr(EmailPreferencesForm, _topic, SelectField(_name, description=_hint, choices=options(CHOICES)))
