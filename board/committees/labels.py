"""The words for where a seat stands."""

from board.committees.models import Standing

STANDINGS: dict[Standing, tuple[str, str]] = {
    Standing.FILLED: ("Filled", "good"),
    Standing.ENDS_SOON: ("Ends soon", "warm"),
    Standing.CARRIED_OVER: ("Carried over", "brand"),
    Standing.VACANT: ("Vacant", "plain"),
}

MEANINGS: dict[Standing, str] = {
    Standing.FILLED: "somebody holds it",
    Standing.ENDS_SOON: "the term ends within 60 days and nobody is named yet",
    Standing.CARRIED_OVER: "the term is over; its holder stays until the next one is named",
    Standing.VACANT: "nobody holds it",
}
