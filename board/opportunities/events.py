"""What happens to postings and concerns the index and other slices."""

from dataclasses import dataclass

from board.kernel.events import Event


@dataclass(frozen=True)
class PostingChanged(Event):
    """What the board shows of a posting is different now, or it left the board."""

    opportunity_id: int


@dataclass(frozen=True)
class PostingPublished(Event):
    """A posting was put on the board."""

    opportunity_id: int


@dataclass(frozen=True)
class PostingsImported(Event):
    """Postings of a file are new: those between two numbers, and whatever else came in at that moment."""

    first_id: int
    last_id: int


@dataclass(frozen=True)
class DeadlineMoved(Event):
    """The day on which a posting closes has moved; the change says from where and why."""

    change_id: int
