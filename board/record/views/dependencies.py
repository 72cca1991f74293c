"""What the addresses of a record load, and whose it must be."""

from datetime import date

from flask_login import current_user

from board.accounts.models import User
from board.kernel import clock
from board.kernel.errors import found_or_404
from board.record import queries
from board.record.models import Entry


def mine(entry_id: int) -> Entry:
    """An entry of the person who asks, or nothing at this address."""
    return found_or_404(queries.entry(current_user.id, entry_id))


def today() -> date:
    """The day it is at the school."""
    return clock.day(clock.now())


def visitor() -> User | None:
    """Who is signed in, if anybody."""
    return current_user if current_user.is_authenticated else None
