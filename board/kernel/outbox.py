"""The outbox: messages written with the fact they carry, delivered after the commit.

A message holds a name and ids, never text: whoever delivers it reads the truth again. It is delivered at least once, so
handlers must bear being called twice. It is claimed for a while (a lease), so that a worker that dies gives it back. A
try counts from the claim: a message that ends its worker is not tried for ever either. It is tried later and later,
then given up and shown to a coordinator.
"""

import logging
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel import clock
from board.kernel.db import Model, after_commit, before_commit, db, unit_of_work, update_one

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
MOST_TRIES = 8
FEW = 100
"""At a thirtieth of a second for an email this takes three seconds."""
Deliver = Callable[[str, Mapping[str, Any]], None]


class BadMessage(Exception):
    """What is stored is nothing that we know how to deliver: trying again would not help."""


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


@dataclass
class _Delivery:
    """How messages are delivered. The application says it once, when it is made."""

    deliver: Deliver
    by_worker: frozenset[str] = frozenset()
    few_at_once: frozenset[str] = frozenset()


class _OfUnit:
    """How many messages of each kind the current unit of work has put."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def __call__(self) -> None:
        """Before the commit there is nothing to do."""


def _refuse(kind: str, _ids: Mapping[str, Any]) -> None:
    raise LookupError(f"nobody delivers outbox messages, such as {kind!r}")


_delivery = _Delivery(_refuse)


def deliver_with(deliver: Deliver, *, by_worker: Collection[str] = (), few_at_once: Collection[str] = ()) -> None:
    """Say who delivers messages: a function of the kind and the ids, which raises `BadMessage` for a hopeless one.

    Kinds that are not `by_worker` are delivered in the request that caused them, after its commit; of those that are
    `few_at_once` no more than `FEW`, so that nobody waits for hundreds. The worker delivers the others.
    """
    _delivery.deliver = deliver
    _delivery.by_worker, _delivery.few_at_once = frozenset(by_worker), frozenset(few_at_once)


def put(kind: str, ids: Mapping[str, Any]) -> None:
    """Write a message in the current unit of work."""
    message = OutboxMessage(kind=kind, ids=dict(ids), due_at=clock.now())
    db.session.add(message)
    db.session.flush()
    _deliver_after_commit(message)


def _deliver_after_commit(message: OutboxMessage) -> None:
    message_id, counts = message.id, before_commit(_OfUnit).counts
    counts[message.kind] += 1
    is_one_too_many = message.kind in _delivery.few_at_once and counts[message.kind] > FEW
    if message.kind not in _delivery.by_worker and not is_one_too_many:
        after_commit(lambda: _deliver(message_id))


def deliver_pending(*, most: int = 200) -> int:
    """Deliver what is due, oldest first; returns how many were tried. What the worker does, over and over."""
    now = clock.now()
    waiting = (
        select(OutboxMessage.id, OutboxMessage.tries)
        .where(OutboxMessage.delivered_at.is_(None), OutboxMessage.given_up_at.is_(None), OutboxMessage.due_at <= now)
        .where(or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now))
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(most)
    )
    due = list(db.session.execute(waiting))
    for message_id, tries in due:
        if tries < MOST_TRIES:
            _deliver(message_id)
        else:  # each try began, and none came to an end: the last of them ended its process
            _put_off(message_id, tries, "The process that delivered it came to an end each time before it was done.")
    return len(due)


def _deliver(message_id: int) -> None:
    message = _claim(message_id)
    if message is None:
        return
    kind, ids, tries = message.kind, dict(message.ids), message.tries
    try:
        _delivery.deliver(kind, ids)
    except BadMessage as refusal:
        db.session.rollback()
        log.exception("outbox message %s cannot be delivered", message_id)
        _put_off(message_id, MOST_TRIES, _words(refusal))
        return
    except Exception as problem:
        db.session.rollback()
        log.warning("outbox message %s (%s) was not delivered", message_id, kind, exc_info=problem)
        _put_off(message_id, tries, _words(problem))
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
        is_ours = update_one(
            update(OutboxMessage)
            .where(
                OutboxMessage.id == message_id,
                OutboxMessage.delivered_at.is_(None),
                OutboxMessage.given_up_at.is_(None),
                OutboxMessage.tries < MOST_TRIES,
            )
            .where(or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now))
            .values(leased_until=now + LEASE, tries=OutboxMessage.tries + 1)
        )
    return db.session.get(OutboxMessage, message_id, populate_existing=True) if is_ours else None


def _put_off(message_id: int, tries: int, error: str) -> None:
    now = clock.now()
    with unit_of_work():
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id)
            .values(
                leased_until=None,
                due_at=now + timedelta(minutes=2**tries),
                given_up_at=now if tries >= MOST_TRIES else None,
                last_error=error[:500],
            )
        )


_ADDRESS = re.compile(r"""(?:"[^"]*"|[^\s<>"'(){}\[\],:;]+)@[^\s<>"'(){}\[\],:;]+""")


def _words(exception: Exception) -> str:
    """What went wrong, without the address of whoever it happened to: that is in the email, for as long as it is."""
    return without_addresses(f"{type(exception).__name__}: {exception}")


def without_addresses(sentence: str) -> str:
    """What a machine said, without whose address it said it of."""
    return _ADDRESS.sub("an address", sentence)


def failed() -> list[OutboxMessage]:
    """The messages that were tried in vain so far, the latest first; `given_up_at` says which for good."""
    tried = select(OutboxMessage).where(OutboxMessage.last_error != "", OutboxMessage.delivered_at.is_(None))
    return list(db.session.scalars(tried.order_by(OutboxMessage.id.desc())))


def waiting_count(kind: str) -> int:
    """How many outbox messages of a kind are still to be delivered."""
    waits = select(func.count()).where(
        OutboxMessage.kind == kind, OutboxMessage.delivered_at.is_(None), OutboxMessage.given_up_at.is_(None)
    )
    return db.session.scalar(waits) or 0


def on_the_way_count(kind: str) -> int:
    """How many outbox messages of a kind wait for their first try: those tried in vain so far are `failed`."""
    waits = select(func.count()).where(
        OutboxMessage.kind == kind,
        OutboxMessage.delivered_at.is_(None),
        OutboxMessage.given_up_at.is_(None),
        OutboxMessage.last_error == "",
    )
    return db.session.scalar(waits) or 0


def all_undelivered(kind: str) -> Iterator[dict[str, Any]]:
    """The ids of every message of a kind that was not delivered, given up or not."""
    waits = select(OutboxMessage.ids).where(OutboxMessage.kind == kind, OutboxMessage.delivered_at.is_(None))
    return iter(db.session.scalars(waits))


def unfinished() -> Iterator[str]:
    """Messages that were both delivered and given up."""
    both = OutboxMessage.delivered_at.is_not(None), OutboxMessage.given_up_at.is_not(None)
    for number in db.session.scalars(select(OutboxMessage.id).where(*both).order_by(OutboxMessage.id)):
        yield f"Outbox message {number} was delivered, and was given up."


def oldest_waiting(kind: str) -> dict[str, Any] | None:
    """The ids of the oldest message of a kind that is still to be delivered."""
    waits = select(OutboxMessage.ids).where(
        OutboxMessage.kind == kind, OutboxMessage.delivered_at.is_(None), OutboxMessage.given_up_at.is_(None)
    )
    return db.session.scalar(waits.order_by(OutboxMessage.id).limit(1))


def is_old(moment: datetime) -> ColumnElement[bool]:
    """What was delivered or given up before."""
    return or_(OutboxMessage.delivered_at < moment, OutboxMessage.given_up_at < moment)


def try_again(message_id: int) -> bool:
    """Give a message that failed its tries back; it goes out after the commit. False when there is none such."""
    now = clock.now()
    is_revived = update_one(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.last_error != "", OutboxMessage.delivered_at.is_(None))
        .where(or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until < now))
        .values(given_up_at=None, tries=0, due_at=now, leased_until=None)
    )
    if not is_revived:
        return False
    _deliver_after_commit(db.session.get_one(OutboxMessage, message_id))
    return True
