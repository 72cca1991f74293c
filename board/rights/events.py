"""What people ask for that takes a while."""

from dataclasses import dataclass

from board.kernel.events import Event


@dataclass(frozen=True)
class DataCopyAsked(Event):
    """A person wants a copy of what is theirs."""

    copy_id: int
