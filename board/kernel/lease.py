"""Work that is somebody’s for a while: whoever takes it writes down until when, and says again that they are at it.

A worker that dies says nothing more, and its work is anybody’s when its time is over. A time further ahead than anybody
takes work for, and than two machines differ, was written by a clock that was set back since; it holds nothing.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work

LEASE = timedelta(seconds=25)
"""A worker takes work for so long, and again for so long while it is at it."""
RENEW_SECONDS = 5
LONGEST = timedelta(minutes=2)
"""What takes it again between its steps alone, or never, as a request does, takes it for longer."""


class Leased:
    """Columns of rows that are work."""

    leased_until: Mapped[datetime | None]
    leased_by: Mapped[str] = mapped_column(default="", server_default="")
    """The worker that is at it, or the run that takes it again by itself; empty for a request."""


def is_free(model: type[Leased], now: datetime) -> ColumnElement[bool]:
    """The rows that nobody is at."""
    until = model.leased_until
    return or_(until.is_(None), until < now, until > now + 2 * LONGEST)


def renew(worker: str) -> None:
    """Say that this worker is still at what it took."""
    _write(worker, leased_until=clock.now() + LEASE)


def give_back(worker: str) -> None:
    """Let others have at once what this worker took and will not finish."""
    _write(worker, leased_until=None)


def _write(worker: str, **values: Any) -> None:
    with unit_of_work():
        for model in Leased.__subclasses__():
            mine = model.leased_by == worker, model.leased_until.is_not(None)
            db.session.execute(update(model).where(*mine).values(values))
