"""The outbox: messages written with the fact they carry, delivered after the commit.

A message holds a name and ids, never text: whoever delivers it reads the truth again. It is delivered at least once, so
handlers must bear being called twice. It is claimed for a while (a lease), so that a worker that dies gives it back. A
try counts from the claim: a message that ends its worker is not tried for ever either. It is tried later and later,
then given up and shown to a coordinator.
"""

import logging
import math
import re
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Index, Select, Table, func, insert, or_, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel import clock
from board.kernel.db import Model, db
from board.kernel.lease import LEASE, LONGEST, Leased, is_free
from board.kernel.statements import update_one
from board.kernel.unit_of_work import after_commit, before_commit, unit_of_work

log = logging.getLogger(__name__)

MOST_TRIES = 8
FEW = 100
"""At a thirtieth of a second for an email this takes three seconds."""
ENDED_EACH_TIME = "The process that delivered it came to an end each time before it was done."
Deliver = Callable[[str, Mapping[str, Any]], None]


_WAITS = text("delivered_at IS NULL AND given_up_at IS NULL")
"""Of the messages of months a handful: the worker looks through these alone."""
_IS_LEASED = text("leased_until IS NOT NULL")


class BadMessage(Exception):
    """What is stored is nothing that we know how to deliver: trying again would not help."""


class OutboxMessage(Leased, Model):
    """One thing to deliver."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        Index("ix_outbox_messages_waiting", "due_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_outbox_messages_leased", "leased_by", sqlite_where=_IS_LEASED, postgresql_where=_IS_LEASED),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    ids: Mapped[dict[str, Any]]
    due_at: Mapped[datetime] = mapped_column(index=True)
    tries: Mapped[int] = mapped_column(default=0)
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


_PUT = insert(cast(Table, OutboxMessage.__table__)).returning(OutboxMessage.__table__.c.id)


def put(kind: str, ids: Mapping[str, Any]) -> None:
    """Write a message in the current unit of work."""
    put_all(kind, [ids])


def put_all(kind: str, ids_of_each: Sequence[Mapping[str, Any]]) -> None:
    """Write messages of one kind, in one statement."""
    db.session.flush()  # what they tell of is written before them
    now = clock.now()
    rows = [{"kind": kind, "ids": dict(ids), "due_at": now} for ids in ids_of_each]
    for number in sorted(db.session.scalars(_PUT, rows)) if rows else ():
        _deliver_after_commit(number, kind)


def _deliver_after_commit(message_id: int, kind: str) -> None:
    counts = before_commit(_OfUnit).counts
    counts[kind] += 1
    is_one_too_many = kind in _delivery.few_at_once and counts[kind] > FEW
    if kind not in _delivery.by_worker and not is_one_too_many:
        after_commit(lambda: _deliver(message_id))


def deliver_pending(*, most: int = 200, worker: str = "", seconds: float = math.inf) -> int:
    """Deliver what is due, oldest first; returns how many were tried. What the worker does, over and over.

    After so many seconds none is begun any more: a mail server that says nothing is waited for with each email.

    Each is taken when its turn comes: of several workers none takes what another is at, and none waits for another.
    """
    tried, is_waiting, ends = 0, db.session.scalar(_due().limit(1)) is not None, time.monotonic() + seconds
    db.session.rollback()
    while is_waiting and tried < most:
        message = _take_next(worker)
        if message is None:
            break
        tried += 1
        if message.leased_until is not None:
            _hand_over(message)
        else:  # each try began, and none came to an end: the last of them ended its process
            _put_off(message.id, MOST_TRIES, ENDED_EACH_TIME, by=message.leased_by)
        if time.monotonic() >= ends:
            break
    return tried


def _due() -> Select[OutboxMessage]:
    """The messages whose time has come and that nobody is at, oldest first.

    One that never failed is put off by nobody: where it is due later, the clock was set back since.
    """
    now = clock.now()
    is_time = or_(OutboxMessage.due_at <= now, OutboxMessage.last_error == "")
    return (
        select(OutboxMessage)
        .where(_WAITS, is_time, is_free(OutboxMessage, now))
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
    )


def _take_next(worker: str) -> OutboxMessage | None:
    """Take the oldest that nobody takes in the same moment; one that used up its tries comes back without a lease."""
    with unit_of_work():
        message = db.session.scalar(_due().limit(1).with_for_update(skip_locked=True))
        if message is not None and message.tries >= MOST_TRIES:
            message.leased_until = None
        elif message is not None:
            message.leased_until, message.leased_by = clock.now() + LEASE, worker
            message.tries += 1
    return message


def _deliver(message_id: int) -> None:
    """Deliver what was just put, in the request that put it."""
    message = _claim(message_id)
    if message is not None:
        _hand_over(message)


def _hand_over(message: OutboxMessage) -> None:
    message_id, kind, ids, tries = message.id, message.kind, dict(message.ids), message.tries
    by = message.leased_by
    try:
        _delivery.deliver(kind, ids)
    except BadMessage as refusal:
        db.session.rollback()
        log.exception("outbox message %s cannot be delivered", message_id)
        _put_off(message_id, MOST_TRIES, _words(refusal), by=by)
        return
    except Exception as problem:
        db.session.rollback()
        log.warning("outbox message %s (%s) was not delivered", message_id, kind, exc_info=problem)
        _put_off(message_id, tries, _words(problem), by=by)
        return
    with unit_of_work():
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id)
            .values(delivered_at=clock.now(), given_up_at=None, leased_until=None)
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
            .where(is_free(OutboxMessage, now))
            .values(leased_until=now + LONGEST, leased_by="", tries=OutboxMessage.tries + 1)
        )
    return db.session.get(OutboxMessage, message_id, populate_existing=True) if is_ours else None


def _put_off(message_id: int, tries: int, error: str, *, by: str) -> None:
    """Try again later, or no more; unless another took it since, because this one was held up for too long."""
    now = clock.now()
    with unit_of_work():
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id == message_id, OutboxMessage.leased_by == by, OutboxMessage.delivered_at.is_(None))
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


def all_waiting_count() -> int:
    """How many outbox messages are still to be delivered."""
    return db.session.scalar(select(func.count()).select_from(OutboxMessage).where(_WAITS)) or 0


def oldest_due_at() -> datetime | None:
    """Since when the message that waits longest could have been delivered; a try that failed puts it off."""
    return db.session.scalar(select(func.min(OutboxMessage.due_at)).where(_WAITS))


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
        .where(is_free(OutboxMessage, now))
        .values(given_up_at=None, tries=0, due_at=now, leased_until=None)
    )
    if not is_revived:
        return False
    _deliver_after_commit(message_id, db.session.get_one(OutboxMessage, message_id).kind)
    return True
