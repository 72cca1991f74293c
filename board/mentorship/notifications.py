"""What people are told about mentoring, in a sentence each: the notice shows it, the email is built around it."""

from board.accounts.models import User
from board.kernel.wording import listed
from board.mentorship.models import Enrolment, MentorRequest, Mentorship

REQUESTS: dict[str, str] = {
    "arrived": "{mentee} asks you to be their mentor.",
    "reminder": "{mentee} still waits for your answer.",
    "withdrawn": "{mentee} has withdrawn the request to you.",
    "info-asked": "{mentor} has a question before answering your request.",
    "told": "{mentee} has answered your question.",
    "accepted": "{mentor} is your mentor now. Agree on how you work, then meet.",
    "declined": "{mentor} cannot be your mentor this time.",
    "expired": "{mentor} did not answer in time, so your request has run out. You may ask once more, or somebody else.",
    "missed": "The request of {mentee} has run out unanswered.",
    "superseded": "{mentee} has found another mentor, so there is nothing left for you to answer.",
    "mentor-away": "{mentor} takes no requests now, so yours is closed. It says nothing about you. Ask somebody else.",
    "mentee-away": "The request of {mentee} is closed. There is nothing left for you to answer.",
    "closed-full": "{mentor} has no open spot, so your request is closed. It says nothing about you.",
}

ENROLMENTS: dict[str, str] = {
    "applied": "{mentor} offers to be a mentor and waits for you.",
    "approved": "You are listed as a mentor.",
    "suspended": "You are not listed as a mentor for now. The coordinator can tell you why.",
    "paused": "Three requests to you ran out unanswered, so new ones are paused. One click takes them up again.",
    "paused-silent": "{mentor} let three requests run out and is paused.",
}


PAIRS: dict[str, str] = {
    "signed": "{partner} has signed the agreement. It counts when you have signed it too.",
    "agreed": "You and {partner} have both signed. Meetings are open.",
    "rewritten": "{partner} proposes a new version of your agreement. It counts when you have signed it too.",
    "planned": "{partner} proposes a meeting.",
    "moved": "{partner} has moved your meeting.",
    "called-off": "{partner} has canceled your meeting.",
    "logged": "{partner} has logged your meeting. Within seven days you may say that it was otherwise.",
    "tomorrow": "You meet {partner} within a day.",
    "disputed": "{partner} sees the meeting otherwise than you logged it. A coordinator decides.",
    "settled": "A coordinator has decided how a meeting stands in the log.",
    "nudge": "You and {partner} have not met for a while. A short meeting is better than none.",
    "in-touch": "You and {partner} have not met for two months. Say within two weeks that you still are, or it lapses.",
    "lapsed": "Your mentorship with {partner} has lapsed. You may ask again whenever you like.",
    "paused": "{partner} has paused your mentorship.",
    "resumed": "{partner} has taken up your mentorship again.",
    "away": "Your mentorship with {partner} is paused, for they cannot take part now. The office can tell you more.",
    "back": "{partner} can take part again, and your mentorship goes on.",
    "held": "The school has paused your mentorship with {partner}. You need not do anything.",
    "released": "Your mentorship with {partner} goes on.",
    "ended-early-on": "Your mentorship with {partner} has ended within its first thirty days. Nobody is at fault.",
    "ended": "{partner} has ended your mentorship. Say how it was, if you like.",
    "refused": "{partner} cannot take up the mentorship that was put forward.",
    "not-confirmed": "Your mentorship with {partner} was not confirmed in time: {unsigned} had not signed. {confirms}",
    "ends-soon": "Your mentorship with {partner} ends in two weeks. You may agree on a later end.",
    "completed": "Your mentorship with {partner} has run its term. Say how it was.",
    "check-in": "Check-in: how is it going with {partner}? Three questions; {partner} never sees the answers.",
}

FOR_COORDINATORS: dict[str, str] = {
    "contact-me": "{author} asks you to get in touch about a mentorship.",
    "silent": "{mentor} and {mentee} have not met for sixty days.",
    "dispute": "{mentor} and {mentee} see a meeting differently: decide.",
    "conflict": "{mentor} and {mentee} are paused: a conflict of interest.",
    "concern": "{mentor} and {mentee} have ended with a concern.",
}


REPORTS: dict[str, str] = {
    "arrived": "A report waits for you.",
    "unsafe": "Somebody reports that they are not safe. A decision is due within two working days.",
    "resolved": "Your report is resolved.",
}


def of_pair(what: str, pair: Mentorship, user: User) -> str:
    """The sentence about a pair, for one of the two."""
    return PAIRS[what].format(
        partner=pair.partner_of(user.id).name, unsigned=_unsigned(pair, user), confirms=_who_confirms_now(pair, user)
    )


def _unsigned(pair: Mentorship, user: User) -> str:
    """Who has yet to sign, as this one of the two reads it."""
    agreement = pair.agreements[-1] if pair.agreements else None
    mentee_signed, mentor_signed = (
        (agreement.mentee_signed_at, agreement.mentor_signed_at) if agreement else (None, None)
    )
    people = [person for person, at in ((pair.mentee, mentee_signed), (pair.mentor, mentor_signed)) if at is None]
    return listed(["you" if person.id == user.id else person.name for person in people])


def _who_confirms_now(pair: Mentorship, user: User) -> str:
    """What can still be done, and by whom, once a pair that was put forward has run out."""
    if user.id == pair.mentee_id:
        return f"Ask {pair.mentor.name} on their mentor page, who can still accept, or ask another mentor."
    return f"If {pair.mentee.name} asks you on your mentor page, you can still accept; your spot is open until then."


def to_coordinator(what: str, pair: Mentorship, author: User | None) -> str:
    """The sentence about a pair, for a coordinator."""
    names = {"mentor": pair.mentor.name, "mentee": pair.mentee.name}
    return FOR_COORDINATORS[what].format(author=author.name if author else "", **names)


def of_request(what: str, request: MentorRequest) -> str:
    """The sentence for a request."""
    return REQUESTS[what].format(mentee=request.mentee.name, mentor=request.enrolment.user.name)


def of_enrolment(what: str, enrolment: Enrolment) -> str:
    """The sentence about a mentor."""
    return ENROLMENTS[what].format(mentor=enrolment.user.name)


def place_of_enrolment(what: str) -> str:
    """Where the sentence leads."""
    return "/office/mentorship" if what in ("applied", "paused-silent") else "/mentorship/profile"
