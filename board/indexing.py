"""What the index holds: a source for each collection, filled from the database and kept true by events."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app

from board.kernel import clock
from board.kernel.db import db
from board.kernel.events import Event, outside_unit_of_work
from board.kernel.locks import lock_key
from board.kernel.unit_of_work import before_commit, forget_relations
from board.learning import queries as learning_queries
from board.learning.events import ActivityChanged
from board.learning.models import ActivityState
from board.learning.search_params import COLLECTION as ACTIVITY
from board.learning.search_params import document as of_activity
from board.mentorship.events import MentorChanged
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.search_params import COLLECTION as MENTOR
from board.mentorship.search_params import document as of_mentor
from board.opportunities import queries as opportunity_queries
from board.opportunities.events import PostingChanged, PostingsImported
from board.opportunities.models import PostingState
from board.opportunities.search_params import COLLECTION as OPPORTUNITY
from board.opportunities.search_params import document as of_opportunity
from board.school.events import ClassYearsChanged
from board.search.documents import Document
from board.search.engine import Engine, IndexOvertaken, IndexUnavailable, Key


@dataclass(frozen=True)
class IndexSource:
    """One collection: all that belongs on it, and one of it as it is now (None when it belongs there no more)."""

    collection: str
    everything: Callable[[], Iterable[Document]]
    numbers: Callable[[], Iterable[int]]
    """Of all of it, without a word of theirs."""
    one: Callable[[int], Document | None]


MOST_TRIES = 5


def _opportunity(opportunity_id: int) -> Document | None:
    opportunity = opportunity_queries.by_id(opportunity_id)
    is_out = opportunity is not None and opportunity.state is PostingState.PUBLISHED
    return of_opportunity(opportunity) if opportunity is not None and is_out else None


def _activity(activity_id: int) -> Document | None:
    activity = learning_queries.activity(activity_id)
    is_out = activity is not None and activity.state is ActivityState.PUBLISHED
    return of_activity(activity) if activity is not None and is_out else None


def _mentor(enrolment_id: int) -> Document | None:
    mentor = mentor_queries.by_id(enrolment_id)
    return of_mentor(mentor) if mentor is not None and mentor.is_listed(_today()) else None


def _today() -> date:
    return clock.day(clock.now())


INDEX_SOURCES = (
    IndexSource(
        OPPORTUNITY,
        everything=lambda: map(of_opportunity, opportunity_queries.published()),
        numbers=opportunity_queries.numbers_published,
        one=_opportunity,
    ),
    IndexSource(
        ACTIVITY,
        everything=lambda: map(of_activity, learning_queries.offered()),
        numbers=learning_queries.numbers_offered,
        one=_activity,
    ),
    IndexSource(
        MENTOR,
        everything=lambda: map(of_mentor, mentor_queries.listed(_today())),
        numbers=lambda: mentor_queries.numbers_listed(_today()),
        one=_mentor,
    ),
)


def rebuild(*, engine: Engine) -> int:
    """Build the index anew from the database; answers how many documents it holds.

    Raises `IndexUnavailable` where that fails, and where people change so much meanwhile that each try is overtaken.
    """
    for tries in range(1, MOST_TRIES + 1):
        try:
            return engine.rebuild(_everything())
        except IndexOvertaken:
            if tries == MOST_TRIES:
                raise
    raise AssertionError("unreachable")


def heal(_now: datetime) -> int:
    """Build the index anew where it cannot be read, whatever happened to it."""
    engine = _engine()
    return 0 if engine.is_ready() else rebuild(engine=engine)


@outside_unit_of_work
def put_posting(event: PostingChanged, _now: datetime) -> None:
    """Show the index what a posting is now."""
    _put(OPPORTUNITY, event.opportunity_id)


@outside_unit_of_work
def put_activity(event: ActivityChanged, _now: datetime) -> None:
    """Show the index what an activity is now."""
    _put(ACTIVITY, event.activity_id)


@outside_unit_of_work
def put_mentor(event: MentorChanged, _now: datetime) -> None:
    """Show the index what a mentor's profile is now."""
    _put(MENTOR, event.enrolment_id)


@outside_unit_of_work
def put_imported(event: PostingsImported, _now: datetime) -> None:
    """Show the index those of a file that are on the board, and leave the rest of it alone."""
    engine = _engine()
    try:
        engine.put(map(of_opportunity, opportunity_queries.published_between(event.first_id, event.last_id)))
    except IndexUnavailable:
        rebuild(engine=engine)


@outside_unit_of_work
def put_for_class_years(_event: ClassYearsChanged, _now: datetime) -> None:
    """Build the index anew: a posting that asks for no class year is open to each that the school lists."""
    rebuild(engine=_engine())


class _IndexChanges:
    """What a unit of work changes in an index that lies in the database: it is written right before the commit."""

    def __init__(self) -> None:
        self.keys: set[Key] = set()
        self.imported: list[tuple[int, int]] = []

    def __call__(self) -> None:
        engine = _engine()
        db.session.flush()
        forget_relations()
        for collection, key in sorted(self.keys):  # what is read next is what stands in the index at the end
            lock_key(f"index:{collection}:{key}")
        sources = {source.collection: source for source in INDEX_SOURCES}
        documents = {key: sources[key[0]].one(key[1]) for key in sorted(self.keys)}
        try:
            for first_id, last_id in self.imported:
                engine.put(map(of_opportunity, opportunity_queries.published_between(first_id, last_id)))
            engine.put([document for document in documents.values() if document is not None])
            engine.remove(f"{collection}:{key}" for (collection, key), document in documents.items() if not document)
        except IndexUnavailable:
            engine.distrust()  # what people do is done all the same, and the worker builds the index anew


def _change(collection: str, key: int) -> None:
    before_commit(_IndexChanges).keys.add((collection, key))


AT_ONCE: dict[type[Event], Callable[[Any], None]] = {
    PostingChanged: lambda event: _change(OPPORTUNITY, event.opportunity_id),
    ActivityChanged: lambda event: _change(ACTIVITY, event.activity_id),
    MentorChanged: lambda event: _change(MENTOR, event.enrolment_id),
    PostingsImported: lambda event: before_commit(_IndexChanges).imported.append((event.first_id, event.last_id)),
}
"""What changes an index within the unit of work, where its engine can; the handlers above follow the commit."""


def _put(collection: str, key: int) -> None:
    """An index that is missing or broken is rebuilt whole instead."""
    engine = _engine()
    source = next(source for source in INDEX_SOURCES if source.collection == collection)
    document = source.one(key)
    try:
        if document is not None:
            engine.put([document])
        else:
            engine.remove([f"{collection}:{key}"])
    except IndexUnavailable:
        rebuild(engine=engine)


def _everything() -> Iterator[Document]:
    for source in INDEX_SOURCES:
        yield from source.everything()


def _engine() -> Engine:
    engine: Engine = current_app.extensions["engine"]
    return engine


def differences() -> Iterator[str]:
    """What the index shows and the database does not, and the other way round.

    A mentor whose days are over stays in the index, and each search leaves them out by its dates.
    """
    try:
        indexed = _engine().keys()
    except IndexUnavailable:
        return  # the worker builds it anew, and the office sees that it is away
    belonging = {(source.collection, number) for source in INDEX_SOURCES for number in source.numbers()}
    for collection, key in sorted(belonging - indexed):
        yield f"{collection.capitalize()} {key} cannot be found by search: it is missing in the index."
    for collection, key in sorted(indexed - belonging):
        if collection != MENTOR:
            yield f"{collection.capitalize()} {key} is in the index, and is not published."
