"""Letters about committees."""

from board.accounts import queries as people
from board.committees import queries
from board.kernel.post import Draft
from board.web.letters import link, word


def seat_opened(user_id: int, committee_seat_id: int) -> Draft | None:
    """A seat that the reader follows can be applied for."""
    user, seat = people.by_id(user_id), queries.seat(committee_seat_id)
    if user is None or seat is None or seat.opportunity is None:
        return None
    href = link("opportunities.show", opportunity_id=seat.opportunity.id)
    subject = f"It is open: {seat.name}, {seat.committee.name}"
    return word("seat-opened", subject, user=user, seat=seat, opportunity=seat.opportunity, href=href)
