"""What leaves the building: messages written with the fact they carry, delivered after the commit.

A message holds a kind and ids, never text: whoever delivers it reads the truth again. It is delivered at least once, so
handlers must bear being called twice. It is claimed for a while (a lease), so that a worker that dies gives it back,
and is tried again later and later until it is given up and shown to a coordinator.
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


class OutboxMessage(Model):
    """One thing to deliver."""

    __tablename__ = "outbox_messages"

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
    """Write an outbox message in the current unit of work. With `due_at` it waits for the worker until then."""
    if kind not in _handlers:
        raise LookupError(f"nobody delivers outbox messages of the kind {kind!r}")
    message = OutboxMessage(kind=kind, ids=ids, due_at=due_at or clock.now())
    db.session.add(message)
    db.session.flush()
    if due_at is None and _handlers[kind][1]:
        message_id = message.id
        after_commit(lambda: _deliver(message_id))


def deliver_pending(*, most: int = 200) -> int:
    """Deliver what is due, oldest first; returns how many were tried. What the worker does, over and over."""
    now = clock.now()
    waiting = (
        select(OutboxMessage.id)
        .where(OutboxMessage.delivered_at.is_(None), OutboxMessage.given_up_at.is_(None), OutboxMessage.due_at <= now)
        .where(or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now))
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(most)
    )
    message_ids = list(db.session.scalars(waiting))
    for message_id in message_ids:
        _deliver(message_id)
    return len(message_ids)


def _deliver(message_id: int) -> None:
    message = _claim(message_id)
    if message is None:
        return
    kind, ids, tries = message.kind, dict(message.ids), message.tries
    try:
        _handlers[kind][0](**ids)
    except Exception as problem:
        db.session.rollback()
        log.warning("outbox message %s (%s) was not delivered", message_id, kind, exc_info=problem)
        _put_off(message_id, tries, problem)
        return
    with unit_of_work():
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id)
            .values(delivered_at=clock.now(), leased_until=None)
        )


def _claim(message_id: int) -> OutboxMessage | None:
    now = clock.now()
    with unit_of_work():
        claimed: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]  # an UPDATE answers a cursor
            update(OutboxMessage)
            .where(
                OutboxMessage.id == message_id,
                OutboxMessage.delivered_at.is_(None),
                OutboxMessage.given_up_at.is_(None),
            )
            .where(or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now))
            .values(leased_until=now + LEASE, tries=OutboxMessage.tries + 1)
        )
    return db.session.get(OutboxMessage, message_id, populate_existing=True) if claimed.rowcount else None


def _put_off(message_id: int, tries: int, exception: Exception) -> None:
    now = clock.now()
    with unit_of_work():
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id)
            .values(
                leased_until=None,
                due_at=now + timedelta(minutes=2**tries),
                given_up_at=now if tries >= MOST_TRIES else None,
                last_error=f"{type(exception).__name__}: {exception}"[:500],
            )
        )


def failed(kind: str) -> list[OutboxMessage]:
    """The messages of a kind that were tried in vain so far, the latest first; `given_up_at` says which for good."""
    tried = select(OutboxMessage).where(
        OutboxMessage.kind == kind, OutboxMessage.last_error != "", OutboxMessage.delivered_at.is_(None)
    )
    return list(db.session.scalars(tried.order_by(OutboxMessage.id.desc())))


def waiting_count(kind: str) -> int:
    """How many outbox messages of a kind are still to be delivered."""
    waits = select(func.count()).where(
        OutboxMessage.kind == kind, OutboxMessage.delivered_at.is_(None), OutboxMessage.given_up_at.is_(None)
    )
    return db.session.scalar(waits) or 0


def try_again(message_id: int) -> bool:
    """Give a message that failed its tries back; it goes out after the commit. False when there is none such."""
    now = clock.now()
    revived: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]  # an UPDATE answers a cursor
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.last_error != "", OutboxMessage.delivered_at.is_(None))
        .where(or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now))
        .values(given_up_at=None, tries=0, due_at=now, leased_until=None)
    )
    if not revived.rowcount:
        return False
    _, at_once = _handlers[db.session.get_one(OutboxMessage, message_id).kind]
    if at_once:  # what is slow, such as a mail server, is the worker's
        after_commit(lambda: _deliver(message_id))
    return True
