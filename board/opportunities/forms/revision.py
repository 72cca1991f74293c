"""The shape of a decision about a posting or an edit of it."""

from board.web.forms import ReadVersionForm, Text

LONGEST_COMMENT = 1000


class CommentForm(ReadVersionForm):
    """A decision with a comment to the posters."""

    comment = Text(most=LONGEST_COMMENT)
