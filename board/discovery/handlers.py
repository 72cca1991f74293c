"""What saved searches do about accounts that are suspended and opened again: that follows from the account itself."""

from collections.abc import Iterator
from datetime import datetime

from board.accounts.events import AccountSuspended
from board.discovery import queries
from board.kernel.wording import plural


def silence_emails(event: AccountSuspended, _now: datetime) -> Iterator[str]:
    """No emails about anything but the account."""
    number = len(queries.of(event.user_id))
    if number:
        yield f"Their {plural(number, 'saved search', 'saved searches')} and all other emails are silent."
