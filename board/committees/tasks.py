"""What time brings about for committees."""

from datetime import datetime

from board.committees import actions, queries
from board.kernel.unit_of_work import unit_of_work


def notify_of_openings(now: datetime) -> int:
    """A seat that people follow has opened: they are told, once for each time."""
    count = 0
    for number in queries.newly_open(now):
        with unit_of_work():
            seat = queries.seat(number)
            count += seat is not None and actions.notify_followers(seat)
    return count
