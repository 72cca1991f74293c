"""What people are told about mentoring, in a sentence each: the notice shows it, the letter is built around it."""

from board.mentorship.models import Enrolment, MentorRequest

REQUESTS: dict[str, str] = {
    "arrived": "{mentee} asks you to be their mentor.",
    "reminder": "{mentee} still waits for your answer.",
    "withdrawn": "{mentee} has withdrawn the request to you.",
    "info-asked": "{mentor} asks you something before answering your request.",
    "told": "{mentee} has answered your question.",
    "accepted": "{mentor} is your mentor now. Agree on how you work, then meet.",
    "declined": "{mentor} cannot be your mentor this time.",
    "expired": "{mentor} did not answer in time, so your request has run out. You may ask once more, or somebody else.",
    "missed": "The request of {mentee} has run out unanswered.",
    "superseded": "{mentee} has found another mentor, so there is nothing left for you to answer.",
    "closed-full": "{mentor} has no place left, so your request is closed. It says nothing about you.",
}

ENROLMENTS: dict[str, str] = {
    "applied": "{mentor} offers to be a mentor and waits for you.",
    "approved": "You are listed as a mentor.",
    "suspended": "You are not listed as a mentor for now. The coordinator can tell you why.",
    "paused": "Three requests to you ran out unanswered, so new ones are paused. One click takes them up again.",
    "paused-silent": "{mentor} let three requests run out and is paused.",
}


def of_request(what: str, request: MentorRequest) -> str:
    """The sentence for a request."""
    return REQUESTS[what].format(mentee=request.mentee.name, mentor=request.enrolment.user.name)


def of_enrolment(what: str, enrolment: Enrolment) -> str:
    """The sentence about a mentor."""
    return ENROLMENTS[what].format(mentor=enrolment.user.name)


def place_of_enrolment(what: str) -> str:
    """Where the sentence leads."""
    return "/office/mentorship" if what in ("applied", "paused-silent") else "/mentorship/profile"
