"""The shape of a decision about a posting or an edit of it."""

from board.web.addresses import number
from board.web.forms import OneLine, ReturnForm, Text

LONGEST_COMMENT = 1000


class ReadVersionForm(ReturnForm):
    """The version that was read when the button was pressed, and the list to return to."""

    version = OneLine(most=20)

    def version_seen(self) -> int | None:
        """The version that was read, where the button carries it."""
        return number(self.version.data)


class CommentForm(ReadVersionForm):
    """A decision with a comment to the posters."""

    comment = Text(most=LONGEST_COMMENT)
