"""Who may do what to accounts."""

from board.accounts.models import Role, User
from board.accounts.policy.sign_in import may_be_parted_from
from board.kernel.verdict import YES, Verdict, hidden, no


def may_manage(by: User, user: User) -> Verdict:
    """Only a coordinator manages accounts, and never their own in this way."""
    if not by.is_a(Role.COORDINATOR):
        return hidden()
    if by.id == user.id:
        return no("This is your own account. Another coordinator can do that.")
    if user.erased_at is not None:
        return no("Whoever had this account was erased. Nothing can be done with it, and nobody comes in by it.")
    return YES


def may_suspend(by: User, user: User) -> Verdict:
    """Whoever is managed, but for the one who lets the school in when its sign-on is away."""
    return may_manage(by, user) and may_be_parted_from(user)


def may_visit_office(user: User) -> Verdict:
    """The office is for coordinators; for the others it is not there."""
    return YES if user.is_a(Role.COORDINATOR) else hidden()


def may_invite(by: User, user: User, *, again: bool = False) -> Verdict:
    """Whoever has an account and has never come in; a second time only where that is meant."""
    if not by.is_a(Role.COORDINATOR):
        return hidden()
    if user.suspended_at is not None:
        return no(f"The account of {user.name} is suspended. Restore it first.")
    if user.confirmed_at is not None:
        return no(f"{user.name} has come in already. They need no invitation: leave them out.")
    if user.undeliverable_at is not None:
        return no(f"Emails to {user.name} come back. Correct the address first.")
    if user.invitations and not again:
        return no(f"{user.name} has been invited already. Tick “invite again” to send another link.")
    return YES
