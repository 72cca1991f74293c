"""Finding placements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from board.accounts.models import User
from board.applications.models import Application, ApplicationMove, ApplicationState
from board.kernel import clock
from board.kernel.db import db
from board.kernel.invariant import no_row
from board.kernel.statements import is_among, plain_rows
from board.opportunities.models import Involvement, Opportunity
from board.opportunities.policy import OWNERS
from board.opportunities.queries import WITH_OFFICERS, in_charge, is_of
from board.placements.models import LIVE, UNDER_WAY, HoursEntry, Placement, PlacementMove, PlacementState

_WHOLE = (
    joinedload(Placement.student),
    joinedload(Placement.opportunity).selectinload(Opportunity.people).joinedload(Involvement.user),
    joinedload(Placement.opportunity).options(*WITH_OFFICERS),
    selectinload(Placement.hours),
    selectinload(Placement.moves),
)


def by_id(placement_id: int) -> Placement | None:
    """One placement, whole."""
    return db.session.get(Placement, placement_id, options=_WHOLE, populate_existing=True)


def of_application(application_id: int) -> Placement | None:
    """The latest placement that an application led to."""
    statement = select(Placement).where(Placement.application_id == application_id).order_by(Placement.id.desc())
    return db.session.scalar(statement.options(*_WHOLE).limit(1))


def of_step(move_id: int) -> Placement | None:
    """The placement that began with a step of an application."""
    return db.session.scalar(select(Placement).where(Placement.taken_by_id == move_id))


def placements_of(student_id: int | ColumnElement[int]) -> Select[Placement]:
    """The question what this student has done or does."""
    return select(Placement).where(Placement.student_id == student_id)


def of_student(student_id: int) -> list[Placement]:
    """All of it, the newest first."""
    mine = placements_of(student_id).order_by(Placement.id.desc())
    whole = (joinedload(Placement.opportunity), joinedload(Placement.hours))
    return list(db.session.scalars(mine.options(*whole)).unique())


class StudentPlacement(NamedTuple):
    """What my day tells a student of a placement."""

    id: int
    title: str
    """Of the posting."""
    state: PlacementState
    starts: date | None
    has_hours_returned: bool


_OF_MY_DAY = (
    select(
        Placement.id,
        Opportunity.title,
        Placement.state,
        Opportunity.term_starts,
        exists().where(HoursEntry.placement_id == Placement.id, HoursEntry.returned != ""),
    )
    .join(Opportunity, Opportunity.id == Placement.opportunity_id)
    .where(Placement.student_id == bindparam("student_id"))
    .order_by(Placement.id.desc())
)


def of_my_day(student_id: int) -> list[StudentPlacement]:
    """What this student has done or does, the newest first."""
    return [StudentPlacement(*row) for row in plain_rows(_OF_MY_DAY, {"student_id": student_id})]


def over_of(student_id: int) -> list[int]:
    """The applications of this student whose last placement is completed or ended."""
    mine = select(Placement.application_id).where(Placement.student_id == student_id)
    running = mine.where(Placement.state.in_(LIVE))
    return list(db.session.scalars(mine.where(Placement.application_id.not_in(running))))


def hosted_by(user_id: int | ColumnElement[int], day: date | ColumnElement[date]) -> Select[Placement]:
    """The question which placements are of postings that this person owns."""
    together = select(Placement).join(Opportunity, Opportunity.id == Placement.opportunity_id)
    return together.where(is_of(user_id, day, OWNERS))


def of_host(user_id: int) -> list[Placement]:
    """Those placements, with those under way first."""
    hosted = (
        hosted_by(user_id, clock.day(clock.now()))
        .options(joinedload(Placement.opportunity), joinedload(Placement.student), selectinload(Placement.hours))
        .order_by(Placement.id.desc())
    )
    return sorted(db.session.scalars(hosted), key=lambda placement: placement.state not in LIVE)


def past_their_term(today: date) -> list[int]:
    """Placements under way whose term is over."""
    over = select(Placement.id).join(Placement.opportunity)
    over = over.where(Placement.state.in_(UNDER_WAY), Opportunity.term_ends < today, Placement.asked_at.is_(None))
    return list(db.session.scalars(over.order_by(Placement.id)))


@dataclass(frozen=True)
class CompletedPlacement:
    """A completed placement, as a record tells it."""

    id: int
    opportunity: Opportunity
    started: date
    ended: date
    hours: float
    """Those that were approved."""
    confirmed_by: str
    """Whoever said for the host that it is finished."""
    confirmed_by_id: int | None
    supervisor: str
    completed_at: datetime


def completed_of(student_id: int) -> list[CompletedPlacement]:
    """What this student completed, the latest first. What is started or ended early is not among it."""
    done = [placement for placement in of_student(student_id) if placement.state is PlacementState.COMPLETED]
    statement = (
        select(PlacementMove.placement_id, User.id, User.name)
        .join(User, User.id == PlacementMove.by_id)
        .where(
            PlacementMove.verb == "host-confirm", PlacementMove.placement_id.in_([placement.id for placement in done])
        )
        .order_by(PlacementMove.id)
    )
    hosts = {number: (user_id, name) for number, user_id, name in db.session.execute(statement)}
    return [_told(placement, *hosts.get(placement.id, (None, ""))) for placement in done]


def _told(placement: Placement, confirmed_by_id: int | None, confirmed_by: str) -> CompletedPlacement:
    at = placement.completed_at or placement.created_at
    return CompletedPlacement(
        id=placement.id,
        opportunity=placement.opportunity,
        started=placement.started_on or clock.day(at),
        ended=placement.ended_on or clock.day(at),
        hours=placement.approved_minutes / 60,
        confirmed_by=confirmed_by,
        confirmed_by_id=confirmed_by_id,
        supervisor=placement.supervisor,
        completed_at=at,
    )


def supervisor_account(placement: Placement) -> User | None:
    """The supervisor's own account, where the address has one that owns the posting."""
    return next((user for user in in_charge(placement.opportunity) if user.email == placement.supervisor_email), None)


