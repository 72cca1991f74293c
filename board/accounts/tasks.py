"""What time brings about for accounts."""

from datetime import datetime

from board.accounts.actions import roster as roster_actions
from board.accounts.actions import session as session_actions
from board.kernel.db import unit_of_work


def forget_sessions(now: datetime) -> int:
    """Delete the rows of sessions that are over."""
    with unit_of_work():
        return session_actions.forget_over(now=now)


def begin_class_years(now: datetime) -> int:
    """Let the class years of the roster count whose day has come."""
    with unit_of_work():
        return roster_actions.begin_due(now=now)
