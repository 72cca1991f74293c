"""Words for where a round stands, what its buttons do, and why a choice was missed."""

from board.match_rounds.models import MatchMentor, RoundState, WaitingState
from board.matching.explaining import Code
from board.mentorship.choices import OFFERS
from board.mentorship.exclusions import WORDS as EXCLUSIONS
from board.mentorship.exclusions import Exclusion
from board.mentorship.models import MentorshipState

FOR_COORDINATORS: dict[RoundState, tuple[str, str]] = {
    RoundState.DRAFT: ("Draft", "muted"),
    RoundState.OPEN: ("Open to join", "brand"),
    RoundState.RANKING: ("Lists being made", "brand"),
    RoundState.LOCKED: ("Lists locked", "warm"),
    RoundState.PROPOSED: ("Run frozen, not published", "warm"),
    RoundState.PUBLISHED: ("Published", "good"),
    RoundState.RUNNING: ("Under way", "good"),
    RoundState.CLOSED: ("Closed", "muted"),
    RoundState.CANCELLED: ("Cancelled", "loss"),
}
FOR_MEMBERS: dict[RoundState, tuple[str, str]] = FOR_COORDINATORS | {
    RoundState.LOCKED: ("Being matched", "warm"),
    RoundState.PROPOSED: ("Being matched", "warm"),
    RoundState.PUBLISHED: ("Results are out", "good"),
}
"""Members never learn that a result is there before it is published."""

BUTTONS: dict[str, tuple[str, str]] = {
    "open": ("Open the round and tell everybody", "primary"),
    "start-ranking": ("Start the ranking now", "primary"),
    "lock": ("Lock all lists now", "primary"),
    "reopen": ("Let people change their lists again", "quiet"),
    "propose": ("Finalize this run", "primary"),
    "rework": ("Set this run aside", "quiet"),
    "publish": ("Publish and tell everybody", "primary"),
    "run": ("Begin: all answers are in", "quiet"),
    "close": ("Close the round", "quiet"),
    "cancel": ("Cancel the round", "loss"),
}

STEPS: dict[str, str] = {
    "open": "opened, and everybody told",
    "start-ranking": "ranking started",
    "lock": "lists locked",
    "reopen": "lists opened again",
    "propose": "run frozen",
    "rework": "run discarded",
    "publish": "result published",
    "run": "under way",
    "close": "closed",
    "cancel": "canceled",
}
"""What each verb did, in a timeline."""

WAITING: dict[WaitingState, str] = {
    WaitingState.OFFERED: "offered",
    WaitingState.TAKEN: "taken",
    WaitingState.PASSED: "passed on",
    WaitingState.LAPSED: "ran out",
}

PAIRS: dict[MentorshipState, str] = {
    MentorshipState.PROPOSED: "Not signed yet",
    MentorshipState.ACTIVE: "Under way",
    MentorshipState.PAUSED: "Paused",
    MentorshipState.COMPLETED: "Completed",
    MentorshipState.ENDED_EARLY: "Ended early",
    MentorshipState.LAPSED: "Lapsed",
    MentorshipState.REFUSED: "Forbidden",
    MentorshipState.NOT_CONFIRMED: "Not confirmed in time",
}

TIERS: dict[str, str] = {"prefer": "Prefer", "fine": "Fine", "refuse": "Not for me"}

REASONS: dict[Code, str] = {
    Code.FULL_TIER: "Full, all in a better tier",
    Code.FULL_LOTTERY: "Full, later in the draw",
    Code.NOT_ACCEPTED: "Place not offered",
    Code.EXCLUDED: "Kept apart by a rule",
    Code.CLOSED: "Mentor stepped back",
    Code.RESERVED: "Places given beforehand",
}
"""For the coordinator's figures."""

_GIVEN_OUT = "Sorting and draw"
"""The same for whoever was sorted lower, later in the draw or refused: a mentor is promised that no student learns
how the mentor sorted, and two reasons would tell one from the other."""

_FOR_STUDENTS: dict[Code, str] = {
    Code.FULL_TIER: _GIVEN_OUT,
    Code.FULL_LOTTERY: _GIVEN_OUT,
    Code.NOT_ACCEPTED: _GIVEN_OUT,
    Code.CLOSED: "Stepped back before the match",
    Code.RESERVED: "Spots given before the match, by the coordinator",
}

IN_WORDS: dict[str, str] = {
    _GIVEN_OUT: "Sorting and draw: the mentor’s spots were given by the mentor’s sorting and the draw. "
    "It is no judgment of you.",
}
"""What a reason means that its few words do not say."""


def why_not(code: str, rule: str) -> str:
    """Why a choice was missed, to the student it concerns: nothing of anybody's list or sorting but their own."""
    if code == Code.EXCLUDED:
        return EXCLUSIONS[Exclusion(rule)]
    return _FOR_STUDENTS[Code(code)]


def choice_name(choice: str, mentors: dict[int, MatchMentor]) -> str:
    """`Ada Quill`, or `Ada Quill: Research` for one of several offers."""
    number, _, offer = choice.partition(":")
    mentor = mentors.get(int(number))
    name = mentor.enrolment.user.name if mentor else "A mentor who has left"
    return f"{name}: {OFFERS.get(offer, offer)}" if offer else name
