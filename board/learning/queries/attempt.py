"""What people do with activities."""

from datetime import date

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from board.accounts.models import Role, RoleGrant, User
from board.kernel.db import db
from board.learning.models import (
    Activity,
    Assignment,
    Certificate,
    CreditClaim,
    OutsideActivity,
    OutsideState,
    Progress,
)

_WHOLE = (
    joinedload(Progress.activity).selectinload(Activity.pages),
    joinedload(Progress.activity).selectinload(Activity.questions),
    selectinload(Progress.attempts),
)


def taking_of(user_id: int, activity_id: int) -> Progress | None:
    """How far this person is with an activity: with its pages, questions and every try."""
    mine = select(Progress).where(Progress.user_id == user_id, Progress.activity_id == activity_id)
    return db.session.scalar(mine.options(*_WHOLE).execution_options(populate_existing=True))


def takings_of(user_id: int) -> dict[int, Progress]:
    """Activity number → how far this person is."""
    return {
        progress.activity_id: progress
        for progress in db.session.scalars(select(Progress).where(Progress.user_id == user_id))
    }


def certificate_of(user_id: int, activity_id: int) -> Certificate | None:
    """The certificate in force."""
    return db.session.scalar(
        select(Certificate).where(
            Certificate.user_id == user_id,
            Certificate.activity_id == activity_id,
            Certificate.superseded_at.is_(None),
        )
    )


def certificate_by_code(code: str) -> Certificate | None:
    """The certificate with this code, in force or superseded."""
    return db.session.scalar(select(Certificate).where(Certificate.code == code))


def certificate_by_id(certificate_id: int) -> Certificate | None:
    """The certificate with this number."""
    return db.session.get(Certificate, certificate_id)


def claim_of(user_id: int, activity_id: int) -> CreditClaim | None:
    """The claim in force."""
    return db.session.scalar(
        select(CreditClaim).where(
            CreditClaim.user_id == user_id,
            CreditClaim.activity_id == activity_id,
            CreditClaim.superseded_at.is_(None),
        )
    )


def outside(outside_id: int) -> OutsideActivity | None:
    """One outside activity with its people and timeline."""
    whole = (
        joinedload(OutsideActivity.user),
        joinedload(OutsideActivity.supervisor),
        joinedload(OutsideActivity.verified_by),
        selectinload(OutsideActivity.moves),
    )
    return db.session.get(OutsideActivity, outside_id, options=whole, populate_existing=True)


def logged_of(user_id: int, activity_id: int) -> OutsideActivity | None:
    """What this person logged of an activity that is taken at its provider."""
    mine = select(OutsideActivity).where(OutsideActivity.user_id == user_id, OutsideActivity.activity_id == activity_id)
    return db.session.scalar(mine.order_by(OutsideActivity.id).limit(1))


def outside_of(user_id: int | ColumnElement[int], *, is_coordinator: bool) -> Select[OutsideActivity]:
    """The question what waits for this person to verify: as the supervisor it names or, where it names none, as a
    coordinator.
    """
    mine: ColumnElement[bool] = OutsideActivity.supervisor_id == user_id
    if is_coordinator:
        mine = mine | OutsideActivity.supervisor_id.is_(None)
    return select(OutsideActivity).where(
        OutsideActivity.state == OutsideState.LOGGED, OutsideActivity.user_id != user_id, mine
    )


def waiting_outside(user: User) -> list[OutsideActivity]:
    """All of it, the oldest first."""
    waiting = outside_of(user.id, is_coordinator=user.is_a(Role.COORDINATOR))
    return list(db.session.scalars(waiting.options(joinedload(OutsideActivity.user)).order_by(OutsideActivity.id)))


def assignment(activity_id: int, class_year: str) -> Assignment | None:
    """The assignment of an activity to a class year."""
    return db.session.scalar(
        select(Assignment).where(Assignment.activity_id == activity_id, Assignment.class_year == class_year)
    )


def assignment_by_id(assignment_id: int) -> Assignment | None:
    """The assignment with this number, with its activity."""
    return db.session.get(Assignment, assignment_id, options=(joinedload(Assignment.activity),))


def assignments() -> list[Assignment]:
    """Every assignment, due first."""
    ordered = select(Assignment).options(joinedload(Assignment.activity)).order_by(Assignment.due_on, Assignment.id)
    return list(db.session.scalars(ordered))


def assignments_due(day: date) -> list[Assignment]:
    """What is due on a day."""
    due = select(Assignment).where(Assignment.due_on == day).options(joinedload(Assignment.activity))
    return list(db.session.scalars(due))


def still_to_pass(assignment: Assignment) -> list[User]:
    """The students of the class year who have not passed."""
    passed = exists().where(
        Progress.user_id == User.id, Progress.activity_id == assignment.activity_id, Progress.passed_at.is_not(None)
    )
    return list(db.session.scalars(students_of(assignment.class_year).where(~passed)))


def students_of(class_year: str) -> Select[User]:
    """The active students of a class year, by name."""
    return students().where(User.class_year == class_year).order_by(User.name, User.id)


def students() -> Select[User]:
    """The active students."""
    return (
        select(User)
        .join(RoleGrant, (RoleGrant.user_id == User.id) & (RoleGrant.role == Role.STUDENT))
        .where(
            RoleGrant.granted_at.is_not(None),
            User.confirmed_at.is_not(None),
            User.suspended_at.is_(None),
        )
    )
