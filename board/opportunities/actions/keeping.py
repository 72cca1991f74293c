"""Keeping postings on one's own list, with a note that nobody else reads."""

from datetime import datetime

from sqlalchemy import delete

from board.accounts.models import User
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.verdict import require
from board.opportunities import policy, queries
from board.opportunities.models import Opportunity, Saved

LONGEST_NOTE = 1000


def save(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Keep it on one's list; kept twice it is there once."""
    require(policy.may_see(by, opportunity))
    if queries.saved(by.id, opportunity.id) is None:
        db.session.add(Saved(user_id=by.id, opportunity_id=opportunity.id, at=now))


def unsave(opportunity: Opportunity, *, by: User) -> None:
    """Take it off one's list, its note with it."""
    db.session.execute(delete(Saved).where(Saved.user_id == by.id, Saved.opportunity_id == opportunity.id))


def note(opportunity: Opportunity, *, by: User, now: datetime, text: str) -> None:
    """Write oneself a line about it; that keeps it, too. Raises `Invalid` when it is too long."""
    if len(text) > LONGEST_NOTE:
        raise Invalid("note", f"A note has at most {LONGEST_NOTE:,} characters.")
    save(opportunity, by=by, now=now)
    db.session.flush()
    kept = queries.saved(by.id, opportunity.id)
    if kept is not None:
        kept.note = text.strip()
