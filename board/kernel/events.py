"""What happened, as a frozen dataclass of ids, and what each slice does about it.

An event is written into the outbox with the fact it tells of, and handled after the commit. Handlers run in one unit
of work, bear being called twice, and answer sentences that say what they did. So the same handlers tell beforehand
what would follow: run in a rehearsal, which leaves nothing behind.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

Handler = Callable[[Any, datetime], Iterable[str]]
_handlers: dict[type, Sequence[Handler]] = {}


def install(table: Mapping[type, Sequence[Handler]]) -> None:
    """Say what reacts to each event, in which order."""
    _handlers.clear()
    _handlers.update(table)


def handle(event: object, now: datetime) -> list[str]:
    """Let every slice react in the current unit of work; answers what each did, in its words."""
    return [sentence for handler in _handlers[type(event)] for sentence in handler(event, now)]
