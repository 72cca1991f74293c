"""What time brings about for applications."""

from collections.abc import Callable
from datetime import datetime, timedelta

from board.applications import queries
from board.applications.actions import offer as offer_actions
from board.applications.actions import review as review_actions
from board.applications.queries import reply as reply_queries
from board.applications.queries import review as review_queries
from board.kernel import clock
from board.kernel.errors import Conflict
from board.kernel.unit_of_work import unit_of_work
from board.opportunities import actions as opportunity_actions
from board.opportunities import queries as opportunity_queries

BEFORE_SCORES_ARE_DUE = timedelta(days=2)


def lapse_offers(now: datetime) -> int:
    """Offers whose day has passed run out, and their places go to those who wait."""
    return _each(queries.due_to_lapse(now), offer_actions.lapse, now)


def remind_of_offers(now: datetime) -> int:
    """Those who have yet to answer are told once that the time is short."""
    return _each(queries.due_to_remind(now), offer_actions.remind, now)


def remind_reviewers(now: datetime) -> int:
    """Two days before scores are due, whoever still owes some is told once."""
    soon = clock.day(now + BEFORE_SCORES_ARE_DUE)
    done = 0
    for owed in review_queries.owed_by(soon, clock.day(now)):
        with unit_of_work():
            done += review_actions.remind_of_day(owed)
    return done


def count_replies(now: datetime) -> int:
    """Once a day: how everybody who posts has kept their word to answer."""
    if not opportunity_queries.replies_are_stale(now):
        return 0
    counted = reply_queries.count(now)
    with unit_of_work():
        for replies in counted:
            opportunity_actions.keep_reply_record(replies, now=now)
    return len(counted)


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
