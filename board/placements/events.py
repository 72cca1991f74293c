"""What happens to placements and concerns the record."""

from dataclasses import dataclass

from board.kernel.events import Event


@dataclass(frozen=True)
class PlacementCompleted(Event):
    """Both sides said that it is finished."""

    placement_id: int


@dataclass(frozen=True)
class PlacementHoursChanged(Event):
    """Approved hours are other than before."""

    placement_id: int
    minutes_before: int
    """What was approved until then."""
