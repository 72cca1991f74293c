"""Finding people who are to be erased."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from board.accounts import erasure_marks
from board.accounts.models import ErasureMark, ErasureMarkKey, ErasureRequest
from board.kernel.batches import batched
from board.kernel.db import db
from board.kernel.keyring import SecretKeys
from board.kernel.lease import is_free

REMIND_BEFORE = timedelta(days=1)
PER_PAGE = 25
ASKED_AT_ONCE = 500
"""Marks that one statement names."""
_WITH_PEOPLE = (
    joinedload(ErasureRequest.user),
    joinedload(ErasureRequest.asked_by),
    selectinload(ErasureRequest.marks),
)


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


def under_way(page: int) -> tuple[list[ErasureRequest], int]:
    """A page of what is not at its end, the next first; and how many there are."""
    return _page(_under_way().options(*_WITH_PEOPLE), page)


def done(page: int) -> tuple[list[ErasureRequest], int]:
    """A page of what is at its end, the latest first; and how many there are."""
    ended = select(ErasureRequest).where(ErasureRequest.done_at.is_not(None)).options(*_WITH_PEOPLE)
    return _page(ended.order_by(ErasureRequest.done_at.desc(), ErasureRequest.id.desc()), page)


def _page(requests: Select[ErasureRequest], page: int) -> tuple[list[ErasureRequest], int]:
    total = db.session.scalar(select(func.count()).select_from(requests.order_by(None).subquery())) or 0
    return list(db.session.scalars(requests.offset((page - 1) * PER_PAGE).limit(PER_PAGE))), total


def to_remind(now: datetime) -> list[ErasureRequest]:
    """What begins within a day and was not announced."""
    waiting = _under_way().where(ErasureRequest.begun_at.is_(None), ErasureRequest.reminded_at.is_(None))
    return list(db.session.scalars(waiting.where(ErasureRequest.due_at <= now + REMIND_BEFORE)))


def due(now: datetime) -> list[ErasureRequest]:
    """What is to begin, or has begun and whose rows are still there, and no other worker is at it."""
    waiting = _under_way().where(ErasureRequest.due_at <= now, ErasureRequest.rows_erased_at.is_(None))
    return list(db.session.scalars(waiting.where(is_free(ErasureRequest, now))))


def count_unfinished() -> int:
    """How many have begun and are not at their end."""
    begun = _under_way().where(ErasureRequest.begun_at.is_not(None)).order_by(None)
    return db.session.scalar(select(func.count()).select_from(begun.subquery())) or 0


def rows_are_erased() -> list[ErasureRequest]:
    """What only the index and the files of the database may still hold."""
    return list(db.session.scalars(_under_way().where(ErasureRequest.rows_erased_at.is_not(None))))


def mark_keys(keys: SecretKeys) -> list[str]:
    """By which people can be known again; the newest first, which marks from now on."""
    sealed = db.session.scalars(select(ErasureMarkKey.sealed).order_by(ErasureMarkKey.id.desc()))
    return erasure_marks.open_keys(sealed, keys)


def marked(marks: Collection[str]) -> ErasureRequest | None:
    """Whose erasure left one of these marks, the earliest."""
    left = select(ErasureRequest).join(ErasureMark).where(ErasureMark.mark.in_(marks))
    return db.session.scalar(left.order_by(ErasureRequest.id).limit(1))


def all_marked(marks: Collection[str]) -> dict[str, ErasureRequest]:
    """Of these marks those that an erasure left, each with it."""
    erased: dict[str, ErasureRequest] = {}
    for some in batched(sorted(marks), ASKED_AT_ONCE):
        left = select(ErasureMark.mark, ErasureRequest).join(ErasureRequest).where(ErasureMark.mark.in_(some))
        erased |= {row[0]: row[1] for row in db.session.execute(left)}
    return erased


def _under_way() -> Select[ErasureRequest]:
    waiting = select(ErasureRequest).where(ErasureRequest.cancelled_at.is_(None), ErasureRequest.done_at.is_(None))
    return waiting.order_by(ErasureRequest.due_at, ErasureRequest.id)
