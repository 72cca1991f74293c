"""How it goes, and how it was."""

from wtforms import (
    BooleanField,
)

from board.mentorship.actions.feedback import CheckInAnswer
from board.mentorship.labels import RATINGS
from board.web.forms import Form, OneOf, Text, options


def rating(label: str) -> OneOf:
    """A number from 1 to 5."""
    numbers = [(str(number), words) for number, words in RATINGS.items()]
    return OneOf(label, choices=options(numbers), required="Choose a number from 1 to 5.")


class CheckInForm(Form):
    """How it goes."""

    meeting = rating("We meet as we agreed")
    useful = rating("It is useful to me")
    fit = rating("We fit")
    words = Text("In my own words", most=2000)
    contact_me = BooleanField("Please contact me")

    def answer(self) -> CheckInAnswer:
        """As the action takes it."""
        meeting, useful, fit = (int(self.data[name]) for name in ("meeting", "useful", "fit"))
        return CheckInAnswer(meeting, useful, fit, (self.words.data or "").strip(), bool(self.contact_me.data))


class FeedbackForm(Form):
    """How it was."""

    rating = rating("How was it?")
    words = Text("In my own words", most=2000)
    look_again = BooleanField("I look for another mentor")
