"""What the index holds: a shelf for each collection, filled from the database and kept true by parcels."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app

from board.kernel import clock
from board.learning import queries as activities
from board.learning.models import State as ActivityState
from board.learning.search import COLLECTION as ACTIVITY
from board.learning.search import document as of_activity
from board.mentorship.queries import mentors
from board.mentorship.search import COLLECTION as MENTOR
from board.mentorship.search import document as of_mentor
from board.opportunities import queries as opportunities
from board.opportunities.models import State
from board.opportunities.search import COLLECTION as OPPORTUNITY
from board.opportunities.search import document as of_opportunity
from board.search.documents import Document
from board.search.engine import Engine, IndexUnavailable


@dataclass(frozen=True)
class Shelf:
    """One collection: all that belongs on it, and one of it as it is now (None when it belongs there no more)."""

    collection: str
    everything: Callable[[], Iterable[Document]]
    one: Callable[[int], Document | None]


def _opportunity(opportunity_id: int) -> Document | None:
    opportunity = opportunities.by_id(opportunity_id)
    is_out = opportunity is not None and opportunity.state is State.PUBLISHED
    return of_opportunity(opportunity) if opportunity is not None and is_out else None


def _activity(activity_id: int) -> Document | None:
    activity = activities.activity(activity_id)
    is_out = activity is not None and activity.state is ActivityState.PUBLISHED
    return of_activity(activity) if activity is not None and is_out else None


def _mentor(enrolment_id: int) -> Document | None:
    mentor = mentors.by_id(enrolment_id)
    return of_mentor(mentor) if mentor is not None and mentor.is_listed(_today()) else None


def _today() -> date:
    return clock.day(clock.now())


SHELVES = (
    Shelf(OPPORTUNITY, lambda: map(of_opportunity, opportunities.published()), _opportunity),
    Shelf(ACTIVITY, lambda: map(of_activity, activities.offered()), _activity),
    Shelf(MENTOR, lambda: map(of_mentor, mentors.listed(_today())), _mentor),
)


def rebuild(*, engine: Engine) -> int:
    """Build the index anew from the database; answers how many documents it holds."""
    return engine.rebuild(_everything())


def heal(_now: datetime) -> int:
    """Build the index anew where it cannot be read, whatever happened to it."""
    engine: Engine = current_app.extensions["engine"]
    return 0 if engine.is_ready() else rebuild(engine=engine)


def put(collection: str, key: int, *, engine: Engine) -> None:
    """Show the index what one thing is now. An index that is missing or broken is rebuilt whole instead."""
    shelf = next(shelf for shelf in SHELVES if shelf.collection == collection)
    document = shelf.one(key)
    try:
        if document is not None:
            engine.put([document])
        else:
            engine.remove([f"{collection}:{key}"])
    except IndexUnavailable:
        rebuild(engine=engine)


def _everything() -> Iterator[Document]:
    for shelf in SHELVES:
        yield from shelf.everything()
