"""What happens to the places of a posting. Each event names the step of an application that did it."""

from dataclasses import dataclass

from board.kernel.events import Event


@dataclass(frozen=True)
class PlaceTaken(Event):
    """A student accepted an offer."""

    move_id: int


@dataclass(frozen=True)
class PlaceLeft(Event):
    """A student gave up a place that was taken."""

    move_id: int


@dataclass(frozen=True)
class PlaceFreed(Event):
    """An opening is free again: the waiting list may move."""

    move_id: int
