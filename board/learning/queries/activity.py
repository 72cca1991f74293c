"""The catalogue."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Date, Select, bindparam, or_, select
from sqlalchemy.orm import selectinload

from board.kernel.db import db
from board.learning.models import Activity, ActivityState, Assignment, Progress
from board.learning.search_params import ActivitySearchParams
from board.search.engine import Engine, IndexUnavailable

PER_PAGE = 20


def activity(activity_id: int) -> Activity | None:
    """One activity with its pages and questions."""
    whole = (selectinload(Activity.pages), selectinload(Activity.questions))
    return db.session.get(Activity, activity_id, options=whole, populate_existing=True)


def by_slug(slug: str) -> Activity | None:
    """The activity that comes with the program under this name."""
    return db.session.scalar(select(Activity).where(Activity.slug == slug))


@dataclass(frozen=True)
class ActivityResults:
    """One page of the catalogue."""

    activities: list[Activity]
    total: int
    facets: dict[str, dict[str, int]]
    corrected: str | None = None
    is_forgiven: bool = False
    """These are the results of what was meant, and not of what was typed."""
    is_plain: bool = False
    """The index could not be used: the database answered, without facets."""


def catalogue(engine: Engine, params: ActivitySearchParams, now: datetime) -> ActivityResults:
    """What is offered and fits. Ids come from the index; what they stand for is read, and judged offered, here."""
    try:
        results = engine.search(params.request(now))
    except IndexUnavailable:
        activities = [other for other in offered() if params.words.lower() in other.title.lower()]
        return ActivityResults(activities[:PER_PAGE], len(activities), {}, is_plain=True)
    ids = [key for _, key in results.keys]
    rows = select(Activity).where(Activity.id.in_(ids), Activity.state == ActivityState.PUBLISHED)
    by_number = {row.id: row for row in db.session.scalars(rows)}
    activities = [by_number[number] for number in ids if number in by_number]
    return ActivityResults(activities, results.total, results.facets, results.corrected, results.is_forgiven)


def offered() -> Iterator[Activity]:
    """Everything that the index holds."""
    return iter(
        db.session.scalars(select(Activity).where(Activity.state == ActivityState.PUBLISHED).order_by(Activity.id))
    )


def numbers_offered() -> Iterable[int]:
    """The numbers of all of that."""
    return db.session.scalars(select(Activity.id).where(Activity.state == ActivityState.PUBLISHED))


class ListedActivity(NamedTuple):
    """What a line tells of an activity on offer."""

    id: int
    title: str
    competencies: list[str]


_ON_OFFER = (
    select(Activity.id, Activity.title, Activity.competencies)
    .where(
        Activity.state == ActivityState.PUBLISHED,
        or_(Activity.expires_on.is_(None), Activity.expires_on >= bindparam("today", type_=Date)),
    )
    .order_by(Activity.id)
)


def on_offer(today: date) -> list[ListedActivity]:
    """What can be taken today, the first one first."""
    return [ListedActivity(*row) for row in db.session.execute(_ON_OFFER, {"today": today})]


def unoffered() -> list[Activity]:
    """What coordinators still write, or have retired."""
    unseen = select(Activity).where(Activity.state != ActivityState.PUBLISHED).order_by(Activity.id.desc())
    return list(db.session.scalars(unseen))


def assignments_of(
    user_id: int | ColumnElement[int], class_year: str | ColumnElement[str]
) -> Select[Assignment, Progress]:
    """The question what a student is asked to take, with how far they are."""
    return (
        select(Assignment, Progress)
        .join(Assignment.activity)
        .outerjoin(Progress, (Progress.activity_id == Assignment.activity_id) & (Progress.user_id == user_id))
        .where(
            Assignment.class_year == class_year,
            Assignment.class_year != "",
            or_(Activity.state == ActivityState.PUBLISHED, Progress.id.is_not(None)),
        )
    )


def assigned_to(user_id: int, class_year: str) -> list[tuple[Assignment, Progress | None]]:
    """What a student is asked to take, due first, with how far they are."""
    mine = assignments_of(user_id, class_year).options(selectinload(Assignment.activity))
    rows = db.session.execute(mine.order_by(Assignment.due_on, Assignment.id))
    return [(row[0], row[1]) for row in rows]
