"""What somebody may do whom the registrar's roster says to be on leave, or to have left."""

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.dates import say_full_date
from board.kernel.verdict import YES, Verdict, no
from board.school import settings as school_settings

ENDS_WITH_LEAVING = frozenset(("apply", "mentoring"))


def may_while_away(user: User, what: str) -> Verdict:
    """What a student on leave may do is the school's setting `leave_may`; who has left applies and asks no more."""
    today = clock.day(clock.now())
    if not user.is_a(Role.STUDENT):
        return YES
    if what in ENDS_WITH_LEAVING and user.has_left(today):
        return no("The registrar’s roster says that you are no longer enrolled. Tell the office if that is wrong.")
    if user.is_on_leave(today) and what not in school_settings.leave_may:
        until = f" until {say_full_date(user.status_until)}" if user.status_until else ""
        return no(
            f"You are on leave{until}, and the school does not open this during a leave. What you have here stays, and "
            "you can read all of it. Tell the office if you are back."
        )
    return YES
