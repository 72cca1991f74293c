"""Transcripts, and how far each student is."""

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from board.accounts.models import Role, RoleGrant, User
from board.kernel.db import db
from board.learning.models import (
    Assignment,
    Certificate,
    CreditClaim,
    OutsideActivity,
    OutsideState,
    Progress,
)
from board.learning.queries.attempt import students_of
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


def progress_of(assignment: Assignment) -> list[tuple[User, Progress | None]]:
    """Each student of the class year with how far they are, by name."""
    joined = (Progress.user_id == User.id) & (Progress.activity_id == assignment.activity_id)
    rows = students_of(assignment.class_year).outerjoin(Progress, joined).add_columns(Progress)
    return [(row[0], row[1]) for row in db.session.execute(rows)]
