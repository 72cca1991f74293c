"""Making personal tokens, using and ending them. Each that is made or revoked is in the audit log."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from board.accounts.models import PersonalToken, TokenScope, User
from board.accounts.policy.personal_token import may_make_token, may_revoke_token
from board.accounts.queries import personal_token as personal_token_queries
from board.accounts.queries.session import hashed
from board.kernel import audit, mail
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.locks import lock_row
from board.kernel.statements import rows_changed
from board.kernel.verdict import require

BEGINS = "rounds_"
"""So that a token is known for one wherever it turns up, also by programs that look for secrets in code."""
SHOWN = len(BEGINS) + 5
SHOWN_FOR = timedelta(days=30)
"""How long a token that has expired is still listed: whoever wonders why a program stopped reads it there."""


def make(user: User, *, name: str, scopes: Sequence[TokenScope], days: int, now: datetime) -> str:
    """A new token, which is returned and kept nowhere. It takes the place of one of the same name that nobody has used.

    Raises `Invalid` on `name` where that one is in use.
    """
    lock_row(user, is_whole=False)
    same = personal_token_queries.called(name, user_id=user.id)
    if same is not None and same.used_at is not None:
        raise Invalid("name", "You have a token of this name that is in use. Revoke it, or choose another name.")
    others = len(personal_token_queries.tokens_of(user.id)) - (same is not None)
    require(may_make_token(user, scopes, others))
    unused = delete(PersonalToken).where(PersonalToken.user_id == user.id, PersonalToken.name == name)
    db.session.execute(unused.where(PersonalToken.used_at.is_(None)))
    token = BEGINS + secrets.token_urlsafe(32)
    made = PersonalToken(user_id=user.id, name=name, token_hash=hashed(token), prefix=token[:SHOWN])
    made.scopes, made.made_at, made.expires_at = [scope.value for scope in scopes], now, now + timedelta(days=days)
    db.session.add(made)
    db.session.flush()
    audit.record("account.make-token", by=user.id, thing=f"user:{user.id}", token=(same.name if same else None, name))
    mail.write("token-made", to=user.email, user_id=user.id, personal_token_id=made.id)
    return token


def revoke(token: PersonalToken, *, by: User) -> None:
    """It opens nothing any more."""
    require(may_revoke_token(by, token))
    if rows_changed(delete(PersonalToken).where(PersonalToken.id == token.id)):
        audit.record("account.revoke-token", by=by.id, thing=f"user:{token.user_id}", token=(token.name, None))


def touch(token_id: int, *, now: datetime) -> None:
    """Write that the token is in use; nothing happens when it has ended meanwhile."""
    in_use = update(PersonalToken).where(PersonalToken.id == token_id)
    earlier = PersonalToken.used_at.is_(None) | (PersonalToken.used_at < now)
    db.session.execute(in_use.where(earlier).values(used_at=now))


def forget_over(*, now: datetime) -> int:
    """Delete the rows of tokens that expired a while ago; answers how many there were."""
    return rows_changed(delete(PersonalToken).where(PersonalToken.expires_at <= now - SHOWN_FOR))
