"""Conflicts of interest."""

from board.mentorship.forms.dependencies import LONGEST_KEY, LONGEST_REASON
from board.web.forms import Form, OneLine, Text


class OwnConflictForm(Form):
    """The kind of conflict of interest between the two."""

    kind = OneLine(most=LONGEST_KEY)


class ConflictForm(OwnConflictForm):
    """A conflict of interest between a mentor and a student, or a whole class year."""

    mentor = OneLine(most=254)
    mentee = OneLine(most=254)
    class_year = OneLine(most=LONGEST_KEY)


class OverrideForm(Form):
    """Why a conflict of interest is let pass."""

    reason = Text(most=LONGEST_REASON)
