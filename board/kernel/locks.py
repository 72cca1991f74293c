"""Every lock that is taken in the database: on rows, on a key that stands for no row, and SQLite's on all writing.

A lock of a row or a key ends with the unit of work that took it.
"""

import fcntl
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from weakref import WeakKeyDictionary

from sqlalchemy import func, inspect, select
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import SessionTransaction

from board.kernel.db import Base, db, number_of

LONGEST_WAIT_SECONDS = 15.0
"""How long a writer waits for the write lock (SQLite) or a row (PostgreSQL) before the page says to try again."""
NEXT_LOOK_SECONDS = 0.005
LOCKED_AT_ONCE = 1_000
"""Rows that one statement locks."""
_writers = threading.RLock()
_locked: WeakKeyDictionary[SessionTransaction, dict[type[Base], set[int]]] = WeakKeyDictionary()


class NoWriteLock(NoConnection):
    """Others wrote for so long that this writer never got the lock: nothing was written, try again shortly."""


@contextmanager
def write_lock() -> Iterator[None]:
    """One writer at a time on SQLite, in this process and across processes; PostgreSQL arranges that by itself.

    `BEGIN IMMEDIATE` alone is correct too; this lock keeps the slowest write short, as a waiting thread is woken
    where SQLite would poll, and no two checkpoints ever overlap. Raises `NoWriteLock` after the longest wait.
    """
    path, ends = db.engine.url.database, time.monotonic() + LONGEST_WAIT_SECONDS
    if db.engine.dialect.name != "sqlite" or not path or path == ":memory:":
        yield
        return
    if not _writers.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise NoWriteLock("another thread writes")
    try:
        with Path(f"{path}.turn").open("w") as file:
            while not _is_locked(file):
                if time.monotonic() > ends:
                    raise NoWriteLock("another process writes")
                time.sleep(NEXT_LOOK_SECONDS)
            yield
    finally:
        _writers.release()


def _is_locked(file: IO[str]) -> bool:
    """Lock the file if nobody else has: the kernel offers no wait with an end."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def lock_row(row: Base, *names: str, is_whole: bool = True) -> None:
    """Read these columns anew, or without names all of the row, and let nobody else change the row until the unit ends.

    What is decided by a value that was read before may already be wrong: PostgreSQL lets others write in between.
    Whoever does not lock it as a whole goes beside those who only count on its being there, or act as this person.
    """
    columns = names or [column.key for column in inspect(row.__class__).column_attrs]
    db.session.refresh(row, columns, with_for_update={"key_share": not is_whole})


def lock_rows(rows: Collection[Base]) -> None:
    """Read these rows of one table anew, one after the other by their numbers, and lock each as a whole.

    Nobody else changes them, or acts as one of them, until the unit ends. Those already locked stay as they are.
    """
    db.session.flush()
    model = next(iter(rows)).__class__  # `current_user` is a stand-in, whose class alone is the real one
    key = inspect(model).primary_key[0]
    locked_before = _locked_in_unit(model)
    numbers = sorted({number_of(row) for row in rows} - locked_before)
    for start in range(0, len(numbers), LOCKED_AT_ONCE):
        some = select(model).where(key.in_(numbers[start : start + LOCKED_AT_ONCE])).order_by(key)
        db.session.scalars(some.with_for_update().execution_options(populate_existing=True)).all()
    if not db.session().in_nested_transaction():  # rolled back, it gives back what it locked
        locked_before.update(numbers)


def lock_actor(row: Base) -> None:
    """Read the row of whoever acts anew, and let nobody lock it as a whole until the unit ends. Many act at once."""
    db.session.refresh(row, with_for_update={"read": True, "key_share": True})


def lock_shared(row: Base) -> None:
    """Read the row anew, and let nobody change it until the unit ends. Many who decide by it lock it so at once."""
    columns = [column.key for column in inspect(row.__class__).column_attrs]
    db.session.refresh(row, columns, with_for_update={"read": True})


def lock_without_reading(row: Base) -> None:
    """Let two who change what hangs on one row do so one after the other, until the unit ends.

    SQLite has one writer at a time anyhow. Nothing is read into the row: what was changed and not flushed stays.
    """
    mapper = inspect(row.__class__)  # `current_user` is a stand-in, whose class alone is the real one
    key = mapper.primary_key[0]
    mine = select(key).where(key == getattr(row, mapper.get_property_by_column(key).key))
    db.session.execute(mine.with_for_update(key_share=True))


def lock_key(key: str) -> None:
    """Until the current unit of work ends, every other one that names the same key waits here."""
    if db.engine.dialect.name == "postgresql":  # on SQLite units of work take turns anyway
        db.session.execute(func.pg_advisory_xact_lock(func.hashtextextended(key, 0)).select())


def _locked_in_unit(model: type[Base]) -> set[int]:
    """The numbers of the rows of this table that the unit of work has locked as a whole, until its transaction ends."""
    transaction = db.session().get_transaction()
    if transaction is None:
        return set()
    return _locked.setdefault(transaction, {}).setdefault(model, set())
