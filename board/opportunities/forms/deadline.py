"""The shape of what moves a deadline."""

from datetime import date

from board.kernel.errors import Invalid
from board.web.forms import Day, ReadVersionForm, Text

LONGEST_REASON = 500
CHOOSE_DAY = "Choose the new last day."


class CloseForm(ReadVersionForm):
    """Why a posting closes early."""

    reason = Text(most=LONGEST_REASON)


class ExtendForm(CloseForm):
    """The new last day, and why."""

    closes = Day(required=CHOOSE_DAY)
    answer_by = Day()

    def last_day(self) -> date:
        """The day that was chosen."""
        if self.closes.data is None:
            raise Invalid("closes", CHOOSE_DAY)
        return self.closes.data
