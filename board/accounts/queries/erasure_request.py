"""Finding people who are to be erased."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from board.accounts.models import ErasureRequest
from board.kernel.db import db

REMIND_BEFORE = timedelta(days=1)


def open_of(user_id: int) -> ErasureRequest | None:
    """What this person has under way."""
    mine = select(ErasureRequest).where(ErasureRequest.user_id == user_id, ErasureRequest.cancelled_at.is_(None))
    return db.session.scalar(mine)


def has_begun(user_id: int) -> bool:
    """Is this account closed for good?"""
    return user_id in begun_of([user_id])


def begun_of(user_ids: Iterable[int]) -> set[int]:
    """Those of these accounts that are closed for good; they are no more than one act is about."""
    begun = select(ErasureRequest.user_id).where(ErasureRequest.begun_at.is_not(None))
    return set(db.session.scalars(begun.where(ErasureRequest.user_id.in_(list(user_ids)))))


def by_id(request_id: int) -> ErasureRequest | None:
    """One of them."""
    return db.session.get(ErasureRequest, request_id)


def under_way() -> list[ErasureRequest]:
    """What is not at its end, the next first."""
    waiting = select(ErasureRequest).where(ErasureRequest.cancelled_at.is_(None), ErasureRequest.done_at.is_(None))
    return list(db.session.scalars(waiting.order_by(ErasureRequest.due_at, ErasureRequest.id)))


def to_remind(now: datetime) -> list[ErasureRequest]:
    """What begins within a day and was not announced."""
    return [it for it in under_way() if it.waits and it.reminded_at is None and it.due_at - REMIND_BEFORE <= now]


def due(now: datetime) -> list[ErasureRequest]:
    """What is to begin, or has begun and whose rows are still there."""
    return [it for it in under_way() if it.due_at <= now and it.rows_erased_at is None]


def unfinished() -> list[ErasureRequest]:
    """What has begun and is not at its end."""
    return [it for it in under_way() if it.begun_at is not None]


def rows_are_erased() -> list[ErasureRequest]:
    """What only the files of the database may still hold."""
    return [it for it in under_way() if it.rows_erased_at is not None]


def done() -> list[ErasureRequest]:
    """Everything that is done, in its order."""
    return list(db.session.scalars(select(ErasureRequest).where(ErasureRequest.done_at.is_not(None))))


def marked(mark: str) -> ErasureRequest | None:
    """Whose erasure left this mark."""
    return next((it for it in _with_marks() if mark in it.marks), None)


def marks() -> set[str]:
    """Every mark by which somebody who was erased would be known again."""
    return {mark for it in _with_marks() for mark in it.marks}


def _with_marks() -> list[ErasureRequest]:
    begun = select(ErasureRequest).where(ErasureRequest.begun_at.is_not(None))
    return list(db.session.scalars(begun))
