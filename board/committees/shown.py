"""What the page of a committee shows of somebody who holds one of its seats."""

from dataclasses import dataclass
from datetime import date

from board.accounts.models import User
from board.committees.models import Seat, SeatTerm
from board.web.shown import ShownPart


@dataclass(frozen=True)
class ShownSeat(ShownPart):
    """A seat; who is signed in reads names."""

    TEMPLATES = ("committees/_shown_seat.html",)

    seat: Seat
    terms: list[SeatTerm]
    day: date
    is_signed_in: bool


def shown_seat(seat: Seat, holder: User, day: date, *, is_signed_in: bool) -> ShownSeat:
    """With all terms of this person, which who is signed in reads."""
    terms = [term for term in seat.terms if term.user_id == holder.id] if is_signed_in else []
    return ShownSeat(seat.name, [seat.committee.name], seat, terms, day, is_signed_in)
