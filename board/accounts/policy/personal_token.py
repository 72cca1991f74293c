"""Who may have a program read for them, and what."""

from collections.abc import Collection

from board.accounts.models import PersonalToken, Role, TokenScope, User
from board.kernel.verdict import YES, Verdict, hidden, no

MOST_TOKENS = 20


def scopes_of(user: User) -> list[TokenScope]:
    """What a token of this person may open: a record is a student's."""
    return [scope for scope in TokenScope if scope is not TokenScope.RECORD_READ or user.is_a(Role.STUDENT)]


def may_make_token(user: User, scopes: Collection[TokenScope], count: int) -> Verdict:
    """Of what one may read oneself, and up to a number that nobody needs."""
    if not set(scopes) <= set(scopes_of(user)):
        return hidden()
    return has_room(count)


def has_room(count: int) -> Verdict:
    """One more beside so many."""
    return YES if count < MOST_TOKENS else no(f"You have {MOST_TOKENS} tokens. Revoke one that you no longer use.")


def may_revoke_token(by: User, token: PersonalToken) -> Verdict:
    """People revoke their own tokens."""
    return YES if token.user_id == by.id else hidden()
