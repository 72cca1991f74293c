"""Telling, gathering, and having read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update

from board.accounts.models import User
from board.kernel import clock, mail
from board.kernel.db import db
from board.kernel.locks import lock_without_reading
from board.kernel.statements import number_put_once, rows_changed
from board.notices import queries
from board.notices.models import EmailPreference, Notice, Pace, Topic


def notify(user: User, kind: str, *, key: str, words: str, href: str, **ids: Any) -> bool:
    """Tell this person one fact, in the unit of work that makes it true: a notice here, and an email as they want it.

    `key` names the fact (`application:7:offered`); the same fact is never told twice to the same person: then
    it answers False. Whose account is suspended gets no email; the notice is there when it is open again.
    """
    pace = Pace.OFF if user.suspended_at is not None else queries.pace_of(user.id, mail.kind_of(kind).topic)
    now = clock.now()
    if not number_put_once(Notice, user_id=user.id, key=key, kind=kind, words=words, href=href, at=now, pace=pace):
        return False
    if pace is Pace.AT_ONCE:
        mail.write(kind, to=user.email, key=f"{key}:to:{user.id}", user_id=user.id, **ids)
    return True


def gather(user: User, notices: list[Notice], *, now: datetime) -> bool:
    """Put these into one email; False when there is nothing left to say. What has been read is not mailed."""
    numbers = [notice.id for notice in notices]
    mailed = rows_changed(
        update(Notice).where(Notice.id.in_(numbers), Notice.mailed_at.is_(None)).values(mailed_at=now)
    )
    unread = [notice.id for notice in notices if notice.read_at is None]
    if mailed != len(numbers) or not unread:
        return False
    key = f"digest:{user.id}:{unread[-1]}"
    return mail.write("digest", to=user.email, key=key, user_id=user.id, notice_ids=unread)


def set_paces(user: User, paces: Mapping[str, Pace]) -> None:
    """How this person wants emails, topic by topic; a topic that nobody knows is passed over."""
    known = {topic: pace for topic, pace in paces.items() if topic in set(Topic)}
    lock_without_reading(user)
    mine = EmailPreference.user_id == user.id
    db.session.execute(delete(EmailPreference).where(mine, EmailPreference.topic.in_(known)))
    db.session.add_all(EmailPreference(user_id=user.id, topic=topic, pace=pace) for topic, pace in known.items())


def mark_all_read(user: User, *, now: datetime) -> None:
    """Everything that waits has been seen."""
    unread = update(Notice).where(Notice.user_id == user.id, Notice.read_at.is_(None))
    db.session.execute(unread.values(read_at=now))
