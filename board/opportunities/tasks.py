"""What time brings about for postings."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from itertools import islice

from flask import current_app

from board.kernel.unit_of_work import unit_of_work
from board.opportunities import empty_search_log, queries
from board.opportunities.actions import empty_search as empty_search_actions
from board.opportunities.actions import outcome as outcome_actions
from board.opportunities.actions import saved_posting as saved_posting_actions

MOST_COUNTED = 500
"""Words whose counts are written in one unit of work: the others wait for the next round of the worker."""


def notify_of_openings(now: datetime) -> int:
    """A posting has opened: those who saved it beforehand are told."""
    return _each(queries.newly_open(now), saved_posting_actions.notify_of_opening, now)


def chase_outcomes(now: datetime) -> int:
    """Two weeks after a posting closed, its owners are asked what became of it."""
    return _each(queries.to_chase(now), outcome_actions.chase, now)


def count_empty_searches(now: datetime) -> int:
    """Searches that found nothing, noted on this machine, are counted for the office."""
    folder = current_app.extensions["settings"].index_dir
    searched = empty_search_log.take(folder)
    if not searched:
        return 0
    counted = Counter(dict(islice(searched.items(), MOST_COUNTED)))
    empty_search_log.leave(folder, searched - counted)  # first: a stop here loses some, and counts none twice
    try:
        with unit_of_work():
            return empty_search_actions.count(counted, now=now)
    except Exception:
        empty_search_log.leave(folder, searched)
        raise


def _each(numbers: list[int], act: Callable[..., bool], now: datetime) -> int:
    """Do it to one posting after another."""
    done = 0
    for number in numbers:
        with unit_of_work():
            opportunity = queries.by_id(number)
            done += opportunity is not None and act(opportunity, now=now)
    return done
