"""Who may give roles."""

from board.accounts.models import Role, User
from board.accounts.policy.sign_in import may_be_parted_from
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


def may_take_back(by: User, user: User, role: Role) -> Verdict:
    """Whoever may give it; the office keeps the one who lets the school in when its sign-on is away."""
    may = may_grant(by, user)
    return may and (may_be_parted_from(user) if role is Role.COORDINATOR else YES)
