"""What the office says of a mentor."""

from board.mentorship.forms.dependencies import LONGEST_REASON
from board.web.addresses import number
from board.web.forms import Form, OneLine, Text


class SuspendMentorForm(Form):
    """Why a mentor is taken off the list."""

    reason = Text(most=LONGEST_REASON)


class CapacityForm(Form):
    """How many students a mentor may take."""

    capacity = OneLine(most=10)

    def amount(self) -> int:
        """The number that was typed; -1 for none, which the action refuses."""
        capacity = number(self.capacity.data)
        return -1 if capacity is None else capacity
