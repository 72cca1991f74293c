"""Reading a person's notices."""

from sqlalchemy import func, select

from board.kernel.db import db
from board.notices.models import Notice


def newest(user_id: int, *, most: int = 50) -> list[Notice]:
    """This person's notices, newest first."""
    mine = select(Notice).where(Notice.user_id == user_id).order_by(Notice.at.desc(), Notice.id.desc())
    return list(db.session.scalars(mine.limit(most)))


def unread_count(user_id: int) -> int:
    """How many this person has not read."""
    unread = select(func.count()).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    return db.session.scalar(unread) or 0
