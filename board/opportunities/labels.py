"""The words and the tone for each standing, per audience."""

from board.opportunities.models import Pay, PlaceMode, Standing

FOR_STUDENTS: dict[Standing, tuple[str, str]] = {
    Standing.DRAFT: ("Not on the board", "muted"),
    Standing.IN_REVIEW: ("Not on the board", "muted"),
    Standing.CHANGES_ASKED: ("Not on the board", "muted"),
    Standing.SCHEDULED: ("Opens soon", "brand"),
    Standing.OPEN: ("Open", "good"),
    Standing.CLOSED: ("Closed", "muted"),
    Standing.FILLED: ("Filled", "muted"),
    Standing.NOT_FILLED: ("Closed", "muted"),
    Standing.CANCELLED: ("Called off", "loss"),
    Standing.ARCHIVED: ("Closed", "muted"),
}

FOR_POSTERS: dict[Standing, tuple[str, str]] = {
    Standing.DRAFT: ("Draft", "plain"),
    Standing.IN_REVIEW: ("Waits for approval", "warm"),
    Standing.CHANGES_ASKED: ("Changes asked", "warm"),
    Standing.SCHEDULED: ("Scheduled", "brand"),
    Standing.OPEN: ("Open", "good"),
    Standing.CLOSED: ("Closed, to decide", "warm"),
    Standing.FILLED: ("Filled", "good"),
    Standing.NOT_FILLED: ("Not filled", "muted"),
    Standing.CANCELLED: ("Called off", "loss"),
    Standing.ARCHIVED: ("Archived", "muted"),
}

PAY: dict[Pay, str] = {
    Pay.NONE: "Unpaid",
    Pay.EXPENSES: "Expenses paid",
    Pay.STIPEND: "Stipend",
    Pay.COURSE_CREDIT: "Course credit",
}

PLACES: dict[PlaceMode, str] = {
    PlaceMode.ON_SITE: "On site",
    PlaceMode.HYBRID: "Hybrid",
    PlaceMode.REMOTE: "Remote",
}
