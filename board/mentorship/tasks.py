"""What time brings about in mentoring."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from board.kernel.db import Base
from board.kernel.errors import Conflict
from board.kernel.locks import lock_row
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.actions import conflict_of_interest as conflict_of_interest_actions
from board.mentorship.actions import pair_reminder as pair_reminder_actions
from board.mentorship.actions import request_timeout as request_timeout_actions
from board.mentorship.queries import pair as pair_queries
from board.mentorship.queries import request as request_queries
from board.mentorship.rules import RULES

Thing = TypeVar("Thing", bound=Base)


def resume_clocks(now: datetime) -> int:
    """Requests whose clock has stood still for a week go on."""
    waiting = request_queries.asked_before(now - timedelta(days=RULES.days_to_tell_more))
    return _each(waiting, request_queries.by_id, request_timeout_actions.resume_clock, now)


def remind_mentors(now: datetime) -> int:
    """Mentors hear on the third and the sixth day that somebody waits."""
    return _each(request_queries.due_to_remind(now), request_queries.by_id, request_timeout_actions.remind, now)


def expire_requests(now: datetime) -> int:
    """Requests that nobody answered run out."""
    return _each(request_queries.due_to_expire(now), request_queries.by_id, request_timeout_actions.expire, now)


def watch_pairs(now: datetime) -> int:
    """Contact, terms, check-ins and meetings of pairs."""
    acts = (
        (pair_queries.due_for_nudge, pair_reminder_actions.nudge),
        (pair_queries.due_for_coordinator, pair_reminder_actions.ask_coordinator),
        (pair_queries.due_to_lapse, pair_reminder_actions.lapse),
        (pair_queries.due_to_remind_of_end, pair_reminder_actions.remind_of_end),
        (pair_queries.due_to_complete, pair_reminder_actions.complete),
        (pair_queries.due_to_run_out, pair_reminder_actions.run_out),
        (pair_queries.due_for_check_in, pair_reminder_actions.invite_check_in),
    )
    done = sum(_each(due(now), pair_queries.by_id, act, now) for due, act in acts)
    return done + _each(
        pair_queries.meetings_due_to_remind(now),
        pair_queries.meeting_by_id,
        pair_reminder_actions.remind_of_meeting,
        now,
    )


def keep_conflicts_apart(now: datetime) -> int:
    """Pairs that a conflict came between without anybody's word are held; those it left go on."""
    return _each(pair_queries.due_to_settle(now), pair_queries.by_id, conflict_of_interest_actions.settle, now)


def _each(numbers: list[int], find: Callable[[int], Thing | None], act: Callable[..., bool], now: datetime) -> int:
    """Do it to one thing after another; what was decided at this very moment is left alone."""
    done = 0
    for number in numbers:
        try:
            with unit_of_work():
                thing = find(number)
                if thing is not None:
                    lock_row(thing)  # what another worker has just done is not done again
                    done += act(thing, now=now)
        except Conflict:
            continue
    return done
