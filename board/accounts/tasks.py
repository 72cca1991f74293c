"""What time brings about for accounts."""

from datetime import datetime

from board.accounts.actions import invitation as invitation_actions
from board.accounts.actions import personal_token as personal_token_actions
from board.accounts.actions import roster as roster_actions
from board.accounts.actions import session as session_actions
from board.accounts.queries import invitation as invitation_queries
from board.kernel.unit_of_work import unit_of_work


def forget_sessions(now: datetime) -> int:
    """Delete the rows of sessions and tokens that are over."""
    with unit_of_work():
        return session_actions.forget_over(now=now) + personal_token_actions.forget_over(now=now)


def send_invitations(now: datetime) -> int:
    """Write the next batch of invitations that were sent together; the worker comes again at once while there is
    work."""
    sent = 0
    for run_id in invitation_queries.under_way():
        with unit_of_work():
            run = invitation_queries.run_by_id(run_id)
            if run is not None:
                sent += invitation_actions.send_next(run, now=now, most=invitation_actions.BATCH)
    return sent


def begin_class_years(now: datetime) -> int:
    """Let the class years of the roster count whose day has come."""
    with unit_of_work():
        return roster_actions.begin_due(now=now)
