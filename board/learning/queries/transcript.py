"""Transcripts and cohort reports."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from board.accounts.models import Role, RoleGrant, User
from board.kernel.db import db
from board.learning.models import (
    Activity,
    ActivityState,
    Assignment,
    Certificate,
    CreditClaim,
    OutsideActivity,
    OutsideState,
    Progress,
)
from board.learning.queries.attempt import assignments, students, students_of
from board.vocabulary.words import Competency


@dataclass(frozen=True)
class Transcript:
    """All that a person learned and can show."""

    certificates: list[Certificate]
    outside: list[OutsideActivity]
    claims: dict[int, CreditClaim]
    """Activity number → the claim in force; always empty for a student."""
    minutes: int
    """Passed here or verified; what still waits to be verified does not count."""
    by_competency: dict[Competency, int]
    """Minutes; an activity that builds several competencies counts whole for each."""

    @property
    def is_empty(self) -> bool:
        """Nothing was passed or logged yet."""
        return not self.certificates and not self.outside


def transcript(user_id: int) -> Transcript:
    """What a person passed here and logged from elsewhere, the newest first."""
    passed = (
        select(Certificate)
        .where(Certificate.user_id == user_id, Certificate.superseded_at.is_(None))
        .options(joinedload(Certificate.activity))
        .order_by(Certificate.issued_at.desc(), Certificate.id.desc())
    )
    logged = (
        select(OutsideActivity)
        .where(OutsideActivity.user_id == user_id)
        .options(joinedload(OutsideActivity.verified_by))
        .order_by(OutsideActivity.completed_on.desc(), OutsideActivity.id.desc())
    )
    is_student = exists().where(
        RoleGrant.user_id == user_id, RoleGrant.role == Role.STUDENT, RoleGrant.granted_at.is_not(None)
    )
    claimed = select(CreditClaim).where(
        CreditClaim.user_id == user_id, CreditClaim.superseded_at.is_(None), ~is_student
    )
    certificates, outside = list(db.session.scalars(passed)), list(db.session.scalars(logged))
    counted = [(certificate.minutes, certificate.activity.competencies) for certificate in certificates]
    counted += [
        (activity.minutes, activity.competencies) for activity in outside if activity.state is OutsideState.VERIFIED
    ]
    return Transcript(
        certificates,
        outside,
        claims={credit_claim.activity_id: credit_claim for credit_claim in db.session.scalars(claimed)},
        minutes=sum(minutes for minutes, _ in counted),
        by_competency={
            competency: sum(minutes for minutes, built in counted if competency in built) for competency in Competency
        },
    )


@dataclass(frozen=True)
class Cohort:
    """How far a class year is with an activity."""

    activity: Activity
    class_year: str
    students: int
    begun: int
    passed: int

    @property
    def percent(self) -> int:
        """Whole percent of the students who passed."""
        return 100 * self.passed // self.students if self.students else 0


def cohort(class_years: Iterable[str]) -> list[Cohort]:
    """Every activity taken here by class year: how many students there are, how many began, how many passed."""
    offered = (
        select(Activity).where(Activity.state == ActivityState.PUBLISHED, Activity.link == "").order_by(Activity.title)
    )
    return _counted((activity, year) for activity in db.session.scalars(offered) for year in class_years)


def progress_by_assignment() -> list[tuple[Assignment, Cohort]]:
    """Every assignment, due first, with how far its class year is."""
    given = assignments()
    return list(zip(given, _counted((assignment.activity, assignment.class_year) for assignment in given), strict=True))


def _counted(asked: Iterable[tuple[Activity, str]]) -> list[Cohort]:
    """Only active students count, in what they began as in how many there are."""
    active = students().subquery()
    sizes = select(active.c.class_year, func.count()).group_by(active.c.class_year)
    size_of: dict[str, int] = dict(db.session.execute(sizes).all())
    taken = (
        select(Progress.activity_id, active.c.class_year, func.count(), func.count(Progress.passed_at))
        .join(active, active.c.id == Progress.user_id)
        .group_by(Progress.activity_id, active.c.class_year)
    )
    counts = {(row[0], row[1]): (row[2], row[3]) for row in db.session.execute(taken)}
    return [
        Cohort(activity, year, size_of.get(year, 0), *counts.get((activity.id, year), (0, 0)))
        for activity, year in asked
    ]


def progress_of(assignment: Assignment) -> list[tuple[User, Progress | None]]:
    """Each student of the class year with how far they are, by name."""
    joined = (Progress.user_id == User.id) & (Progress.activity_id == assignment.activity_id)
    rows = students_of(assignment.class_year).outerjoin(Progress, joined).add_columns(Progress)
    return [(row[0], row[1]) for row in db.session.execute(rows)]
