"""A physician's own claim of credit."""

from datetime import datetime

from board.accounts.models import User
from board.kernel import audit
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.locks import lock_row
from board.kernel.verdict import require
from board.learning import policy, queries
from board.learning.models import Certificate, CreditClaim


def claim(certificate: Certificate, *, by: User, now: datetime, quarters: int, is_physician: bool) -> CreditClaim:
    """Claim what matches one's participation, up to the designated maximum. A second claim supersedes the first.

    Rules of the AMA Physician's Recognition Award: only physicians (MD, DO or the like) claim, in steps of 0.25, never
    more than was designated when the activity was passed. Raises `Invalid`.
    """
    lock_row(certificate)
    require(policy.may_claim(by, certificate))
    if not 0 <= quarters <= (certificate.credit_quarters or 0):
        raise Invalid("credit", f"Claim from 0 to {certificate.credit:g} credits, in steps of 0.25.")
    if not is_physician:
        raise Invalid("is_physician", "Confirm that you are a physician: only physicians claim this credit.")
    before = queries.claim_of(by.id, certificate.activity_id)
    if before is not None:
        before.superseded_at = now
        db.session.flush()
    made = CreditClaim(user_id=by.id, activity_id=certificate.activity_id, quarters=quarters, at=now)
    made.supersedes_id = before.id if before is not None else None
    db.session.add(made)
    db.session.flush()
    old = before.quarters if before is not None else None
    audit.record("credit.claim", by=by.id, thing=f"activity:{certificate.activity_id}", quarters=(old, quarters))
    return made
