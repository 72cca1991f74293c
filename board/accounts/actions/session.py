"""Signing in at a browser, and everything that ends it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from board.accounts.models import PersonalToken, Role, Session, SessionEvent, SessionEventKind, User
from board.accounts.policy.session import SessionLimits, ends_at, may_be_kept, may_end
from board.accounts.queries import account as account_queries
from board.accounts.queries.factor import has_factor
from board.accounts.queries.session import hashed
from board.kernel import audit, mail
from board.kernel.db import db
from board.kernel.locks import lock_row
from board.kernel.statements import rows_changed
from board.kernel.verdict import require

SEEN_EVERY = timedelta(minutes=1)
"""A session's last use is written at most this often."""


@dataclass(frozen=True)
class SignIn:
    """What a browser brings when somebody signs in at it."""

    checked_against: str
    """The hash that the typed password was checked against, before this unit of work."""
    device: str
    keep: bool
    """Whether the browser is to stay signed in."""
    kind: SessionEventKind = SessionEventKind.SIGNED_IN
    """What the person's own log says of it."""
    identity_id: int | None = None
    """The school sign-on that proved who it is, if that did."""
    id_token: str = ""
    by_password_alone: bool = False
    """Nothing else was asked: that does for nobody who has a second factor."""


def begin(user: User, sign_in: SignIn, *, limits: SessionLimits, now: datetime) -> str | None:
    """Sign in: a new session with a new token, which is returned and kept nowhere.

    None when the account may not come in any more, another password was set meanwhile, or a second factor is missing.
    """
    db.session.flush()
    lock_row(user, is_whole=False)
    if user.password_hash != sign_in.checked_against or not user.is_active:
        return None
    if sign_in.by_password_alone and has_factor(user.id):
        return None
    token, is_kept = secrets.token_urlsafe(32), sign_in.keep and may_be_kept(user, limits)
    ends = ends_at(user, limits, is_kept=is_kept, now=now)
    session = Session(user_id=user.id, token_hash=hashed(token), device=sign_in.device, is_kept=is_kept)
    session.began_at, session.seen_at, session.ends_at = now, now, ends
    session.identity_id, session.id_token = sign_in.identity_id, sign_in.id_token
    db.session.add(session)
    _note(sign_in.kind, user.id, sign_in.device, now)
    return token


def note_break_glass(user: User) -> None:
    """The coordinator who was named for it came in with a password where nobody else does: every coordinator hears."""
    audit.record("account.break-glass", by=user.id, thing=f"user:{user.id}")
    for coordinator in account_queries.with_role(Role.COORDINATOR):
        mail.write("break-glass-used", to=coordinator.email, user_id=coordinator.id, by_id=user.id)


def note_refusal(user_id: int, *, device: str, now: datetime) -> None:
    """Somebody knew the password and not the rest: the person reads it in their log."""
    _note(SessionEventKind.FACTOR_REFUSED, user_id, device, now)


def note_proof(session_id: int, *, now: datetime) -> None:
    """The person of this session has just proved again that it is them."""
    db.session.execute(update(Session).where(Session.id == session_id).values(proved_at=now))


def touch(session_id: int, *, now: datetime) -> None:
    """Write that the session is in use; nothing happens when it has ended meanwhile."""
    in_use = update(Session).where(Session.id == session_id, Session.seen_at < now)
    db.session.execute(in_use.values(seen_at=now))


def end(token: str, *, now: datetime) -> None:
    """Sign out at the browser with this token."""
    ended = delete(Session).where(Session.token_hash == hashed(token)).returning(Session.user_id, Session.device)
    for user_id, device in db.session.execute(ended).all():
        _note(SessionEventKind.SIGNED_OUT, user_id, device, now)


def end_one(session: Session, *, by: User) -> None:
    """Sign out at one of one's other browsers."""
    require(may_end(by, session))
    audit.record("account.end-session", by=by.id, thing=f"user:{session.user_id}", device=(session.device, None))
    db.session.delete(session)


def end_sessions(user: User) -> None:
    """Sign somebody out everywhere, their programs too. Links in their emails still work."""
    end_others(user, but=None)


def end_others(user: User, *, but: int | None) -> None:
    """Sign somebody out everywhere but in the session of this number; programs read no more for them."""
    if ended := rows_changed(delete(PersonalToken).where(PersonalToken.user_id == user.id)):
        audit.record("account.revoke-token", by=None, thing=f"user:{user.id}", tokens=(ended, None))
    db.session.execute(delete(Session).where(Session.user_id == user.id, Session.id.is_distinct_from(but)))


def end_all(user: User) -> None:
    """End everything that acts for this person: every session, token and signed link."""
    end_sessions(user)
    user.session_key = secrets.token_urlsafe(16)


def sign_out_everywhere(user: User) -> None:
    """What somebody does who fears that another is signed in as them."""
    end_all(user)
    audit.record("account.sign-out-everywhere", by=user.id, thing=f"user:{user.id}")


def _note(kind: SessionEventKind, user_id: int, device: str, now: datetime) -> None:
    db.session.add(SessionEvent(user_id=user_id, at=now, kind=kind, device=device))


def forget_over(*, now: datetime) -> int:
    """Delete the rows of sessions that are too old; answers how many there were."""
    return rows_changed(delete(Session).where(Session.ends_at <= now))
