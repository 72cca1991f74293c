"""What others read of a student or a mentor: their pages are made of it, and so is the page on which people read it."""

from dataclasses import dataclass

from board.accounts.models import User
from board.mentorship import mentor_card
from board.mentorship.choices import OFFERS, TIMES, named, specialties
from board.mentorship.fit import MentorFit, fit
from board.mentorship.models import Enrolment, MentorRequest, Wishes
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.queries import mentor as mentor_queries
from board.mentorship.queries import request as request_queries
from board.mentorship.rules import RULES
from board.web.shown import ShownPart


@dataclass(frozen=True)
class ShownMentee(ShownPart):
    """A student, and what they look for."""

    TEMPLATES = ("mentorship/_shown_mentee.html",)

    wishes: Wishes | None


@dataclass(frozen=True)
class ShownMentor(ShownPart):
    """A mentor, ready to print."""

    TEMPLATES = ("mentorship/_shown_mentor.html", "mentorship/_shown_mentor_places.html")

    mentor: Enrolment
    offers: list[str]
    specialties: list[str]
    times: list[str]
    meeting: list[tuple[str, str]]
    places: tuple[str, str]
    reply: str


@dataclass(frozen=True)
class ShownRequest(ShownPart):
    """A request, as one of its two sides reads it."""

    TEMPLATES = ("mentorship/_shown_request.html", "mentorship/_shown_request_fit.html")

    request: MentorRequest
    is_mentor: bool
    fit: MentorFit
    wishes: Wishes | None


def shown_mentee(user: User, wishes: Wishes | None, *, whole: bool = False) -> ShownMentee:
    """As a mentor reads them; `whole`, as the office does: with what they keep to themself."""
    return ShownMentee(user.name, _class_of(user, whole=whole), wishes)


def shown_mentor(enrolment: Enrolment) -> ShownMentor:
    """As everybody reads them who may."""
    user, replies = enrolment.user, mentor_queries.reply_times([enrolment.id])
    return ShownMentor(
        heading=user.name,
        facts=[fact for fact in (f"{enrolment.kind.label} mentor", user.title or user.shown("class_year")) if fact],
        mentor=enrolment,
        offers=named(OFFERS, enrolment.offers),
        specialties=specialties(enrolment.specialties),
        times=named(TIMES, enrolment.times),
        meeting=mentor_card.meeting(enrolment),
        places=mentor_card.places(enrolment, request_queries.inbox(enrolment.id)),
        reply=mentor_card.reply_words(replies.get(enrolment.id)),
    )


def shown_request(request: MentorRequest, wishes: Wishes | None, *, is_mentor: bool) -> ShownRequest:
    """With the fit of the two, which each side reads alike."""
    criteria = conflict_of_interest_queries.wanted_by(request.mentee, wishes)
    offered = conflict_of_interest_queries.offered_by(request.enrolment)
    mentee, mentor = request.mentee, request.enrolment.user
    return ShownRequest(
        heading=f"{mentee.name} asks you" if is_mentor else f"My request to {mentor.name}",
        facts=_class_of(mentee) if is_mentor else [],
        request=request,
        is_mentor=is_mentor,
        fit=fit(criteria, offered, background_weight=RULES.background_weight),
        wishes=wishes,
    )


def _class_of(user: User, *, whole: bool = False) -> list[str]:
    """Class year and programme, as far as they are shown."""
    facts = [user.class_year, user.programme] if whole else [user.shown("class_year"), user.shown("programme")]
    return [fact for fact in facts if fact]
