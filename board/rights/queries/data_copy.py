"""Copies of people's data: which were asked for, and which is old."""

from collections.abc import Collection, Iterator
from datetime import timedelta

from sqlalchemy import func, select

from board.kernel import clock
from board.kernel.db import db
from board.kernel.invariant import Invariant
from board.kernel.retention import RetentionRule
from board.rights.models import DataCopy
from board.school import settings as school_settings

OVERDUE = timedelta(days=2)
"""So long after it should have gone, a copy is a sign that nothing erases it any more."""


def by_id(copy_id: int) -> DataCopy | None:
    """One copy, as the database has it now."""
    return db.session.get(DataCopy, copy_id, populate_existing=True)


def last_of(user_id: int) -> DataCopy | None:
    """The copy that a person asked for last."""
    return last_of_each([user_id]).get(user_id)


def last_of_each(user_ids: Collection[int]) -> dict[int, DataCopy]:
    """The same of each of these people; who asked for none is left out."""
    latest = select(func.max(DataCopy.id)).where(DataCopy.user_id.in_(user_ids)).group_by(DataCopy.user_id)
    copies = select(DataCopy).where(DataCopy.id.in_(latest)).execution_options(populate_existing=True)
    return {copy.user_id: copy for copy in db.session.scalars(copies)}


def of_user(user_id: int) -> list[DataCopy]:
    """Every copy of a person that is still there, the latest first."""
    mine = select(DataCopy).where(DataCopy.user_id == user_id)
    return list(db.session.scalars(mine.order_by(DataCopy.id.desc())))


def _strays() -> Iterator[str]:
    old = clock.now() - timedelta(days=school_settings.retention_copies_days) - OVERDUE
    strays = select(DataCopy.id).where(func.coalesce(DataCopy.ready_at, DataCopy.asked_at) < old)
    for number in db.session.scalars(strays.order_by(DataCopy.id)):
        yield f"Copy {number} of a person’s data is past its time, and still there."


COPY_RETENTION = (
    RetentionRule(
        lambda: school_settings.retention_copies_days,
        "copies of people’s data",
        DataCopy,
        lambda moment: (DataCopy.ready_at < moment) | ((DataCopy.asked_at < moment) & DataCopy.ready_at.is_(None)),
        DataCopy.name,
    ),
)
COPY_INVARIANTS = (
    Invariant(
        "A copy of somebody’s data is gone when its time is over",
        _strays,
        "Whoever runs Rounds sees that a worker runs: it erases them at night.",
    ),
)
