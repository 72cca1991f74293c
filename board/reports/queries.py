"""What reports count. One statement for each population; what comes out is rounded before anybody sees it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Float, Select, String, Subquery, and_, case, cast, func, literal, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from board.accounts.models import Role, RoleGrant, User
from board.applications.models import Application, ApplicationMove, ApplicationState, Offer
from board.applications.queries.reply import ANSWERS
from board.committees.models import SeatTerm
from board.kernel import clock
from board.kernel.db import db
from board.learning.models import Activity, ActivityState, Progress
from board.mentorship.models import Enrolment, EnrolmentState, Mentorship, Wishes
from board.mentorship.rules import RULES
from board.opportunities.models import PUBLIC, Opportunity
from board.placements.models import HoursEntry, Placement
from board.record.models import Entry, EntryKind
from board.reports.periods import Year
from board.vocabulary.words import Competency

DAYS_TO_ANSWER = (7, 14)
HOURS_OF_LOAD = (1, 50, 100)
A_YEAR = timedelta(days=365)
NO_LEADERSHIP = (EntryKind.LEARNING, EntryKind.MENTORSHIP)


class DaysBetween(FunctionElement[float]):
    """The days, with fractions, from an instant to a later one."""

    type = Float()
    inherit_cache = True


@compiles(DaysBetween, "sqlite")
def _days_in_sqlite(element: DaysBetween, compiler: Any, **options: Any) -> str:
    earlier, later = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(julianday({later}) - julianday({earlier}))"


@compiles(DaysBetween, "postgresql")
def _days_in_postgresql(element: DaysBetween, compiler: Any, **options: Any) -> str:
    earlier, later = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(extract(epoch FROM (CAST({later} AS timestamp) - CAST({earlier} AS timestamp))) / 86400.0)"


@dataclass(frozen=True)
class CountedGroup:
    """Those who have the same marks, and how many of them belong to each part of the population."""

    marks: dict[str, str]
    """Breakdown → this group's value in it."""
    counts: dict[str, int]
    year: Year | None = None


def first_event() -> datetime | None:
    """When the first posting came on the board, the first application was sent or the first activity begun."""
    posted = select(func.min(Opportunity.published_at)).where(Opportunity.state.in_(PUBLIC))
    firsts = select(
        posted.scalar_subquery(),
        select(func.min(Application.submitted_at)).scalar_subquery(),
        select(func.min(Progress.started_at)).scalar_subquery(),
    )
    return min((at for at in db.session.execute(firsts).one() if at is not None), default=None)


def applications(years: Sequence[Year], end: datetime) -> list[CountedGroup]:
    """Applications that were sent in these years, with what came of them before the end."""
    answered = _first_answers(end)
    took = DaysBetween(Application.submitted_at, answered.c.at)
    owed = and_(Opportunity.answer_by < clock.day(end), Application.state != ApplicationState.WITHDRAWN)
    offered = Application.id.in_(select(Offer.application_id).where(Offer.made_at < end))
    placed = Application.id.in_(select(Placement.application_id).where(Placement.created_at < end))
    parts = {
        "answered": or_(answered.c.at.is_not(None), offered, placed),
        **{f"within_{days}": took <= days for days in DAYS_TO_ANSWER},
        "offered": or_(offered, placed),
        "placed": placed,
        "owed": owed,
        "in_time": and_(owed, DaysBetween(Opportunity.answer_by, answered.c.at) < _whole_day(end)),
    }
    marks = {"kind": Opportunity.kind, "area": _first_area(), "class_year": User.class_year}
    sent = _parts("sent", parts, marks, _year_of(Application.submitted_at, years))
    sent = sent.select_from(Application).join(Opportunity, Opportunity.id == Application.opportunity_id)
    sent = sent.join(User, User.id == Application.student_id)
    sent = sent.outerjoin(answered, answered.c.application_id == Application.id)
    within = Application.submitted_at >= years[0].begins, Application.submitted_at < _end(years, end)
    return _groups(sent.where(*within).subquery(), marks, ["sent", *parts], by_year=True)


