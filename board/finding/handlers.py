"""What saved searches do about accounts that are suspended and opened again: that follows from the account itself."""

from collections.abc import Iterator
from datetime import datetime

from board.accounts.events import AccountSuspended
from board.finding import queries
from board.kernel.speech import plural


def be_silent(event: AccountSuspended, now: datetime) -> Iterator[str]:
    """No letters about anything but the account."""
    number = len(queries.of(event.user_id))
    if number:
        yield f"Their {plural(number, 'saved search', 'saved searches')} and all other letters are silent."
