"""Who may read and answer a request."""

from board.accounts.models import Role, User
from board.kernel.verdict import YES, Verdict, hidden
from board.mentorship.models import MentorRequest


def may_read(user: User, request: MentorRequest) -> Verdict:
    """The one who asks and the one who is asked."""
    return YES if user.id in (request.mentee_id, request.enrolment.user_id) else hidden()


def may_answer(user: User, request: MentorRequest) -> Verdict:
    """The mentor who is asked accepts, declines and asks for more."""
    return YES if user.id == request.enrolment.user_id else hidden()


def may_withdraw(user: User, request: MentorRequest) -> Verdict:
    """The student who asks withdraws, and tells more when asked."""
    return YES if user.id == request.mentee_id else hidden()


def may_read_mentee(user: User, mentee: User, *, known: bool, is_lead: bool) -> Verdict:
    """What a student looks for: themself, mentors they asked or are paired with, and those in charge."""
    in_charge = user.is_a(Role.COORDINATOR) or is_lead
    is_theirs = mentee.is_a(Role.STUDENT) and (user.id == mentee.id or in_charge)
    return YES if known or is_theirs else hidden()
