"""The shape of questions about a posting, and of their answers."""

from board.opportunities.actions.question import LONGEST
from board.web.forms import Form, Pressed, Text


class QuestionAskForm(Form):
    """A question of an applicant."""

    question = Text(most=LONGEST)


class AnswerForm(QuestionAskForm):
    """The answer, with the question as everybody reads it; `set-aside` answers the asker alone."""

    answer = Text(most=LONGEST)
    verb = Pressed("answer", "set-aside")

    @property
    def is_private(self) -> bool:
        """Does the asker alone read the answer?"""
        return self.verb.data == "set-aside"
