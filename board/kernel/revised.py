"""Things that calendars and feeds follow: each change of what they show is counted and dated."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import event, inspect
from sqlalchemy.orm import Mapped, mapped_column

from board.kernel import clock


class Revised:
    """A model with `sequence` (iCalendar's SEQUENCE) and `changed_at` (LAST-MODIFIED, Atom's updated).

    Both move whenever one of the columns in `FOLLOWED` does, when it is changed through the object. A statement of its
    own sets them itself, with `next_revision`.
    """

    FOLLOWED: ClassVar[tuple[str, ...]]

    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def next_revision(cls) -> dict[str, Any]:
        """What an UPDATE of its own adds to its values."""
        return {"sequence": cls.sequence + 1, "changed_at": clock.now()}


@event.listens_for(Revised, "before_update", propagate=True)
def _count(_mapper: object, _connection: object, thing: Revised) -> None:
    state = inspect(thing)
    if any(state.attrs[name].history.has_changes() for name in thing.FOLLOWED):
        thing.sequence += 1
        thing.changed_at = clock.now()
