"""The words for where a seat stands."""

from board.committees.models import SeatStatus

STATUSES: dict[SeatStatus, tuple[str, str]] = {
    SeatStatus.FILLED: ("Filled", "good"),
    SeatStatus.ENDS_SOON: ("Ends soon", "warm"),
    SeatStatus.CARRIED_OVER: ("Term ended, still serving", "brand"),
    SeatStatus.VACANT: ("Vacant", "plain"),
}

MEANINGS: dict[SeatStatus, str] = {
    SeatStatus.FILLED: "somebody holds it",
    SeatStatus.ENDS_SOON: "the term ends within 60 days and nobody is named yet",
    SeatStatus.CARRIED_OVER: "the term is over; its holder stays until the next one is named",
    SeatStatus.VACANT: "nobody holds it",
}
