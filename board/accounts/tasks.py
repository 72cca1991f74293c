"""What time brings about for accounts."""

from datetime import datetime

from board.accounts.actions import last_save as last_save_actions
from board.accounts.actions import roster as roster_actions
from board.accounts.actions import session as session_actions
from board.accounts.actions import unsent_form as unsent_form_actions
from board.kernel.db import unit_of_work


def forget_sessions(now: datetime) -> int:
    """Delete the rows of sessions that are over."""
    with unit_of_work():
        return session_actions.forget_over(now=now)


def forget_session_events(now: datetime) -> int:
    """Delete what a security log tells of sign-ins of more than a year ago."""
    with unit_of_work():
        return session_actions.forget_events(now=now)


def forget_unsent_forms(now: datetime) -> int:
    """Delete what was written, not sent, and not come back for; and who saved what, when it is as old."""
    with unit_of_work():
        return unsent_form_actions.forget_old_forms(now=now) + last_save_actions.forget_old_saves(now=now)


def begin_class_years(now: datetime) -> int:
    """Let the class years of the roster count whose day has come."""
    with unit_of_work():
        return roster_actions.begin_due(now=now)
