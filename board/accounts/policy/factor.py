"""Who must have a second factor, and who may remove one."""

from collections.abc import Collection

from board.accounts.models import User
from board.accounts.queries.factor import Factors
from board.kernel.verdict import YES, Verdict, no

MOST_PASSKEYS = 20


def must_have_factor(user: User, roles: Collection[str]) -> bool:
    """Does the school ask a second factor of this person, for one of the roles that they hold?"""
    return not user.roles_held.isdisjoint(roles)


def may_remove_factor(user: User, factors: Factors, roles: Collection[str]) -> Verdict:
    """One's own, but not the last where the school asks for one."""
    if factors.number == 1 and must_have_factor(user, roles):
        return no("Your role needs a second step at sign-in, and this is your only one. Add another first.")
    return YES


def may_add_passkey(factors: Factors) -> Verdict:
    """Up to a number that nobody needs."""
    if len(factors.passkeys) >= MOST_PASSKEYS:
        return no(f"You have {MOST_PASSKEYS} passkeys. Remove one that you no longer use.")
    return YES