def postings(years: Sequence[Year], end: datetime) -> list[CountedGroup]:
    """Postings that came on the board in these years. They are public, so they are counted as they are."""
    marks = {"kind": Opportunity.kind, "area": _first_area()}
    posted = _parts("posted", {}, marks, _year_of(Opportunity.published_at, years))
    within = Opportunity.published_at >= years[0].begins, Opportunity.published_at < _end(years, end)
    posted = posted.where(*within, Opportunity.state.in_(PUBLIC))
    return _groups(posted.subquery(), marks, ["posted"], by_year=True)


def students(end: datetime) -> list[CountedGroup]:
    """Active students, with what each has and lacks at the end; of some, a year before too."""
    before = end - A_YEAR
    hours = _hours(end)
    parts = {
        "something": _has_something(end),
        "something_before": _has_something(before),
        "mentored": _is_mentored(end),
        "mentored_before": _is_mentored(before),
        "seeking": or_(_is_mentored(end), User.id.in_(_looking(end))),
        **{f"hours_{least}": hours.c.minutes >= 60 * least for least in HOURS_OF_LOAD},
        **{f"lacks_{competency.value}": ~User.id.in_(_building(competency, end)) for competency in Competency},
    }
    marks = {"class_year": User.class_year, "programme": User.programme, "campus": User.campus}
    student = select(RoleGrant.user_id).where(RoleGrant.role == Role.STUDENT, RoleGrant.granted_at.is_not(None))
    active = User.confirmed_at.is_not(None), User.suspended_at.is_(None), User.created_at < end
    rows = _parts("students", parts, marks).select_from(User).outerjoin(hours, hours.c.student_id == User.id)
    rows = rows.where(User.id.in_(student), *active)
    return _groups(rows.subquery(), marks, ["students", *parts])


def mentors(end: datetime) -> list[CountedGroup]:
    """Mentors who are approved, by how many students each had at the end."""
    paired = _pairs_at(end).with_only_columns(Mentorship.enrolment_id, func.count().label("pairs"))
    load = paired.group_by(Mentorship.enrolment_id).subquery()
    number = func.coalesce(load.c.pairs, 0)
    marks = {"mentees": case((number < 4, cast(number, String)), else_=literal("4 or more"))}
    rows = _parts("mentors", {}, marks).select_from(Enrolment).join(User, User.id == Enrolment.user_id)
    rows = rows.outerjoin(load, load.c.enrolment_id == Enrolment.id).where(Enrolment.created_at < end)
    approved = rows.where(Enrolment.state == EnrolmentState.APPROVED, User.suspended_at.is_(None))
    return _groups(approved.subquery(), marks, ["mentors"])


def activities_begun(years: Sequence[Year], end: datetime) -> list[CountedGroup]:
    """Activities that people with a class year began in these years, with those passed before the end."""
    marks = {"class_year": User.class_year, "activity": cast(Progress.activity_id, String)}
    begun = _parts("begun", {"passed": Progress.passed_at < end}, marks, _year_of(Progress.started_at, years))
    begun = begun.select_from(Progress).join(User, User.id == Progress.user_id).where(User.class_year != "")
    within = Progress.started_at >= years[0].begins, Progress.started_at < _end(years, end)
    return _groups(begun.where(*within).subquery(), marks, ["begun", "passed"], by_year=True)


def offered_activities() -> dict[str, str]:
    """Number → title of every activity that is or was offered, by title, whoever took it."""
    offered = select(Activity).where(Activity.state != ActivityState.DRAFT).order_by(Activity.title, Activity.id)
    return {str(activity.id): activity.title for activity in db.session.scalars(offered)}


def offer_by_competency(years: Sequence[Year], end: datetime) -> dict[str, int]:
    """Competency → postings that came on the board in these years and say that they build it."""
    builds = [func.count(case((_names(Opportunity.competencies, name), 1))) for name in Competency]
    within = Opportunity.published_at >= years[0].begins, Opportunity.published_at < _end(years, end)
    counted = db.session.execute(select(*builds).where(*within, Opportunity.state.in_(PUBLIC))).one()
    return {name.value: count for name, count in zip(Competency, counted, strict=True)}


