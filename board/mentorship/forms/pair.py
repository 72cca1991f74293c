"""What the two of a pair say of it."""

from wtforms import (
    BooleanField,
)

from board.mentorship.forms.dependencies import LONGEST_WORDS
from board.mentorship.forms.request import DeclineForm
from board.web.forms import Day, Form, OneOf, Pressed, Text, options


class GoalForm(Form):
    """One more goal."""

    goal = Text(most=300)


class GoalEndForm(Form):
    """Was the goal reached, or dropped?"""

    done = Pressed("1", "0")

    @property
    def is_reached(self) -> bool:
        """Was it reached?"""
        return self.done.data == "1"


class TaskForm(Form):
    """One more task, whose it is, and by when."""

    owner = OneOf(choices=options([("mentee", "Mentee"), ("mentor", "Mentor")]), required="Choose who does it.")
    task = Text(most=300)
    due_on = Day()

    @property
    def is_for_mentee(self) -> bool:
        """Is it the mentee's?"""
        return self.owner.data == "mentee"


class RefusePairForm(Form):
    """Why somebody does not take up a mentorship."""

    words = Text(most=LONGEST_WORDS)


class EndPairForm(DeclineForm):
    """Why it ends, and whether the mentee looks for another mentor."""

    look_again = BooleanField()
