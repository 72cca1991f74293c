"""Who may link and part with a school sign-on."""

from board.accounts.models import Identity, User
from board.kernel.verdict import YES, Verdict, hidden, no


def may_link(by: User) -> Verdict:
    """Whoever can prove with a password that the account is theirs; nobody else's sign-on is put on it so."""
    if by.password_hash:
        return YES
    return no("Your account has no password. Ask the office for a link to another sign-on.")


def may_unlink(by: User, identity: Identity, *, has_password_way: bool, others: int) -> Verdict:
    """People part with their own, as long as another way in is left: a password that counts, or another sign-on."""
    if identity.user_id != by.id:
        return hidden()
    if not by.password_hash:
        return no("Your account has no password to prove that it is you. The office can part the two.")
    if not others and not has_password_way:
        return no("This is your only way in. Ask the office for a link to another sign-on first.")
    return YES
