"""Who may ask for a copy, how often, and who takes it away until when."""

from datetime import datetime, timedelta

from board.accounts.models import User
from board.kernel import clock
from board.kernel.dates import say_moment
from board.kernel.verdict import YES, Verdict, hidden, no
from board.rights.models import DataCopy

ASKED_EVERY = timedelta(days=1)
"""How long after one copy was asked for the next may be."""
MADE_WITHIN = timedelta(hours=1)
"""A copy that is not made by then was given up, and may be asked for anew."""


def is_being_made(copy: DataCopy, now: datetime) -> bool:
    """Asked for, and neither made nor given up."""
    return not copy.is_ready and now < copy.asked_at + MADE_WITHIN


def may_ask(last: DataCopy | None, now: datetime) -> Verdict:
    """Everybody, for a copy of their own, and not before the last one is some time ago."""
    if last is None or (not last.is_ready and not is_being_made(last, now)):
        return YES
    if is_being_made(last, now):
        return no("A copy is being made already. You get an email when it is ready.")
    again = last.asked_at + ASKED_EVERY
    if now >= again:
        return YES
    return no(f"You asked for a copy lately. You can ask again from {say_moment(again, clock.zone())}.")


def ends_at(copy: DataCopy, days: int) -> datetime | None:
    """When it can no longer be taken away; None while it is not made."""
    return copy.ready_at and copy.ready_at + timedelta(days=days)


def has_expired(by: User, copy: DataCopy, days: int, now: datetime) -> bool:
    """Was it this person's, and is its time over? Others learn nothing of it."""
    end = ends_at(copy, days)
    return copy.user_id == by.id and end is not None and now >= end


def may_take(by: User, copy: DataCopy, days: int, now: datetime) -> Verdict:
    """The person alone, for so many days."""
    end = ends_at(copy, days)
    return YES if copy.user_id == by.id and end is not None and now < end else hidden()
