"""What a student asks of a mentor, and what both answer."""

from board.mentorship.forms.dependencies import LONGEST_KEY, LONGEST_WORDS
from board.web.forms import Form, OneLine, Text


class AskMentorForm(Form):
    """What a mentor is asked for."""

    goal = Text(most=LONGEST_WORDS)
    note = Text(most=LONGEST_WORDS)


class MentorQuestionForm(Form):
    """What a mentor asks before answering."""

    question = Text(most=LONGEST_WORDS)


class MenteeAnswerForm(Form):
    """What the student answers."""

    answer = Text(most=LONGEST_WORDS)


class DeclineForm(Form):
    """Why a mentor says no, or why a mentorship ends."""

    reason = OneLine(most=LONGEST_KEY)
    words = Text(most=LONGEST_WORDS)
