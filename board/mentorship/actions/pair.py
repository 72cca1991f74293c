"""Beginning a pair: from a request that was accepted, or from a match round."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from board.accounts.models import User
from board.disclosures import actions as disclosure_actions
from board.kernel import clock
from board.kernel.db import db
from board.kernel.verdict import require
from board.mentorship.actions import mentor_place as mentor_place_actions
from board.mentorship.choices import CHANNELS, Frequency
from board.mentorship.models import Agreement, Enrolment, Mentorship, MentorshipState, Wishes
from board.mentorship.policy import mentor as mentor_policy
from board.mentorship.rules import RULES

CONFIDENTIALITY = (
    "What we say stays between us. The limits: danger to somebody, and what the law or the school obliges a mentor to "
    "report. Either of us may end this in the first 30 days without giving a reason to the other."
)


@dataclass(frozen=True)
class PairTerms:
    """How a pair comes about, and what it begins with."""

    origin: str
    aims: str
    wishes: Wishes | None
    """What the mentee wishes stands in the agreement; what they left open is as the mentor offers it."""
    is_proposed: bool = False
    """It becomes active when both have signed."""

    @classmethod
    def of_round(cls, origin: str, wishes: Wishes | None) -> "PairTerms":
        """A match round puts a pair forward; the goals of the mentee are its aims."""
        return cls(origin, wishes.goals if wishes else "", wishes, is_proposed=True)


def begin(mentee: User, enrolment: Enrolment, terms: PairTerms, *, by: User | None, now: datetime) -> Mentorship:
    """Take a place and make the pair, with a first agreement to sign. Raises `Conflict` when there is no place.

    What leads here has asked who may.
    """
    mentor_place_actions.take(enrolment)
    pair = Mentorship(
        mentee_id=mentee.id,
        enrolment_id=enrolment.id,
        kind=enrolment.kind,
        state=MentorshipState.PROPOSED if terms.is_proposed else MentorshipState.ACTIVE,
        origin=terms.origin,
        started_at=now,
        ends_on=clock.day(now) + timedelta(weeks=RULES.term_weeks),
        contact_at=now,
    )
    pair.agreements = [_first_agreement(pair, enrolment, terms, by=by, now=now)]
    db.session.add(pair)
    db.session.flush()
    return pair


def _first_agreement(
    pair: Mentorship, enrolment: Enrolment, terms: PairTerms, *, by: User | None, now: datetime
) -> Agreement:
    wishes = terms.wishes
    return Agreement(
        version=1,
        aims=terms.aims,
        frequency=(wishes and wishes.frequency) or enrolment.frequency or Frequency.MONTHLY,
        channel=_channel(wishes.channels if wishes else [], enrolment.channels),
        confidentiality=CONFIDENTIALITY,
        ends_on=pair.ends_on,
        written_by_id=by.id if by else None,
        written_at=now,
    )


def _channel(wished: list[str], offered: list[str]) -> str:
    """What both named, else what the mentee did, else what the mentor did."""
    both = [key for key in wished if key in offered]
    return next((key for keys in (both, wished, offered) for key in CHANNELS if key in keys), "in-person")


def note_export(mentee_ids: Collection[int], *, by: User, now: datetime) -> None:
    """A coordinator took the list of pairs away as a file, for those who set examiners."""
    require(mentor_policy.may_oversee(by))
    what = "Who mentors you, from when to when, and how often you met"
    disclosure_actions.note_file(set(mentee_ids), "mentoring-pairs", what, by=by, now=now)
