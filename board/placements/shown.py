"""What a supervisor without an account reads of a placement; their page is made of it."""

from dataclasses import dataclass

from board.placements.labels import say_hours
from board.placements.models import Placement
from board.web.shown import ShownPart


@dataclass(frozen=True)
class ShownHours(ShownPart):
    """The hours that wait, and what they come to so far."""

    TEMPLATES = ("placements/_shown_hours.html",)
    say_hours = staticmethod(say_hours)

    placement: Placement


def shown_hours(placement: Placement) -> ShownHours:
    """For whoever has the link."""
    posting = placement.opportunity
    facts = [fact for fact in (posting.title, posting.host) if fact]
    return ShownHours(f"Hours of {placement.student.name}", facts, placement)
