"""What time brings about for applications."""

from collections.abc import Callable
from datetime import datetime

from board.applications import queries
from board.applications.actions import offers
from board.kernel.db import unit_of_work
from board.kernel.errors import Conflict


def lapse_offers(now: datetime) -> int:
    """Offers whose day has passed run out, and their places go to those who wait."""
    return _each(queries.due_to_lapse(now), offers.lapse, now)


def remind_of_offers(now: datetime) -> int:
    """Those who have yet to answer are told once that the time is short."""
    return _each(queries.due_to_remind(now), offers.remind, now)


def _each(numbers: list[int], act: Callable[..., bool], now: datetime) -> int:
    """Do it to one application after another; one that was answered at this very moment is left alone."""
    done = 0
    for number in numbers:
        try:
            with unit_of_work():
                application = queries.by_id(number)
                done += application is not None and act(application, now=now)
        except Conflict:
            continue
    return done
