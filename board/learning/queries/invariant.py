"""What always holds for attempts, certificates and credit."""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import aliased

from board.kernel.invariant import no_row
from board.learning.models import Attempt, Certificate, CreditClaim, OutsideActivity, OutsideState, Progress

_next = aliased(Certificate)

LEARNING_INVARIANTS = (
    no_row(
        "A certificate is of somebody who passed",
        select(Certificate.id, Certificate.user_id)
        .where(Certificate.superseded_at.is_(None))
        .where(
            ~exists().where(
                Progress.user_id == Certificate.user_id,
                Progress.activity_id == Certificate.activity_id,
                Progress.passed_at.is_not(None),
            )
        )
        .order_by(Certificate.id),
        "Certificate {} of account {} is for an activity that was not passed.",
        remedy="Ask the person to take the quiz again; the certificate is not to be relied on until then.",
    ),
    no_row(
        "Whoever passed a quiz reached its mark",
        select(Progress.id, Progress.user_id, Progress.activity_id)
        .where(Progress.passed_at.is_not(None), exists().where(Attempt.taking_id == Progress.id))
        .where(
            ~exists().where(
                Attempt.taking_id == Progress.id,
                Attempt.submitted_at.is_not(None),
                Attempt.percent >= Attempt.pass_mark,
            )
        )
        .order_by(Progress.id),
        "Progress {} of account {} in activity {} is passed, and no attempt reached the mark.",
        remedy="Ask the person to take the quiz again.",
    ),
    no_row(
        "A certificate that was replaced has its replacement",
        select(Certificate.id, Certificate.user_id)
        .where(Certificate.superseded_at.is_not(None))
        .where(~exists().where(_next.supersedes_id == Certificate.id))
        .order_by(Certificate.id),
        "Certificate {} of account {} was replaced, and there is no newer one.",
        remedy="Whoever runs Rounds makes the certificate valid again.",
    ),
    no_row(
        "Credit is claimed for what was passed, and no more than it gives",
        select(CreditClaim.id, CreditClaim.user_id)
        .where(CreditClaim.superseded_at.is_(None), CreditClaim.quarters > 0)
        .where(
            ~exists().where(
                Certificate.user_id == CreditClaim.user_id,
                Certificate.activity_id == CreditClaim.activity_id,
                Certificate.credit_quarters >= CreditClaim.quarters,
            )
        )
        .order_by(CreditClaim.id),
        "Claim {} of account {} is for more credit than a certificate of theirs gives.",
        remedy="Ask the person to claim again.",
    ),
    no_row(
        "An outside activity was verified by somebody else",
        select(OutsideActivity.id)
        .where(OutsideActivity.state == OutsideState.VERIFIED)
        .where(or_(OutsideActivity.verified_by_id.is_(None), OutsideActivity.verified_by_id == OutsideActivity.user_id))
        .order_by(OutsideActivity.id),
        "Outside activity {} is verified by nobody, or by whoever did it.",
        remedy="Reopen it, and have its supervisor verify it.",
    ),
)
