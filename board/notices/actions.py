"""Telling, and having read."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from board.accounts.models import User
from board.kernel import clock, post
from board.kernel.db import db
from board.notices.models import Notice


def tell(user: User, kind: str, *, key: str, words: str, href: str, **ids: Any) -> bool:
    """Tell this person one fact, in the unit of work that makes it true: a notice here and a letter outside.

    `key` names the fact (`application:7:offered`); the same fact is never told twice to the same person: then
    it answers False.
    """
    told = select(Notice.id).where(Notice.user_id == user.id, Notice.key == key)
    if db.session.scalar(told) is not None:
        return False
    db.session.add(Notice(user_id=user.id, key=key, kind=kind, words=words, href=href, at=clock.now()))
    post.write(kind, to=user.email, key=f"{key}:to:{user.id}", user_id=user.id, **ids)
    return True


def mark_all_read(user: User, *, now: datetime) -> None:
    """Everything that waits has been seen."""
    unread = update(Notice).where(Notice.user_id == user.id, Notice.read_at.is_(None))
    db.session.execute(unread.values(read_at=now))
