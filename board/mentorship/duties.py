"""What time brings about in mentoring."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from board.kernel.db import unit_of_work
from board.kernel.errors import Conflict
from board.mentorship.actions import conflicts, lapsing, watching
from board.mentorship.queries import pairs, requests
from board.mentorship.rules import RULES

Thing = TypeVar("Thing")


def resume_clocks(now: datetime) -> int:
    """Requests whose clock has stood still for a week go on."""
    waiting = requests.asked_before(now - timedelta(days=RULES.days_to_tell_more))
    return _each(waiting, requests.by_id, lapsing.resume_clock, now)


def remind_mentors(now: datetime) -> int:
    """Mentors hear on the third and the sixth day that somebody waits."""
    return _each(requests.due_to_remind(now), requests.by_id, lapsing.remind, now)


def expire_requests(now: datetime) -> int:
    """Requests that nobody answered run out."""
    return _each(requests.due_to_expire(now), requests.by_id, lapsing.expire, now)


def watch_pairs(now: datetime) -> int:
    """Contact, terms, check-ins and meetings of pairs."""
    acts = (
        (pairs.due_for_nudge, watching.nudge),
        (pairs.due_for_coordinator, watching.ask_coordinator),
        (pairs.due_to_lapse, watching.lapse),
        (pairs.due_to_remind_of_end, watching.remind_of_end),
        (pairs.due_to_complete, watching.complete),
        (pairs.due_to_run_out, watching.run_out),
        (pairs.due_for_check_in, watching.invite_check_in),
        (pairs.due_to_erase, watching.erase_notes),
    )
    done = sum(_each(due(now), pairs.by_id, act, now) for due, act in acts)
    return done + _each(pairs.meetings_due_to_remind(now), pairs.meeting_by_id, watching.remind_of_meeting, now)


def keep_conflicts_apart(now: datetime) -> int:
    """Pairs that a conflict came between without anybody's word are held; those it left go on."""
    return _each(pairs.due_to_settle(now), pairs.by_id, conflicts.settle, now)


def _each(numbers: list[int], find: Callable[[int], Thing | None], act: Callable[..., bool], now: datetime) -> int:
    """Do it to one thing after another; what was decided at this very moment is left alone."""
    done = 0
    for number in numbers:
        try:
            with unit_of_work():
                thing = find(number)
                done += thing is not None and act(thing, now=now)
        except Conflict:
            continue
    return done
