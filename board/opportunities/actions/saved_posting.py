"""Keeping postings on one's own list, with a note that nobody else reads."""

from datetime import datetime

from sqlalchemy import Update, update

from board.accounts.models import User
from board.kernel.db import db
from board.kernel.errors import Invalid
from board.kernel.statements import put_once, update_one
from board.kernel.verdict import require
from board.notices.actions import notify
from board.opportunities import policy, queries
from board.opportunities.models import Opportunity, SavedPosting

LONGEST_NOTE = 1000


def save(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Keep it on one's list; kept twice it is there once."""
    require(policy.may_see(by, opportunity))
    put_once(SavedPosting, user_id=by.id, opportunity_id=opportunity.id, at=now)
    again = _mine(opportunity, by).where(SavedPosting.removed_at.is_not(None))
    db.session.execute(again.values(removed_at=None, at=now))


def unsave(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    """Take it off one's list. Its note waits, for whoever saves it again."""
    db.session.execute(_mine(opportunity, by).where(SavedPosting.removed_at.is_(None)).values(removed_at=now))


def _mine(opportunity: Opportunity, by: User) -> Update:
    return update(SavedPosting).where(SavedPosting.user_id == by.id, SavedPosting.opportunity_id == opportunity.id)


def note(opportunity: Opportunity, *, by: User, now: datetime, text: str) -> None:
    """Write oneself a line about it; that keeps it, too. Raises `Invalid` when it is too long."""
    if len(text) > LONGEST_NOTE:
        raise Invalid("note", f"A note has at most {LONGEST_NOTE:,} characters.")
    save(opportunity, by=by, now=now)
    db.session.flush()
    saved_posting = queries.saved(by.id, opportunity.id)
    if saved_posting is not None:
        saved_posting.note = text.strip()


def notify_of_opening(opportunity: Opportunity, *, now: datetime) -> bool:
    """It has opened: tell those who saved it while it was still to come, once."""
    due = update(Opportunity).where(Opportunity.id == opportunity.id, Opportunity.opening_told_at.is_(None))
    if not update_one(due.values(opening_told_at=now)) or opportunity.opens_at is None:
        return False
    href = f"/opportunities/{opportunity.id}"
    for user in queries.savers(opportunity.id, before=opportunity.opens_at):
        words = f"It is open: “{opportunity.title}”."
        notify(user, "posting-opened", words=words, href=href, opportunity_id=opportunity.id)
    return True
