"""What always holds for mentors, requests, pairs and what they write."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from board.kernel import clock
from board.kernel.db import db
from board.kernel.invariant import Invariant, no_row
from board.mentorship.models import (
    RUNNING,
    CheckIn,
    Enrolment,
    Feedback,
    Meeting,
    MeetingState,
    MentorConflict,
    MentorRequest,
    Mentorship,
    PrivateNote,
    RequestState,
)
from board.mentorship.queries.mentor import impossible_kinds

_RUNNING_NOW = (
    select(Mentorship.enrolment_id, func.count().label("pairs"))
    .where(Mentorship.state.in_(RUNNING))
    .group_by(Mentorship.enrolment_id)
    .subquery()
)
_PAIRS = func.coalesce(_RUNNING_NOW.c.pairs, 0)
_SETTLED_WITHIN = timedelta(days=1)
"""A declared conflict parts a pair at the next round of the worker."""


def _not_parted() -> Iterator[str]:
    """Pairs that go on though a conflict of interest between the two was declared a while ago."""
    mentor = aliased(Enrolment)
    rows = (
        select(Mentorship.id, MentorConflict.id)
        .join(mentor, mentor.id == Mentorship.enrolment_id)
        .join(
            MentorConflict,
            (MentorConflict.mentor_id == mentor.user_id) & (MentorConflict.mentee_id == Mentorship.mentee_id),
        )
        .where(Mentorship.state.in_(RUNNING), Mentorship.paused_by_conflict.is_(False))
        .where(
            MentorConflict.lifted_at.is_(None),
            MentorConflict.overridden_at.is_(None),
            MentorConflict.derived.is_(False),
        )
        .where(MentorConflict.declared_at < clock.now() - _SETTLED_WITHIN)
        .order_by(Mentorship.id)
    )
    for mentorship_id, conflict_id in db.session.execute(rows):
        yield f"Mentorship {mentorship_id} goes on in spite of conflict of interest {conflict_id}."


def _written_by_strangers() -> Iterator[str]:
    """What is written about a pair by somebody who is not one of the two."""
    for words, model in (("Check-in", CheckIn), ("Feedback", Feedback)):
        yield from _strangers(
            words, select(model.id, Mentorship.id).join(Mentorship, Mentorship.id == model.mentorship_id), model
        )
    notes = select(PrivateNote.id, Mentorship.id).join(Meeting, Meeting.id == PrivateNote.meeting_id)
    yield from _strangers("Private note", notes.join(Mentorship, Mentorship.id == Meeting.mentorship_id), PrivateNote)


def _strangers(words: str, rows: Select[int, int], model: type[CheckIn | Feedback | PrivateNote]) -> Iterator[str]:
    mentor = aliased(Enrolment)
    rows = rows.join(mentor, mentor.id == Mentorship.enrolment_id)
    rows = rows.where(model.author_id != Mentorship.mentee_id, model.author_id != mentor.user_id)
    for number, mentorship_id in db.session.execute(rows.order_by(model.id)):
        yield f"{words} {number} about mentorship {mentorship_id} is by neither of the two."


MENTORSHIP_INVARIANTS = (
    Invariant(
        "Mentors are what their accounts say",
        impossible_kinds,
        "Suspend the mentor, or give the account the role.",
    ),
    no_row(
        "A mentor’s places are counted",
        select(Enrolment.id, Enrolment.places_taken, _PAIRS)
        .outerjoin(_RUNNING_NOW, _RUNNING_NOW.c.enrolment_id == Enrolment.id)
        .where(Enrolment.places_taken != _PAIRS)
        .order_by(Enrolment.id),
        "Mentor {} counts {} mentees; there are {}.",
        remedy="Whoever runs Rounds corrects the counter: the pairs are the truth.",
    ),
    no_row(
        "Nobody mentors themself",
        select(Mentorship.id)
        .join(Enrolment, Enrolment.id == Mentorship.enrolment_id)
        .where(Enrolment.user_id == Mentorship.mentee_id)
        .order_by(Mentorship.id),
        "Mentorship {} has one person on both sides.",
        remedy="End the mentorship on its page.",
    ),
    no_row(
        "Nobody asks themself to mentor",
        select(MentorRequest.id, MentorRequest.mentee_id)
        .join(Enrolment, Enrolment.id == MentorRequest.enrolment_id)
        .where(Enrolment.user_id == MentorRequest.mentee_id)
        .order_by(MentorRequest.id),
        "Request {} for a mentor is from account {} to itself.",
        remedy="Have the person withdraw the request.",
    ),
    no_row(
        "An accepted request began a mentorship of the same two",
        select(MentorRequest.id, MentorRequest.mentee_id)
        .outerjoin(Mentorship, Mentorship.id == MentorRequest.mentorship_id)
        .where(MentorRequest.state == RequestState.ACCEPTED)
        .where(
            or_(
                Mentorship.id.is_(None),
                Mentorship.mentee_id != MentorRequest.mentee_id,
                Mentorship.enrolment_id != MentorRequest.enrolment_id,
            )
        )
        .order_by(MentorRequest.id),
        "Request {} of account {} for a mentor was accepted, and no mentorship began.",
        remedy="Ask the student to send the request again, and the mentor to accept it.",
    ),
    no_row(
        "A pair that runs has not ended",
        select(Mentorship.id)
        .where(Mentorship.state.in_(RUNNING), Mentorship.ended_at.is_not(None))
        .order_by(Mentorship.id),
        "Mentorship {} is active, and has the time of its end.",
        remedy="Ask both whether they still meet. If not, end it on its page; else whoever runs Rounds empties it.",
    ),
    Invariant(
        "A conflict of interest parts a pair",
        _not_parted,
        "Pause or end the mentorship on its page. Health says whether a worker runs, which does this by itself.",
    ),
    Invariant(
        "Only the two write about their mentorship",
        _written_by_strangers,
        "Whoever runs Rounds deletes it, and looks in the audit log for how it came there.",
    ),
    no_row(
        "A meeting was logged after it was held",
        select(Meeting.id, Meeting.mentorship_id)
        .where(Meeting.state == MeetingState.HELD)
        .where(or_(Meeting.logged_at.is_(None), Meeting.logged_at < Meeting.at))
        .order_by(Meeting.id),
        "Meeting {} of mentorship {} counts as held, but was logged before it took place, or never.",
        remedy="Ask the two whether they met. If not, one of them disputes the meeting on the mentorship’s page, and "
        "the office settles it. If so, whoever runs Rounds corrects when it was logged.",
    ),
)