_SUPERVISING = (
    select(Placement.student_id, User.id)
    .join(User, User.email == Placement.supervisor_email)
    .where(is_among(Placement.student_id, "students"), Placement.state.in_(LIVE))
)


def supervising(students: Collection[int]) -> list[tuple[int, int]]:
    """Students and whoever supervises a placement of theirs that is not over, by account."""
    return [(number, other) for number, other in plain_rows(_SUPERVISING, {"students": list(students)})]


def supervised_from(emails: Collection[str]) -> list[Placement]:
    """What goes on and whose hours are approved from these addresses, with the postings."""
    mine = select(Placement).where(Placement.supervisor_email.in_(emails), Placement.state.in_(LIVE))
    return list(db.session.scalars(mine.options(joinedload(Placement.opportunity)).order_by(Placement.id)))


PLACEMENT_INVARIANTS = (
    no_row(
        "A placement that goes on belongs to an accepted application",
        select(Placement.id, Placement.application_id)
        .join(Application, Application.id == Placement.application_id)
        .where(Placement.state.in_(LIVE), Application.state != ApplicationState.ACCEPTED)
        .order_by(Placement.id),
        "Placement {} goes on, and application {} is not accepted.",
        remedy="End the placement on its page, or ask the owner whether the student has the place.",
    ),
    no_row(
        "An accepted place has its placement",
        select(Application.id)
        .outerjoin(Placement, Placement.application_id == Application.id)
        .where(Application.state == ApplicationState.ACCEPTED, Placement.id.is_(None))
        .order_by(Application.id),
        "Application {} is accepted, and no placement began.",
        remedy="Press “Try again” at the failed step under Emails.",
    ),
    no_row(
        "A placement is of the student and the posting of its application",
        select(Placement.id, Placement.application_id)
        .join(Application, Application.id == Placement.application_id)
        .where(
            or_(Placement.student_id != Application.student_id, Placement.opportunity_id != Application.opportunity_id)
        )
        .order_by(Placement.id),
        "Placement {} and application {} name another student or posting.",
        remedy="Whoever runs Rounds restores the last backup: one of the two was changed in the database.",
    ),
    no_row(
        "A placement began with a step of its own application",
        select(Placement.id)
        .join(ApplicationMove, ApplicationMove.id == Placement.taken_by_id)
        .where(ApplicationMove.application_id != Placement.application_id)
        .order_by(Placement.id),
        "Placement {} began with a step of another application.",
        remedy="Whoever runs Rounds restores the last backup: the placement was changed in the database.",
    ),
    no_row(
        "One application has one placement that goes on",
        select(Placement.application_id, func.count())
        .where(Placement.state.in_(LIVE))
        .group_by(Placement.application_id)
        .having(func.count() > 1)
        .order_by(Placement.application_id),
        "Application {} has {} placements that go on.",
        remedy="End all but one on their pages.",
    ),
    no_row(
        "Verified hours name who verified them",
        select(HoursEntry.id, HoursEntry.placement_id)
        .where(HoursEntry.approved_at.is_not(None), HoursEntry.approved_by == "")
        .order_by(HoursEntry.id),
        "Hours {} of placement {} are verified by nobody.",
        remedy="Withdraw the approval on the placement’s page, and ask its supervisor again.",
    ),
    no_row(
        "Nobody verifies their own hours",
        select(HoursEntry.id, HoursEntry.placement_id)
        .join(Placement, Placement.id == HoursEntry.placement_id)
        .join(User, User.id == Placement.student_id)
        .where(HoursEntry.approved_at.is_not(None), HoursEntry.approved_email == User.email)
        .order_by(HoursEntry.id),
        "Hours {} of placement {} are verified by the student’s own address.",
        remedy="Withdraw the approval on the placement’s page, and name another supervisor.",
    ),
    no_row(
        "Hours are worked before they are verified",
        select(HoursEntry.id, HoursEntry.placement_id)
        .where(HoursEntry.approved_at < HoursEntry.logged_at, HoursEntry.corrected_at.is_(None))
        .order_by(HoursEntry.id),
        "Hours {} of placement {} were verified before they were logged.",
        remedy="Withdraw the approval on the placement’s page, and ask its supervisor again.",
    ),
)
