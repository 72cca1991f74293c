"""That a worker is about: it writes so while it lives, and whoever waits for it reads when it last did."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel.db import Model, db
from board.kernel.statements import put_once
from board.kernel.unit_of_work import unit_of_work

WORKER = "worker"
BACKUP = "backup"
BACKUP_UNDER_WAY = "backup-under-way:"
"""And which one: several may be made at once."""
EVERY = timedelta(seconds=15)
"""A worker writes at most so often."""
LONG = timedelta(minutes=5)
"""After so long without a word there is none."""


class Heartbeat(Model):
    """One row for all workers: any of them will do."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


def beat(name: str, *, now: datetime) -> None:
    """Say that one of this name is about."""
    with unit_of_work():
        if not put_once(Heartbeat, name=name, at=now):
            db.session.execute(update(Heartbeat).where(Heartbeat.name == name).values(at=now))


def end(name: str) -> None:
    """Say that what had this name is over."""
    with unit_of_work():
        db.session.execute(delete(Heartbeat).where(Heartbeat.name == name))


def end_each(beginning: str) -> None:
    """Say that all whose name begins so are over."""
    with unit_of_work():
        db.session.execute(delete(Heartbeat).where(Heartbeat.name.startswith(beginning, autoescape=True)))


def last(name: str) -> datetime | None:
    """When one of this name was about; None when none ever was."""
    return db.session.scalar(select(Heartbeat.at).where(Heartbeat.name == name))


def times(beginning: str) -> list[datetime]:
    """When each whose name begins so was about last."""
    return list(db.session.scalars(select(Heartbeat.at).where(Heartbeat.name.startswith(beginning, autoescape=True))))


def is_about(name: str, *, now: datetime) -> bool:
    """Has one of this name been about of late? What was written ahead of our clock, which was set back, is not."""
    at = last(name)
    return at is not None and abs(now - at) < LONG
