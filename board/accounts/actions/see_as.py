"""Looking at Rounds as somebody else sees it: for a short time, changing nothing, and not in secret."""

from datetime import datetime, timedelta

from sqlalchemy import update

from board.accounts.models import Session, User
from board.accounts.policy.see_as import may_see_as
from board.kernel import audit, mail
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.verdict import require

LASTS = timedelta(minutes=15)


def begin(user: User, *, by: User, session_id: int, reason: str, now: datetime) -> None:
    """Look as this person from now on in this session. It is logged, and they get an email that says who and why."""
    require(may_see_as(by, user))
    if not reason.strip():
        raise Invalid("why", "Say why: the person reads it, and the audit log keeps it.")
    mine = update(Session).where(Session.id == session_id, Session.user_id == by.id)
    db.session.execute(mine.values(sees_id=user.id, sees_until=now + LASTS))
    audit.record("account.see-as", by=by.id, thing=f"user:{user.id}", reason=(None, reason.strip()))
    mail.write("seen-as", to=user.email, user_id=user.id, by_id=by.id, reason=reason.strip())


def end(session_id: int) -> None:
    """Be oneself again in this session."""
    db.session.execute(update(Session).where(Session.id == session_id).values(sees_id=None, sees_until=None))
