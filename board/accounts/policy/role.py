"""Who may give roles."""

from board.accounts.models import Role, User
from board.kernel.verdict import YES, Verdict, hidden, no


def may_grant(by: User, user: User) -> Verdict:
    """Only a coordinator gives a role, and never to themself."""
    if not by.is_a(Role.COORDINATOR):
        return hidden()
    if by.is_same_person(user):
        return no("You cannot give yourself a role. Another coordinator can.")
    if user.erased_at is not None:
        return no("Whoever had this account was erased. Give the role to an account of somebody who is here.")
    return YES
