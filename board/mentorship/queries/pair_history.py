"""What was, for the leadership record."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from board.kernel.db import db
from board.mentorship.models import Enrolment, MeetingState, Mentorship, MentorshipState


@dataclass(frozen=True)
class EndedMentorship:
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


def ended_with(user_id: int) -> list[EndedMentorship]:
    """The mentorships of a person that are over and were more than a proposal, the latest first."""
    over = (MentorshipState.COMPLETED, MentorshipState.ENDED_EARLY, MentorshipState.LAPSED)
    statement = (
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
    return [_ended(mentorship, user_id) for mentorship in db.session.scalars(statement)]


def _ended(pair: Mentorship, user_id: int) -> EndedMentorship:
    meetings = [meeting for meeting in pair.meetings if meeting.state is MeetingState.HELD]
    return EndedMentorship(
        mentorship_id=pair.id,
        as_mentor=pair.mentee_id != user_id,
        partner=pair.partner_of(user_id).name,
        started=pair.started_at,
        ended=pair.ended_at or pair.started_at,
        meetings_held=len(meetings),
        minutes=sum(meeting.minutes for meeting in meetings),
        topics=list(dict.fromkeys(topic for meeting in reversed(meetings) for topic in meeting.topics)),
    )
