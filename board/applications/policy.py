"""Who may do what to an application."""

from datetime import datetime

from board.accounts.models import Role, User
from board.applications.models import Application, State
from board.kernel.verdict import YES, Verdict, hidden, no
from board.opportunities import policy as opportunities
from board.opportunities.models import Opportunity, Standing


def may_apply(user: User, opportunity: Opportunity, now: datetime) -> Verdict:
    """Students, while it is open, and not for what they post themselves."""
    if not opportunities.may_see(user, opportunity):
        return hidden()
    if not user.is_a(Role.STUDENT):
        return no("Students apply. You are not signed in as one.")
    if any(one.user_id == user.id for one in opportunity.people):
        return no("You post this yourself.")
    if opportunity.standing(now) is not Standing.OPEN:
        return no("This posting takes no applications now. What you have written is kept.")
    return YES


def may_read(user: User, application: Application) -> Verdict:
    """The student who wrote it; once it is sent, also the people of the posting."""
    if user.id == application.student_id:
        return YES
    sent = application.state is not State.DRAFT
    return YES if sent and may_choose(user, application.opportunity) else hidden()


def may_choose(user: User, opportunity: Opportunity) -> Verdict:
    """The posting's people decide; a coordinator may too."""
    part = any(one.user_id == user.id for one in opportunity.people)
    return YES if part or user.is_a(Role.COORDINATOR) else hidden()


def may_answer(user: User, application: Application) -> Verdict:
    """Accepting, declining and withdrawing are the student's own."""
    return YES if user.id == application.student_id else hidden()
