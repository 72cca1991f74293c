"""What was, for the leadership record."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from board.kernel.db import db
from board.mentorship.models import Enrolment, MeetingState, Mentorship, MentorshipState


@dataclass(frozen=True)
class Ended:
    """One mentorship that is over, from the side of one of the two."""

    mentorship_id: int
    as_mentor: bool
    partner: str
    started: datetime
    ended: datetime
    meetings_held: int
    minutes: int
    topics: list[str]
    """What was talked of, as keys of `words.TOPICS`; the competencies among them are the catalogue's."""


def ended_with(user_id: int) -> list[Ended]:
    """The mentorships of a person that are over and were more than a proposal, the latest first."""
    over = (MentorshipState.COMPLETED, MentorshipState.ENDED_EARLY, MentorshipState.LAPSED)
    found = (
        select(Mentorship)
        .join(Mentorship.enrolment)
        .where(or_(Mentorship.mentee_id == user_id, Enrolment.user_id == user_id), Mentorship.state.in_(over))
        .options(
            joinedload(Mentorship.mentee),
            joinedload(Mentorship.enrolment).joinedload(Enrolment.user),
            selectinload(Mentorship.meetings),
        )
        .order_by(Mentorship.ended_at.desc(), Mentorship.id)
    )
    return [_ended(one, user_id) for one in db.session.scalars(found)]


def _ended(pair: Mentorship, user_id: int) -> Ended:
    held = [one for one in pair.meetings if one.state is MeetingState.HELD]
    return Ended(
        mentorship_id=pair.id,
        as_mentor=pair.mentee_id != user_id,
        partner=pair.partner_of(user_id).name,
        started=pair.started_at,
        ended=pair.ended_at or pair.started_at,
        meetings_held=len(held),
        minutes=sum(one.minutes for one in held),
        topics=list(dict.fromkeys(topic for one in reversed(held) for topic in one.topics)),
    )
