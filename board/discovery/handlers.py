"""What saved searches and calendars do about accounts that are suspended and opened again, or parted."""

from collections.abc import Iterator
from datetime import datetime

from board.accounts.events import AccountsParted, AccountSuspended
from board.accounts.queries import merge as merge_queries
from board.discovery import actions, queries
from board.kernel.wording import plural


def silence_emails(event: AccountSuspended, _now: datetime) -> Iterator[str]:
    """No emails about anything but the account."""
    number = len(queries.of(event.user_id))
    if number:
        yield f"Their {plural(number, 'saved search', 'saved searches')} and all other emails are silent."


def end_calendar_of_both(event: AccountsParted, _now: datetime) -> None:
    """Whoever made the calendar's address while two accounts were one, it reads one of them now."""
    merged = merge_queries.merge_by_id(event.merge_id)
    if merged is not None:
        actions.revoke_calendar_since(merged.kept_id, merged.at)
