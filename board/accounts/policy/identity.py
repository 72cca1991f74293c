"""Who may part with a school sign-on."""

from board.accounts.models import Identity, User
from board.kernel.verdict import YES, Verdict, hidden, no


def may_unlink(by: User, identity: Identity, *, has_password: bool, others: int) -> Verdict:
    """People part with their own, as long as another way in is left: a password that counts, or another sign-on."""
    if identity.user_id != by.id:
        return hidden()
    if not others and not has_password:
        return no("This is your only way in. Ask the office for a link to another sign-on first.")
    return YES
