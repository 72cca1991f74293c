"""The waiting list: its order, and what happens when a place becomes free."""

from datetime import datetime, timedelta

from board.accounts.models import User
from board.applications import policy, queries
from board.applications.actions import offer as offer_actions
from board.applications.actions.notification import notify_news
from board.applications.models import Application
from board.kernel import lifecycle
from board.kernel.errors import Conflict
from board.kernel.locks import lock_key
from board.kernel.verdict import require
from board.opportunities.models import PostingState


def put_on_list(application: Application, *, by: User, now: datetime, note: str = "") -> None:
    """The last on the list; the posters may change the order."""
    _lock(application.opportunity_id)
    require(policy.may_decide(by, application))
    rank = queries.next_rank(application.opportunity_id)
    lifecycle.move(application, "waitlist", by=by.id, now=now, note=note, rank=rank)
    words = f"You are on the waiting list: “{application.opportunity.title}”."
    notify_news(application, "waitlist", words)


def move_up(application: Application, *, by: User) -> None:
    """Change places with the one before."""
    _lock(application.opportunity_id)
    require(policy.may_decide(by, application))
    waiting = queries.waiting(application.opportunity_id)
    here = next((place for place, other in enumerate(waiting) if other.id == application.id), None)
    if here is None:
        raise Conflict(
            f"{application.reference} is not on the waiting list any more. "
            "Open the list of applicants again: it says where it stands."
        )
    if here:
        before = waiting[here - 1]
        before.rank, waiting[here].rank = waiting[here].rank, before.rank


def _lock(opportunity_id: int) -> None:
    """Whoever reads the order of a list to change it waits for the others: two places of one number never part."""
    lock_key(f"waiting-list:{opportunity_id}")


def promote(move_id: int, *, now: datetime, within: timedelta) -> bool:
    """A step freed a place: offer it to the first who waits. Asked twice about one step, it offers once."""
    opportunity = queries.posting_of_step(move_id)
    if opportunity is None or opportunity.state is not PostingState.PUBLISHED or queries.is_offered_again(move_id):
        return False
    waiting = queries.waiting(opportunity.id)
    if not waiting or opportunity.openings.free == 0:
        return False
    terms = offer_actions.OfferTerms(now + within, freed_by=move_id)
    offer_actions.make(waiting[0], by=None, now=now, terms=terms)
    return True
