"""What applications do about accounts that are suspended and opened again, and about deadlines that move."""

from collections.abc import Iterator
from datetime import datetime

from board.accounts.events import AccountErased, AccountRestored, AccountSuspended
from board.applications import policy, queries
from board.applications.actions import application as application_actions
from board.applications.actions import notification as notification_actions
from board.applications.actions import suspension as suspension_actions
from board.applications.models import ApplicationState
from board.applications.queries import review as review_queries
from board.kernel.wording import listed, plural
from board.opportunities import queries as opportunity_queries
from board.opportunities.events import DeadlineMoved


def hold_applications(event: AccountSuspended, now: datetime) -> Iterator[str]:
    """What is undecided is set aside, an offer is withdrawn and its place goes on; a place that was taken stays."""
    for application in queries.undecided_of(event.user_id):
        title, was_offered = application.opportunity.title, application.state is ApplicationState.OFFERED
        suspension_actions.hold(application, now=now)
        if was_offered:
            yield f"The offer of “{title}” is withdrawn, and the opening goes to the waiting list."
        else:
            yield f"The application for “{title}” is set aside: nobody there sees it until the account is open again."
    for application in queries.in_state(event.user_id, ApplicationState.ACCEPTED):
        hosts = [user.name for user in opportunity_queries.in_charge(application.opportunity)]
        yield f"The place in “{application.opportunity.title}” stays taken. Speak with {listed(hosts)} about it."


def withdraw_applications(event: AccountErased, now: datetime) -> Iterator[str]:
    """What was sent is withdrawn, and a place goes to the next; a place whose time is over was taken."""
    accepted = queries.in_state(event.user_id, ApplicationState.ACCEPTED)
    for application in [*queries.undecided_of(event.user_id), *accepted]:
        student = application.student
        if policy.may_withdraw(student, application, now):
            application_actions.withdraw(application, by=student, now=now, reason="")
            yield f"The application for “{application.opportunity.title}” is withdrawn."


def report_reviews(event: AccountSuspended, _now: datetime) -> Iterator[str]:
    """Scores that nobody will give now."""
    for opportunity, number in review_queries.owed_of(event.user_id):
        wait = plural(number, "application waits", "applications wait")
        yield f"In “{opportunity.title}” {wait} for their scores: its owners give them to somebody else."


def restore_applications(event: AccountRestored, now: datetime) -> Iterator[str]:
    """What was set aside stands where it stood; what had an offer is read again, for its place is gone."""
    for application in queries.in_state(event.user_id, ApplicationState.ON_HOLD):
        was_offered = suspension_actions.restore(application, now=now)
        title = application.opportunity.title
        if was_offered:
            yield f"The application for “{title}” is to be decided anew. Its offer does not come back."
        else:
            yield f"The application for “{title}” stands where it stood."


def notify_of_deadline(event: DeadlineMoved, _now: datetime) -> None:
    """Whoever waits for a deadline is told that it has moved."""
    notification_actions.notify_end_moved(event.change_id)
