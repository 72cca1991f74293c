"""Emails about committees."""

from board.accounts import queries as account_queries
from board.committees import queries
from board.kernel.mail import EmailContent
from board.web.emails import link, word


def seat_opened(user_id: int, committee_seat_id: int) -> EmailContent | None:
    """A seat that the reader follows can be applied for."""
    user, seat = account_queries.by_id(user_id), queries.seat(committee_seat_id)
    if user is None or seat is None or seat.opportunity is None:
        return None
    href = link("opportunities.show", opportunity_id=seat.opportunity.id)
    subject = f"It is open: {seat.name}, {seat.committee.name}"
    return word("seat-opened", subject, user=user, seat=seat, opportunity=seat.opportunity, href=href)
