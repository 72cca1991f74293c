"""Emails about committees."""

from board.accounts import queries as account_queries
from board.committees import queries
from board.notices.models import Topic
from board.web.emails import Context, declare_email, link


@declare_email(
    "seat-opened",
    name="A followed committee seat is open",
    audience="Whoever follows the seat",
    topic=Topic.REMINDER,
    subject="It is open: {seat.name}, {seat.committee.name}",
)
def seat_opened(user_id: int, committee_seat_id: int) -> Context | None:
    """A seat that the reader follows can be applied for."""
    user, seat = account_queries.by_id(user_id), queries.seat(committee_seat_id)
    if user is None or seat is None or seat.opportunity is None:
        return None
    href = link("opportunities.show", opportunity_id=seat.opportunity.id)
    return {"user": user, "seat": seat, "opportunity": seat.opportunity, "href": href}
