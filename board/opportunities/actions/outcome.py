"""What became of a posting: chased two weeks after it closed, told by its owners."""

from datetime import datetime

from sqlalchemy import update

from board.accounts.models import User
from board.kernel import events, lifecycle
from board.kernel.errors import Invalid
from board.kernel.statements import update_one
from board.kernel.verdict import require
from board.notices.actions import notify
from board.opportunities import policy, queries
from board.opportunities.events import PostingChanged
from board.opportunities.models import Opportunity


def tell_outcome(opportunity: Opportunity, *, by: User, now: datetime, filled: bool, note: str) -> None:
    """Filled, and by whom; or not filled, and why."""
    require(policy.may_tell_outcome(by, opportunity, now))
    if not note.strip():
        raise Invalid("note", "Say in a line who took it." if filled else "Say in a line why nobody took it.")
    lifecycle.move(opportunity, "fill" if filled else "give-up", by=by.id, now=now, note=note.strip())
    events.publish(PostingChanged(opportunity.id))


def chase(opportunity: Opportunity, *, now: datetime) -> bool:
    """Ask its owners what became of it, once for each time that it closed."""
    due = update(Opportunity).where(Opportunity.id == opportunity.id, Opportunity.chased_at.is_(None))
    if not update_one(due.values(chased_at=now)) or opportunity.closes_at is None:
        return False
    for user in queries.in_charge(opportunity):
        words, href = f"What became of “{opportunity.title}”?", f"/opportunities/{opportunity.id}/outcome"
        notify(user, "posting-outcome", words=words, href=href, opportunity_id=opportunity.id)
    return True
