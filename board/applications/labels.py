"""The words for each state: what the student reads, and what the poster reads."""

from board.applications.models import State

FOR_STUDENTS: dict[State, tuple[str, str]] = {
    State.DRAFT: ("Draft, not sent", "warm"),
    State.SUBMITTED: ("Sent", "brand"),
    State.IN_REVIEW: ("Being read", "brand"),
    State.SHORTLISTED: ("Being read", "brand"),
    State.INTERVIEW: ("Interview", "brand"),
    State.OFFERED: ("A place is offered to you", "good"),
    State.WAITLISTED: ("On the waiting list", "warm"),
    State.ACCEPTED: ("You have the place", "good"),
    State.DECLINED: ("You declined", "muted"),
    State.LAPSED: ("The offer ran out", "muted"),
    State.NOT_SELECTED: ("Not this time", "muted"),
    State.WITHDRAWN: ("Withdrawn", "muted"),
}

FOR_POSTERS: dict[State, tuple[str, str]] = {
    State.DRAFT: ("Not sent", "muted"),
    State.SUBMITTED: ("Unread", "warm"),
    State.IN_REVIEW: ("In review", "brand"),
    State.SHORTLISTED: ("Shortlisted", "brand"),
    State.INTERVIEW: ("Interview", "brand"),
    State.OFFERED: ("Offered", "warm"),
    State.WAITLISTED: ("Waiting list", "plain"),
    State.ACCEPTED: ("Accepted", "good"),
    State.DECLINED: ("Declined", "muted"),
    State.LAPSED: ("Lapsed", "muted"),
    State.NOT_SELECTED: ("Not selected", "muted"),
    State.WITHDRAWN: ("Withdrawn", "muted"),
}

VERBS: dict[str, str] = {
    "review": "Start reading",
    "shortlist": "Shortlist",
    "interview": "Invite to interview",
    "offer": "Offer the place",
    "waitlist": "Put on the waiting list",
    "reject": "Decline",
}
"""What a poster may press, in the order of the buttons."""

ANSWERS: dict[str, str] = {
    "accept": "takes the place",
    "decline": "declines the place",
    "lapse": "did not answer in time",
    "withdraw": "has withdrawn",
}
"""What became of an offer, told to the posters after the student's name."""
