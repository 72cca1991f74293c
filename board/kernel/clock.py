"""The one place where time is read. Tests move it; everything else asks it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_frozen: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC, in whole seconds (what the database keeps and a page can show)."""
    instant = _frozen if _frozen is not None else datetime.now(UTC)
    return instant.replace(microsecond=0)


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
    """Stop the clock at an aware instant for the length of a block. For tests and rehearsals only."""
    global _frozen
    if at.tzinfo is None:
        raise ValueError("the clock takes aware instants only")
    before, _frozen = _frozen, at.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before
