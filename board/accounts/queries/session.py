"""Finding sessions."""

import hashlib

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from board.accounts.models import Session
from board.kernel.db import db


def hashed(token: str) -> str:
    """What the row keeps of the browser's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_token(token: str) -> Session | None:
    """The session of a browser with this token, with its person."""
    found = select(Session).where(Session.token_hash == hashed(token)).options(joinedload(Session.user))
    return db.session.scalar(found)


def sessions_of(user_id: int) -> list[Session]:
    """Every session of a person, the one used last first; some may be over."""
    theirs = select(Session).where(Session.user_id == user_id)
    return list(db.session.scalars(theirs.order_by(Session.seen_at.desc(), Session.id.desc())))


def own(session_id: int, *, user_id: int) -> Session | None:
    """This session, if it is theirs."""
    return db.session.scalar(select(Session).where(Session.id == session_id, Session.user_id == user_id))
