"""Asking for a copy of one's data, and its being ready."""

from datetime import datetime

from sqlalchemy import update

from board.accounts.models import User
from board.kernel import audit, events, storage
from board.kernel.db import db
from board.kernel.locks import lock_without_reading
from board.kernel.statements import update_one
from board.kernel.verdict import require
from board.notices.actions import notify
from board.rights.events import DataCopyAsked
from board.rights.models import DataCopy
from board.rights.policy import data_copy as data_copy_policy
from board.rights.queries import data_copy as data_copy_queries


def ask(*, by: User, now: datetime) -> DataCopy:
    """Have a copy made of everything that is this person's."""
    lock_without_reading(by)
    require(data_copy_policy.may_ask(data_copy_queries.last_of(by.id), now))
    copy = DataCopy(user_id=by.id, asked_at=now)
    db.session.add(copy)
    db.session.flush()
    audit.record("data-copy.ask", by=by.id, thing=f"user:{by.id}")
    events.publish(DataCopyAsked(copy.id))
    return copy


def finish(copy_id: int, *, name: str, now: datetime) -> bool:
    """The file is made: its person is told. False where another worker was first, or nobody waits any more."""
    waits = update(DataCopy).where(DataCopy.id == copy_id, DataCopy.ready_at.is_(None))
    if not update_one(waits.values(name=name, ready_at=now)):
        return False
    copy = data_copy_queries.by_id(copy_id)
    if copy is not None:
        words = "The copy of your data is ready."
        notify(copy.user, "data-copy-ready", words=words, href="/account/data", copy_id=copy_id)
    return True


def drop_since(user_id: int, since: datetime) -> None:
    """Give up every copy of this account that was made from then on, or is being made, with its file."""
    for copy in data_copy_queries.of_user(user_id):
        if copy.ready_at is None or copy.ready_at >= since:
            storage.release(copy.name)
            db.session.delete(copy)
