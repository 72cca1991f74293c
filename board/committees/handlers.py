"""What committees do about accounts that are suspended and opened again."""

from collections.abc import Iterator
from datetime import datetime

from board.accounts.events import AccountRestored, AccountSuspended
from board.committees import queries
from board.kernel import clock


def vacate_seats(event: AccountSuspended, now: datetime) -> Iterator[str]:
    """A seat shows as vacant while its holder is suspended; the office ends the term or waits. Nothing is written."""
    for term in queries.running_terms_of(event.user_id, clock.day(now)):
        seat = f"{term.seat.name}, {term.seat.committee.name}"
        yield f"The seat “{seat}” is shown as vacant. End the term there to name or find somebody else."
    for committee in queries.kept_by(event.user_id):
        yield f"“{committee.name}” has no keeper until the office names another."


def show_seats_filled(event: AccountRestored, now: datetime) -> Iterator[str]:
    """Whose term was not ended meanwhile sits there again."""
    for term in queries.running_terms_of(event.user_id, clock.day(now)):
        yield f"The seat “{term.seat.name}, {term.seat.committee.name}” is theirs again."