def _parts(
    whole: str,
    parts: dict[str, ColumnElement[bool]],
    marks: dict[str, Any],
    year: ColumnElement[int] | None = None,
) -> Select[*tuple[Any, ...]]:
    """A row for each member: its marks, its year, 1 for each part that it belongs to."""
    columns = [column.label(name) for name, column in marks.items()]
    columns += [literal(1).label(whole), *(case((part, 1), else_=0).label(name) for name, part in parts.items())]
    return select(*columns, *([] if year is None else [year.label("year")]))


def _groups(rows: Subquery, marks: Iterable[str], parts: Iterable[str], *, by_year: bool = False) -> list[CountedGroup]:
    names, keys = list(parts), [*marks, *(["year"] if by_year else [])]
    columns = [rows.c[key] for key in keys]
    counted = select(*columns, *(func.sum(rows.c[name]).label(name) for name in names)).group_by(*columns)
    return [
        CountedGroup(
            {key: str(row[key] or "") for key in keys if key != "year"},
            {name: int(row[name]) for name in names},
            Year(row["year"]) if by_year else None,
        )
        for row in db.session.execute(counted).mappings()
    ]


def _year_of(at: Any, years: Sequence[Year]) -> ColumnElement[int]:
    return case(*((at < year.after.begins, literal(year.start)) for year in years), else_=literal(years[-1].start))


def _end(years: Sequence[Year], end: datetime) -> datetime:
    return min(years[-1].after.begins, end)


def _whole_day(end: datetime) -> float:
    """The days from midnight in UTC, by which the database counts, to the end of that day at the school."""
    day = clock.day(end)
    return (clock.dawn(day + timedelta(days=1)) - datetime.combine(day, time(), UTC)) / timedelta(days=1)


def _first_area() -> ColumnElement[str]:
    return func.coalesce(Opportunity.areas[0].as_string(), "")


def _first_answers(end: datetime) -> Subquery:
    answers = select(ApplicationMove.application_id, func.min(ApplicationMove.at).label("at"))
    answers = answers.where(ApplicationMove.verb.in_(ANSWERS), ApplicationMove.at < end)
    return answers.group_by(ApplicationMove.application_id).subquery()


def _has_something(end: datetime) -> ColumnElement[bool]:
    """A placement, a committee seat, or leadership that stands in the record."""
    placed = select(Placement.student_id).where(Placement.created_at < end)
    seated = select(SeatTerm.user_id).where(SeatTerm.user_id.is_not(None), SeatTerm.starts < clock.day(end))
    entered = select(Entry.student_id).where(Entry.created_at < end, Entry.kind.not_in(NO_LEADERSHIP))
    return or_(*(User.id.in_(ids) for ids in (placed, seated, entered.where(Entry.set_aside_at.is_(None)))))


def _is_mentored(at: datetime) -> ColumnElement[bool]:
    return User.id.in_(_pairs_at(at).with_only_columns(Mentorship.mentee_id))


def _pairs_at(at: datetime) -> Select[int]:
    """Mentorships that had begun, and were not over."""
    begun = select(Mentorship.id).where(Mentorship.started_at < at)
    return begun.where(or_(Mentorship.ended_at.is_(None), Mentorship.ended_at >= at))


def _looking(at: datetime) -> Select[int]:
    return select(Wishes.user_id).where(Wishes.looking_since <= at - timedelta(days=RULES.unmatched_days))


def _building(competency: Competency, end: datetime) -> Select[int]:
    entries = select(Entry.student_id).where(Entry.created_at < end, Entry.set_aside_at.is_(None))
    return entries.where(_names(Entry.competencies, competency))


def _names(listed: Any, word: str) -> ColumnElement[bool]:
    return cast(listed, String).contains(f'"{word}"', autoescape=True)


def _hours(end: datetime) -> Subquery:
    worked = select(Placement.student_id, func.sum(HoursEntry.minutes).label("minutes"))
    worked = worked.join(HoursEntry, HoursEntry.placement_id == Placement.id).where(HoursEntry.approved_at < end)
    lately = HoursEntry.day >= clock.day(end - A_YEAR), HoursEntry.day < clock.day(end)
    return worked.where(*lately).group_by(Placement.student_id).subquery()
