"""The one place where time is read. Tests move it; everything else asks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_frozen: datetime | None = None
_zone: ZoneInfo = ZoneInfo("UTC")


def now() -> datetime:
    """The present instant, aware, in UTC, in whole seconds (what the database keeps and a page can show)."""
    instant = _frozen if _frozen is not None else datetime.now(UTC)
    return instant.replace(microsecond=0)


def live_in(zone: ZoneInfo) -> None:
    """Say in which zone the school's days begin and end."""
    global _zone
    _zone = zone


def day(at: datetime) -> date:
    """The day that an instant belongs to at the school: due days and terms are days there, not in UTC."""
    return at.astimezone(_zone).date()


def dawn(of: date) -> datetime:
    """The first instant of a day at the school."""
    return moment(of, time())


def minute(at: datetime) -> str:
    """The minute of an instant, in UTC: an email that is asked for twice within it is one."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")


def moment(of: date, at: time) -> datetime:
    """The instant at which the school's clocks show a time on a day."""
    return datetime.combine(of, at, _zone).astimezone(UTC)


def shown(at: datetime) -> datetime:
    """The same instant as the school's clocks show it."""
    return at.astimezone(_zone)


def zone() -> ZoneInfo:
    """Where the school is."""
    return _zone


@contextmanager
def running() -> Iterator[None]:
    """Let a stopped clock run for the length of a block."""
    global _frozen
    before, _frozen = _frozen, None
    try:
        yield
    finally:
        _frozen = before


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stop the clock at an aware instant for the length of a block. For tests and dry runs only."""
    global _frozen
    if at.tzinfo is None:
        raise ValueError("the clock takes aware instants only")
    before, _frozen = _frozen, at.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before
