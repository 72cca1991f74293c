"""Who asks the school to tell nobody that somebody is here, and who takes it back (FERPA 99.37)."""

from board.accounts.models import Role, User
from board.kernel.verdict import YES, Verdict, hidden, no


def may_hold(by: User, user: User) -> Verdict:
    """A student for themself; the office for whoever asks it."""
    if by.id != user.id and not by.is_a(Role.COORDINATOR):
        return hidden()
    return YES if user.is_a(Role.STUDENT) else no("This is for students. Staff are found by those they work with.")


def may_lift(by: User, user: User) -> Verdict:
    """Only who asked for it, or for whom it was asked: the office does not make somebody known again."""
    if by.id != user.id:
        return hidden()
    return YES if user.hold_asked_at is not None else no("You have asked for no hold here. The registrar keeps others.")
