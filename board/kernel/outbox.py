"""What leaves the building: parcels written with the fact they carry, delivered after the commit, at least once.

A parcel holds a kind and ids, never text: whoever delivers it reads the truth again. Handlers must therefore bear being
called twice. A parcel is claimed for a while (a lease), so that a worker that dies gives it back, and is tried again
later and later until it is given up and shown to a coordinator.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel import clock
from board.kernel.db import Model, after_commit, db, unit_of_work

log = logging.getLogger(__name__)

Handler = Callable[..., object]

LEASE = timedelta(minutes=2)
MOST_TRIES = 8
_handlers: dict[str, tuple[Handler, bool]] = {}


class Parcel(Model):
    """One thing to deliver."""

    __tablename__ = "parcels"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    ids: Mapped[dict[str, Any]]
    due_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None] = mapped_column(index=True)
    given_up_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")


def handle(kind: str, handler: Handler, *, at_once: bool = True) -> None:
    """Say who delivers a kind. `at_once`: cheap enough to deliver in the request that caused it, after its commit."""
    _handlers[kind] = (handler, at_once)


def kinds() -> set[str]:
    """Every kind that somebody delivers."""
    return set(_handlers)


def put(kind: str, *, due_at: datetime | None = None, **ids: Any) -> None:
    """Write a parcel in the current unit of work. With `due_at` it waits for the worker until then."""
    if kind not in _handlers:
        raise LookupError(f"nobody delivers parcels of the kind {kind!r}")
    parcel = Parcel(kind=kind, ids=ids, due_at=due_at or clock.now())
    db.session.add(parcel)
    db.session.flush()
    if due_at is None and _handlers[kind][1]:
        parcel_id = parcel.id
        after_commit(lambda: _deliver(parcel_id))


def deliver_pending(*, most: int = 200) -> int:
    """Deliver what is due, oldest first; returns how many were tried. What the worker does, over and over."""
    now = clock.now()
    waiting = (
        select(Parcel.id)
        .where(Parcel.delivered_at.is_(None), Parcel.given_up_at.is_(None), Parcel.due_at <= now)
        .where(or_(Parcel.leased_until.is_(None), Parcel.leased_until < now))
        .order_by(Parcel.due_at, Parcel.id)
        .limit(most)
    )
    parcel_ids = list(db.session.scalars(waiting))
    for parcel_id in parcel_ids:
        _deliver(parcel_id)
    return len(parcel_ids)


def _deliver(parcel_id: int) -> None:
    parcel = _claim(parcel_id)
    if parcel is None:
        return
    kind, ids, tries = parcel.kind, dict(parcel.ids), parcel.tries
    try:
        _handlers[kind][0](**ids)
    except Exception as trouble:
        db.session.rollback()
        log.warning("parcel %s (%s) was not delivered", parcel_id, kind, exc_info=trouble)
        _put_off(parcel_id, tries, trouble)
        return
    with unit_of_work():
        db.session.execute(
            update(Parcel).where(Parcel.id == parcel_id).values(delivered_at=clock.now(), leased_until=None)
        )


def _claim(parcel_id: int) -> Parcel | None:
    now = clock.now()
    with unit_of_work():
        claimed: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]  # an UPDATE answers a cursor
            update(Parcel)
            .where(Parcel.id == parcel_id, Parcel.delivered_at.is_(None), Parcel.given_up_at.is_(None))
            .where(or_(Parcel.leased_until.is_(None), Parcel.leased_until < now))
            .values(leased_until=now + LEASE, tries=Parcel.tries + 1)
        )
    return db.session.get(Parcel, parcel_id, populate_existing=True) if claimed.rowcount else None


def _put_off(parcel_id: int, tries: int, trouble: Exception) -> None:
    now = clock.now()
    with unit_of_work():
        db.session.execute(
            update(Parcel)
            .where(Parcel.id == parcel_id)
            .values(
                leased_until=None,
                due_at=now + timedelta(minutes=2**tries),
                given_up_at=now if tries >= MOST_TRIES else None,
                last_error=f"{type(trouble).__name__}: {trouble}"[:500],
            )
        )


def failed(kind: str) -> list[Parcel]:
    """The parcels of a kind that were tried in vain so far, the latest first; `given_up_at` says which for good."""
    tried = select(Parcel).where(Parcel.kind == kind, Parcel.last_error != "", Parcel.delivered_at.is_(None))
    return list(db.session.scalars(tried.order_by(Parcel.id.desc())))


def waiting_count(kind: str) -> int:
    """How many parcels of a kind are still to be delivered."""
    waits = select(func.count()).where(Parcel.kind == kind, Parcel.delivered_at.is_(None), Parcel.given_up_at.is_(None))
    return db.session.scalar(waits) or 0


def try_again(parcel_id: int) -> bool:
    """Give a parcel that failed its tries back; it goes out after the commit. False when there is none such."""
    now = clock.now()
    revived: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]  # an UPDATE answers a cursor
        update(Parcel)
        .where(Parcel.id == parcel_id, Parcel.last_error != "", Parcel.delivered_at.is_(None))
        .where(or_(Parcel.leased_until.is_(None), Parcel.leased_until < now))
        .values(given_up_at=None, tries=0, due_at=now, leased_until=None)
    )
    if revived.rowcount:
        after_commit(lambda: _deliver(parcel_id))
    return bool(revived.rowcount)
