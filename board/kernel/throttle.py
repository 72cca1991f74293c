"""How often something may be done: counted before it is done, in the database, so that it holds for every process.

The counting is the `limits` library's fixed windows. Its storage is one table of ours: a count is raised and read in
one statement, so that of many at the same moment no more are let through than may be.
"""

import hashlib
import threading
import time
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from limits import RateLimitItem, parse_many
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel import clock
from board.kernel.db import Model, db
from board.kernel.errors import TooManyRequests
from board.kernel.statements import rows_changed
from board.kernel.unit_of_work import unit_of_work
from board.kernel.wording import plural


class Count(Model):
    """How often something was done in the window that ends then. The key is a hash: it may be made of an address."""

    __tablename__ = "throttle_counts"

    key: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True)
class Limit:
    """What is limited: its name, how often in which time, and what whoever does it too often should know."""

    name: str
    rates: tuple[RateLimitItem, ...]
    sentence: str

    @classmethod
    def of(cls, name: str, rates: str, sentence: str) -> "Limit":
        """`Limit.of("sign-up", "3 per hour; 6 per day", "…")`."""
        return cls(name, tuple(parse_many(rates)), sentence)


@dataclass(frozen=True)
class Use:
    """One use of something limited, by whom: an address, an origin, the number of a person."""

    limit: Limit
    who: str

    @property
    def key(self) -> str:
        """Who it is, without saying it."""
        return hashlib.sha256(f"{self.limit.name}:{self.who}".encode()).hexdigest()


class DatabaseStorage(Storage):
    """Counts as rows. Called inside a unit of work."""

    STORAGE_SCHEME = None

    @property
    def base_exceptions(self) -> type[Exception]:
        """What can go wrong here."""
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and say how many there are now. A window that is over begins anew."""
        now = clock.now()
        inserts: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
        ends_at = now + timedelta(seconds=expiry)
        is_over = Count.ends_at <= now
        written = inserts[db.engine.dialect.name](Count).values(key=key, number=amount, ends_at=ends_at)
        written = written.on_conflict_do_update(
            index_elements=[Count.key],
            set_={
                "number": case((is_over, amount), else_=Count.number + amount),
                "ends_at": case((is_over, ends_at), else_=Count.ends_at),
            },
        )
        return int(db.session.execute(written.returning(Count.number)).scalar_one())

    def get(self, key: str) -> int:
        """How many there are in the window that runs."""
        return db.session.scalar(select(Count.number).where(Count.key == key, Count.ends_at > clock.now())) or 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970."""
        ends_at = db.session.scalar(select(Count.ends_at).where(Count.key == key)) or clock.now()
        return ends_at.astimezone(UTC).timestamp()

    def check(self) -> bool:
        """The database is asked by whoever uses it."""
        return True

    def reset(self) -> int | None:
        """Forget every count."""
        return rows_changed(delete(Count))

    def clear(self, key: str) -> None:
        """Forget one."""
        db.session.execute(delete(Count).where(Count.key == key))


class ProcessStorage(Storage):
    """Counts of this process alone, for what is done so often that the database should not hear of it.

    The library's own keeps a thread that wakes a hundred times a second: it cost a page more than the counting.
    """

    STORAGE_SCHEME = None
    MOST = 50_000
    """Counts that are kept before those whose window is over are looked for."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: dict[str, tuple[int, float]] = {}
        self._turn = threading.Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """Nothing goes wrong here."""
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and say how many there are now. A window that is over begins anew."""
        now = time.time()
        with self._turn:
            number, ends_at = self._counts.get(key, (0, 0.0))
            if ends_at <= now:
                number, ends_at = 0, now + expiry
                if len(self._counts) >= self.MOST:
                    self._counts = {name: count for name, count in self._counts.items() if count[1] > now}
            self._counts[key] = number + amount, ends_at
        return number + amount

    def get(self, key: str) -> int:
        """How many there are in the window that runs."""
        number, ends_at = self._counts.get(key, (0, 0.0))
        return number if ends_at > time.time() else 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970."""
        return self._counts.get(key, (0, time.time()))[1]

    def check(self) -> bool:
        """It is always there."""
        return True

    def reset(self) -> int | None:
        """Forget every count."""
        forgotten, self._counts = len(self._counts), {}
        return forgotten

    def clear(self, key: str) -> None:
        """Forget one."""
        self._counts.pop(key, None)


_limiter = FixedWindowRateLimiter(DatabaseStorage())
_are_enforced: ContextVar[bool] = ContextVar("limits_are_enforced", default=True)


def enforce_none() -> None:
    """From now on nothing is counted or refused in this context: for a test that asks more often than anybody may."""
    _are_enforced.set(False)


def count(*uses: Use) -> None:
    """Count these, one after the other, before what they stand for is done. In a unit of work of its own.

    The first that is over its limit is the last that is counted, so that one who is refused uses up nothing of what
    others share. Raises `TooManyRequests`, with the time to wait.
    """
    with unit_of_work():
        refused = next((refusal for use in uses if (refusal := _refusal(use)) is not None), None)
    if refused is not None:
        raise refused


def give_back(uses: Sequence[Use]) -> None:
    """It was no misuse after all, such as a sign-in with the right password. In the current unit of work."""
    for use in uses:
        for rate in use.limit.rates:
            less = update(Count).where(Count.key == rate.key_for(use.key), Count.number > 0)
            db.session.execute(less.values(number=Count.number - 1))


def forget(uses: Sequence[Use]) -> None:
    """Whoever did it has shown to be the right one: what was counted before counts no more. In the current unit."""
    keys = [rate.key_for(use.key) for use in uses for rate in use.limit.rates]
    db.session.execute(delete(Count).where(Count.key.in_(keys)))


def forget_over(now: datetime) -> int:
    """Delete the counts of windows that are over; answers how many there were."""
    with unit_of_work():
        return rows_changed(delete(Count).where(Count.ends_at <= now))


def refusal(limit: Limit, ends_at: float) -> TooManyRequests:
    """What is told to whoever did it too often, when they may again."""
    seconds = max(1, round(ends_at - clock.now().timestamp()))
    wait = plural(seconds, "second") if seconds < 90 else plural(-(-seconds // 60), "minute")
    return TooManyRequests(f"{limit.sentence} Wait {wait}, then try again.", seconds)


def _refusal(use: Use) -> TooManyRequests | None:
    for rate in use.limit.rates if _are_enforced.get() else ():
        if not _limiter.hit(rate, use.key):
            return refusal(use.limit, _limiter.get_window_stats(rate, use.key).reset_time)
    return None
