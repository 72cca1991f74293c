"""Reading a person's notices."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, bindparam, func, select

from board.kernel.db import db
from board.kernel.retention import RetentionRule
from board.kernel.statements import is_among
from board.notices.models import EmailPreference, Notice, Pace
from board.school import settings as school_settings


def newest(user_id: int, *, most: int = 50) -> list[Notice]:
    """This person's notices, newest first."""
    mine = select(Notice).where(Notice.user_id == user_id).order_by(Notice.at.desc(), Notice.id.desc())
    return list(db.session.scalars(mine.limit(most)))


def unread(user_id: int | ColumnElement[int]) -> Select[int]:
    """The question how many this person has not read; whoever asks the database anyway may ask it along."""
    return select(func.count()).where(Notice.user_id == user_id, Notice.read_at.is_(None))


_PACE = select(EmailPreference.pace).where(
    EmailPreference.user_id == bindparam("user_id"), EmailPreference.topic == bindparam("topic")
)


def pace_of(user_id: int, topic: str) -> Pace:
    """How this person wants emails about a topic: at once, unless they said otherwise."""
    return db.session.scalar(_PACE, {"user_id": user_id, "topic": topic}) or Pace.AT_ONCE


_PACES_ABOUT = select(EmailPreference.user_id, EmailPreference.pace).where(
    EmailPreference.topic == bindparam("topic"), is_among(EmailPreference.user_id, "user_ids")
)


def paces_about(topic: str, user_ids: Collection[int]) -> dict[int, Pace]:
    """How these people want emails about a topic, as far as they said."""
    return dict(db.session.execute(_PACES_ABOUT, {"topic": topic, "user_ids": list(user_ids)}).all())


def paces(user_id: int) -> dict[str, Pace]:
    """What this person said about each topic."""
    statement = select(EmailPreference.topic, EmailPreference.pace).where(EmailPreference.user_id == user_id)
    return {row.topic: row.pace for row in db.session.execute(statement)}


def waiting_for_a_digest() -> list[Notice]:
    """What goes into gathered emails, by person and in the order in which it happened."""
    waiting = select(Notice).where(Notice.pace.in_((Pace.DAILY, Pace.WEEKLY)), Notice.mailed_at.is_(None))
    return list(db.session.scalars(waiting.order_by(Notice.user_id, Notice.pace, Notice.id)))


def some(user_id: int, numbers: list[int]) -> list[Notice]:
    """These notices of this person, in the order in which they happened."""
    mine = select(Notice).where(Notice.user_id == user_id, Notice.id.in_(numbers))
    return list(db.session.scalars(mine.order_by(Notice.id)))


NOTICE_RETENTION = (
    RetentionRule(
        lambda: school_settings.retention_notices_days,
        "notices inside Rounds",
        Notice,
        lambda moment: Notice.at < moment,
    ),
)
