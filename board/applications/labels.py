"""The words for each state: what the student reads, and what the poster reads."""

from dataclasses import dataclass

from board.applications.models import ApplicationState

FOR_STUDENTS: dict[ApplicationState, tuple[str, str]] = {
    ApplicationState.DRAFT: ("Draft, not sent", "warm"),
    ApplicationState.SUBMITTED: ("Sent", "brand"),
    ApplicationState.IN_REVIEW: ("Being read", "brand"),
    ApplicationState.SHORTLISTED: ("Being read", "brand"),
    ApplicationState.INTERVIEW: ("Interview", "brand"),
    ApplicationState.OFFERED: ("Offer received", "good"),
    ApplicationState.WAITLISTED: ("On the waiting list", "warm"),
    ApplicationState.ACCEPTED: ("Accepted", "good"),
    ApplicationState.DECLINED: ("You declined", "muted"),
    ApplicationState.LAPSED: ("The offer ran out", "muted"),
    ApplicationState.NOT_SELECTED: ("Not this time", "muted"),
    ApplicationState.WITHDRAWN: ("Withdrawn", "muted"),
    ApplicationState.ON_HOLD: ("On hold", "muted"),
}

FOR_POSTERS: dict[ApplicationState, tuple[str, str]] = {
    ApplicationState.DRAFT: ("Not sent", "muted"),
    ApplicationState.SUBMITTED: ("New", "warm"),
    ApplicationState.IN_REVIEW: ("In review", "brand"),
    ApplicationState.SHORTLISTED: ("Shortlisted", "brand"),
    ApplicationState.INTERVIEW: ("Interview", "brand"),
    ApplicationState.OFFERED: ("Offered", "warm"),
    ApplicationState.WAITLISTED: ("Waiting list", "plain"),
    ApplicationState.ACCEPTED: ("Accepted", "good"),
    ApplicationState.DECLINED: ("Declined", "muted"),
    ApplicationState.LAPSED: ("Lapsed", "muted"),
    ApplicationState.NOT_SELECTED: ("Not selected", "muted"),
    ApplicationState.WITHDRAWN: ("Withdrawn", "muted"),
    ApplicationState.ON_HOLD: ("On hold", "muted"),
}

VERBS: dict[str, str] = {
    "review": "Start reading",
    "shortlist": "Shortlist",
    "interview": "Invite to interview",
    "offer": "Offer the position",
    "waitlist": "Put on the waiting list",
    "reject": "Decline",
}
"""What a poster may press, in the order of the buttons."""

ANSWERS: dict[str, str] = {
    "accept": "accepts the offer",
    "decline": "declines the offer",
    "lapse": "did not answer in time",
    "withdraw": "has withdrawn",
    "hold": "cannot accept now",
}
"""What became of an offer, told to the posters after the student's name."""

SENDS_EMAIL = {"interview", "offer", "waitlist", "reject"}
"""The verbs of which the student is told at once by an email."""

DECISIONS: dict[str, tuple[str, str]] = {
    "offer": ("Offer", "good"),
    "waitlist": ("Waiting list", "warm"),
    "reject": ("Decline", "muted"),
}
"""What a draft decision may be, and how the applicant list shows it before the release."""

COUNTED: dict[str, tuple[str, str]] = {
    "offer": ("offer", "offers"),
    "waitlist": ("for the waiting list", "for the waiting list"),
    "reject": ("decline", "declines"),
}
"""One and several draft decisions of each kind, after their number."""


SELECTED_ACTS: dict[str, str] = {"decline": "Decline", "message": "Message", "tag": "Tag"}
"""What is done with selected applicants and takes words."""


@dataclass(frozen=True)
class Reason:
    """Why an application is not selected: what owners pick, what the student reads, and what they may try next."""

    short: str
    told: str
    advice: str


REASONS: dict[str, Reason] = {
    "numbers": Reason(
        "More good applications than places",
        "There were more good applications than places.",
        "Nothing in yours was missing. A posting with more places, or one that closes at another time of the year, is "
        "worth the same statement.",
    ),
    "experience": Reason(
        "Others had done more of this work",
        "Others had already done more of this kind of work.",
        "A smaller role in the same area gives you something to point to next time.",
    ),
    "statement": Reason(
        "The statement left too much open",
        "Your statement left some of what the posting asks for unsaid.",
        "Next time, tell one thing you did, what you decided in it, and what came of it.",
    ),
    "time": Reason(
        "Hours or dates do not fit",
        "The hours or the dates did not fit with what you told.",
        "Set your free hours in your profile, and look for postings that fit them.",
    ),
    "eligibility": Reason(
        "Something required is not met",
        "The posting requires something that your application does not show.",
        "Look at who may apply in the next posting, and ask the contact when you are not sure.",
    ),
    "fit": Reason(
        "Another posting fits this person better",
        "What you want to do fits another kind of work better than this one.",
        "The postings below build the same competencies in other ways.",
    ),
}
"""The short list. Keys are kept in the database; the words may change."""

RECUSALS: dict[str, str] = {
    "mentor": "I mentor this student, or did",
    "family": "We are family or close friends",
    "work": "We work or write together",
    "graded": "I grade this student",
    "care": "I treated this student, or someone close to them",
    "other": "Another reason that I keep to myself",
}
"""Why somebody steps aside: enough for the owners, and no more than they need."""
