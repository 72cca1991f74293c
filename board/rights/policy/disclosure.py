"""Who reads the record of disclosures of a person, and who adds to it."""

from board.accounts.models import Role, User
from board.kernel.verdict import YES, Verdict, hidden, no


def may_read(by: User, user: User) -> Verdict:
    """The person, and the office that keeps it."""
    return YES if by.id == user.id or by.is_a(Role.COORDINATOR) else hidden()


def may_release(by: User, user: User) -> Verdict:
    """A coordinator writes down what they gave to somebody outside, and never of themself."""
    if not by.is_a(Role.COORDINATOR):
        return hidden()
    return no("This is your own record. Another coordinator can do that.") if by.id == user.id else YES
