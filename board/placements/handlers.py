"""What placements do about places that are taken and left."""

from datetime import datetime

from board.applications import queries as application_queries
from board.applications.events import PlaceLeft, PlaceTaken
from board.applications.models import ApplicationState
from board.committees import actions as committee_actions
from board.placements import actions


def begin_placement(event: PlaceTaken, now: datetime) -> None:
    """A place was taken: its placement begins."""
    actions.begin(event.move_id, now=now)


def take_seat(event: PlaceTaken, now: datetime) -> None:
    """Whoever took the place sits in the committee seat that the posting fills, unless they have left it since."""
    application = application_queries.of_step(event.move_id)
    if application is not None and application.state is ApplicationState.ACCEPTED:
        committee_actions.take_seat(application.opportunity, application.student, now=now)


def end_placement(event: PlaceLeft, now: datetime) -> None:
    """A place was left: its placement ends."""
    actions.leave(event.move_id, now=now)
