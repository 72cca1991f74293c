"""Finding sessions, and what happened to an account."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import contains_eager

from board.accounts.labels import SECURITY_EVENTS
from board.accounts.models import Session, SessionEvent, User
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.school import queries as school_queries
from board.school import settings as school_settings

MOST_EVENTS = 100


@dataclass(frozen=True)
class SecurityEvent:
    """One line of a person's own security log."""

    at: datetime
    kind: str
    """A key of `SECURITY_EVENTS`."""
    device: str
    """At which browser; empty where it was done to the account."""
    by_owner: bool


def hashed(token: str) -> str:
    """What the row keeps of the browser's token."""
    return hashlib.sha256(token.encode()).hexdigest()


_BY_TOKEN: Select[Session, int] = (
    select(Session, school_queries.VERSION.scalar_subquery())
    .join(Session.user)
    .outerjoin(User.grants)
    .where(Session.token_hash == bindparam("token_hash"))
    .options(contains_eager(Session.user).contains_eager(User.grants))
)
"""Made once: to put it together takes three times as long as to ask it. Unlike `joinedload`, these options do not stay
with the rows: who is locked has their roles read in a statement of its own, after the lock was waited for."""


def by_token(token: str) -> Session | None:
    """The session of a browser with this token, with its person and their roles.

    In the same statement it asks whether the school's settings have changed: every page of a person begins with it.
    """
    for session, version in db.session.execute(_BY_TOKEN, {"token_hash": hashed(token)}).unique():
        school_settings.note_version(version)
        return session
    return None


def sessions_of(user_id: int) -> list[Session]:
    """Every session of a person, the one used last first; some may be over."""
    theirs = select(Session).where(Session.user_id == user_id)
    return list(db.session.scalars(theirs.order_by(Session.seen_at.desc(), Session.id.desc())))


def own(session_id: int, *, user_id: int) -> Session | None:
    """This session, if it is theirs."""
    return db.session.scalar(select(Session).where(Session.id == session_id, Session.user_id == user_id))


def security_events(user_id: int) -> list[SecurityEvent]:
    """What happened to an account, the latest first: signing in and out, and what the audit log tells of it."""
    at_browsers = select(SessionEvent).where(SessionEvent.user_id == user_id)
    at_browsers = at_browsers.order_by(SessionEvent.id.desc()).limit(MOST_EVENTS)
    acts = select(AuditEntry).where(AuditEntry.thing == f"user:{user_id}", AuditEntry.verb.in_(SECURITY_EVENTS))
    acts = acts.order_by(AuditEntry.id.desc()).limit(MOST_EVENTS)
    events = [
        SecurityEvent(event.at, event.kind.value, event.device, True) for event in db.session.scalars(at_browsers)
    ]
    events += [SecurityEvent(act.at, act.verb, _device(act), act.by_id == user_id) for act in db.session.scalars(acts)]
    return sorted(events, key=lambda event: event.at, reverse=True)[:MOST_EVENTS]


def _device(act: AuditEntry) -> str:
    before, _ = act.changes.get("device", ("", None))
    return str(before or "")


def events_since(at: datetime) -> dict[str, int]:
    """How many people signed in and out since then, by kind."""
    counted = select(SessionEvent.kind, func.count()).where(SessionEvent.at >= at).group_by(SessionEvent.kind)
    return {kind.value: number for kind, number in db.session.execute(counted)}
