"""The words for each state of a placement, and for hours."""

from board.placements.models import HoursEntry, PlacementState
from board.web.filters import plural

FOR_STUDENTS: dict[PlacementState, tuple[str, str]] = {
    PlacementState.ACCEPTED: ("Not begun yet", "plain"),
    PlacementState.STARTED: ("Under way", "brand"),
    PlacementState.STUDENT_CONFIRMED: ("You say it is finished", "warm"),
    PlacementState.HOST_CONFIRMED: ("Your host says it is finished", "warm"),
    PlacementState.COMPLETED: ("Completed", "good"),
    PlacementState.ENDED_EARLY: ("Ended early", "muted"),
}

FOR_HOSTS: dict[PlacementState, tuple[str, str]] = {
    PlacementState.ACCEPTED: ("Not begun yet", "plain"),
    PlacementState.STARTED: ("Under way", "brand"),
    PlacementState.STUDENT_CONFIRMED: ("The student says it is finished", "warm"),
    PlacementState.HOST_CONFIRMED: ("You say it is finished", "warm"),
    PlacementState.COMPLETED: ("Completed", "good"),
    PlacementState.ENDED_EARLY: ("Ended early", "muted"),
}

FOR_OFFICE: dict[PlacementState, str] = {
    **{state: words for state, (words, _) in FOR_HOSTS.items()},
    PlacementState.HOST_CONFIRMED: "The host says it is finished",
}
"""How it stands, for whoever is neither of the two."""

STEPS: dict[str, str] = {
    "start": "Begun",
    "student-confirm": "Finished, says the student",
    "host-confirm": "Finished, says the host",
    "student-object": "Not finished yet, says the student",
    "host-object": "Not finished yet, says the host",
    "end-early": "Ended early",
}


def say_hours(minutes: int) -> str:
    """`2.5 hours`."""
    return "1 hour" if minutes == 60 else f"{minutes / 60:g} hours"


def status(entry: HoursEntry) -> tuple[str, str]:
    """Where an entry of the log stands."""
    if entry.approved_at:
        return "Approved", "good"
    return ("Sent back", "loss") if entry.returned else ("Waits for approval", "warm")


def say_entries(number: int) -> str:
    """`1 entry`, `2 entries`."""
    return plural(number, "entry", "entries")
