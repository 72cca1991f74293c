"""What is erased once it is older than the school says: which rows, and how they go without keeping others waiting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, delete, func, inspect, select

from board.kernel import storage
from board.kernel.db import Base, db
from board.kernel.statements import rows_changed
from board.kernel.unit_of_work import unit_of_work

BATCH = 500
"""Rows that go in one transaction: a writer waits for no more than so many."""


@dataclass(frozen=True)
class RetentionRule:
    """Rows of one sort, which go when they are old. What refers to them goes with them, or lets go of them."""

    days: Callable[[], int]
    """After how many days, as the school's setting says today."""
    what: str
    """In words, for the log and the command."""
    model: type[Base]
    is_old: Callable[[datetime], ColumnElement[bool]]
    """Which rows are older than a moment. What is still needed is not, however old."""
    file: SQLColumnExpression[str] | None = None
    """The column that names a file on the disk: it goes with its row."""


def count_old(rule: RetentionRule, moment: datetime) -> int:
    """How many rows would go."""
    return db.session.scalar(select(func.count()).select_from(rule.model).where(rule.is_old(moment))) or 0


def erase_old(rule: RetentionRule, moment: datetime) -> int:
    """Erase them, batch by batch, each in a unit of work of its own; answers how many. Again is none."""
    (key,) = inspect(rule.model).primary_key
    erased = 0
    while True:
        with unit_of_work():
            batch = list(db.session.scalars(select(key).where(rule.is_old(moment)).limit(BATCH)))
            if rule.file is not None:
                for name in db.session.scalars(select(rule.file).where(key.in_(batch))):
                    storage.release(name)
            changed = rows_changed(delete(rule.model).where(key.in_(batch), rule.is_old(moment)))
        erased += changed
        if len(batch) < BATCH:
            return erased
