"""What time brings about for postings."""

from collections.abc import Callable
from datetime import datetime

from flask import current_app

from board.kernel.unit_of_work import unit_of_work
from board.opportunities import empty_search_log, queries
from board.opportunities.actions import empty_search as empty_search_actions
from board.opportunities.actions import outcome as outcome_actions
from board.opportunities.actions import saved_posting as saved_posting_actions


def notify_of_openings(now: datetime) -> int:
    """A posting has opened: those who saved it beforehand are told."""
    return _each(queries.newly_open(now), saved_posting_actions.notify_of_opening, now)


def chase_outcomes(now: datetime) -> int:
    """Two weeks after a posting closed, its owners are asked what became of it."""
    return _each(queries.to_chase(now), outcome_actions.chase, now)


def count_empty_searches(now: datetime) -> int:
    """Searches that found nothing, noted on this machine, are counted for the office."""
    searched = empty_search_log.take(current_app.extensions["settings"].index_dir)
    if not searched:
        return 0
    with unit_of_work():
        return empty_search_actions.count(searched, now=now)


def _each(numbers: list[int], act: Callable[..., bool], now: datetime) -> int:
    """Do it to one posting after another."""
    done = 0
    for number in numbers:
        with unit_of_work():
            opportunity = queries.by_id(number)
            done += opportunity is not None and act(opportunity, now=now)
    return done
