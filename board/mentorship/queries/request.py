"""Finding requests; a finder for an owner takes the owner."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from board.accounts.models import User
from board.kernel.db import db
from board.kernel.statements import is_one_of
from board.mentorship.exclusions import Exclusion
from board.mentorship.models import OPEN, RUNNING, Enrolment, MentorRequest, Mentorship, RequestState
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.rules import RULES

_BOTH = (joinedload(MentorRequest.mentee), joinedload(MentorRequest.enrolment).joinedload(Enrolment.user))


@dataclass(frozen=True)
class OpenRequest:
    """Everything about one student and one mentor that decides whether the one may ask the other now."""

    open_to: list[str] = field(default_factory=list)
    """The mentors whose answer the student waits for."""
    waits_here: bool = False
    paired_here: bool = False
    mentors_of_kind: int = 0
    inbox: int = 0
    declined_at: datetime | None = None
    expired: int = 0
    """Requests to this mentor that ran out."""
    exclusion: Exclusion | None = None


def by_id(request_id: int) -> MentorRequest | None:
    """One request with both people and its timeline."""
    whole = (*_BOTH, selectinload(MentorRequest.moves))
    return db.session.get(MentorRequest, request_id, options=whole, populate_existing=True)


def of_mentee(user_id: int) -> list[MentorRequest]:
    """Everything this student asked, open ones first, then the newest."""
    return _listed(select(MentorRequest).where(MentorRequest.mentee_id == user_id))


def open_from(user_id: int | ColumnElement[int]) -> Select[MentorRequest]:
    """The question which requests of this student wait for the mentor, or for the student's own answer."""
    mine = select(MentorRequest).where(MentorRequest.mentee_id == user_id)
    return mine.where(is_one_of(MentorRequest.state, *OPEN))


def open_of_mentee(user_id: int) -> list[MentorRequest]:
    """Those requests, the newest first."""
    return _listed(open_from(user_id))


def of_mentor(user_id: int) -> list[MentorRequest]:
    """Everything this mentor was asked, open ones first, then the newest."""
    mine = select(MentorRequest).join(MentorRequest.enrolment).where(Enrolment.user_id == user_id)
    return _listed(mine)


def open_of_mentor(user_id: int) -> list[MentorRequest]:
    """What waits for this mentor, what expires first; those that wait for the student's answer come last."""
    mine = select(MentorRequest).join(MentorRequest.enrolment).where(Enrolment.user_id == user_id)
    by_urgency = (MentorRequest.state == RequestState.INFO_ASKED, MentorRequest.due_at, MentorRequest.id)
    waiting = mine.where(MentorRequest.state.in_(OPEN)).options(*_BOTH).order_by(*by_urgency)
    return list(db.session.scalars(waiting))


def asking(user: User, enrolment: Enrolment) -> OpenRequest:
    """What decides whether this student may ask this mentor now."""
    mine = of_mentee(user.id)
    here = [request for request in mine if request.enrolment_id == enrolment.id]
    declined = [request for request in here if request.state is RequestState.DECLINED]
    return OpenRequest(
        open_to=[request.enrolment.user.name for request in mine if request.is_open],
        waits_here=any(request.is_open for request in here),
        paired_here=_running(user.id, Mentorship.enrolment_id == enrolment.id) > 0,
        mentors_of_kind=_running(user.id, Mentorship.kind == enrolment.kind),
        inbox=inbox(enrolment.id),
        declined_at=max((request.answered_at for request in declined if request.answered_at), default=None),
        expired=sum(request.state is RequestState.EXPIRED for request in here),
        exclusion=conflict_of_interest_queries.exclusion_between(user, enrolment),
    )


def inbox(enrolment_id: int) -> int:
    """How many requests wait at a mentor."""
    waiting = select(func.count()).where(MentorRequest.enrolment_id == enrolment_id, MentorRequest.state.in_(OPEN))
    return db.session.scalar(waiting) or 0


def open_of(user_id: int) -> list[MentorRequest]:
    """Requests that wait, sent by this person or to them."""
    theirs = or_(MentorRequest.mentee_id == user_id, MentorRequest.enrolment.has(Enrolment.user_id == user_id))
    statement = select(MentorRequest).where(theirs, MentorRequest.state.in_(OPEN)).options(*_BOTH)
    return list(db.session.scalars(statement.order_by(MentorRequest.id)))


def others_of_mentee(request: MentorRequest) -> list[MentorRequest]:
    """What else this student asked and still waits for."""
    return _others(request, MentorRequest.mentee_id == request.mentee_id)


def others_at_mentor(request: MentorRequest) -> list[MentorRequest]:
    """Who else waits at this mentor."""
    return _others(request, MentorRequest.enrolment_id == request.enrolment_id)


def knows_mentee(user_id: int, mentee_id: int) -> bool:
    """This mentor was asked by the student, or is or was paired with them."""
    asked = select(MentorRequest.id).join(MentorRequest.enrolment)
    asked = asked.where(Enrolment.user_id == user_id, MentorRequest.mentee_id == mentee_id)
    paired = select(Mentorship.id).join(Mentorship.enrolment)
    paired = paired.where(Enrolment.user_id == user_id, Mentorship.mentee_id == mentee_id)
    return db.session.scalar(asked.limit(1)) is not None or db.session.scalar(paired.limit(1)) is not None


def know_each_other(one_id: int, other_id: int) -> bool:
    """One of the two asked the other, or is or was paired with them."""
    return knows_mentee(one_id, other_id) or knows_mentee(other_id, one_id)


def due_to_expire(now: datetime) -> list[int]:
    """Requests whose time is over."""
    sent = MentorRequest.state == RequestState.SENT
    return list(db.session.scalars(select(MentorRequest.id).where(sent, MentorRequest.due_at <= now)))


def due_to_remind(now: datetime) -> list[int]:
    """Requests whose mentor is to hear that somebody waits."""
    waiting = MentorRequest.state == RequestState.SENT
    statement = select(MentorRequest).where(waiting, MentorRequest.due_at > now)
    return [request.id for request in db.session.scalars(statement) if day_of(request, now) > request.reminded_day]


def day_of(request: MentorRequest, now: datetime) -> int:
    """The last reminder's day that has come, counted back from when the request runs out; 0 before the first."""
    left = RULES.days_to_answer
    days = [day for day in RULES.reminder_days if now >= request.due_at - timedelta(days=left - day)]
    return max(days, default=0)


def asked_before(instant: datetime) -> list[int]:
    """Requests whose clock has stood still since before this instant."""
    asked = MentorRequest.state == RequestState.INFO_ASKED
    return list(db.session.scalars(select(MentorRequest.id).where(asked, MentorRequest.asked_at <= instant)))


def expired_since(enrolment_id: int, since: datetime) -> int:
    """How many requests a mentor has let run out."""
    expired = MentorRequest.state == RequestState.EXPIRED
    counted = select(func.count()).where(MentorRequest.enrolment_id == enrolment_id, expired)
    return db.session.scalar(counted.where(MentorRequest.answered_at > since)) or 0


def mentors_of_kind(mentee_id: int, enrolment: Enrolment) -> int:
    """How many mentors of this one's kind the student has."""
    return _running(mentee_id, Mentorship.kind == enrolment.kind)


def _running(mentee_id: int, *more: ColumnElement[bool]) -> int:
    running = select(func.count()).where(Mentorship.mentee_id == mentee_id, Mentorship.state.in_(RUNNING), *more)
    return db.session.scalar(running) or 0


def _others(request: MentorRequest, same: ColumnElement[bool]) -> list[MentorRequest]:
    statement = select(MentorRequest).where(same, MentorRequest.id != request.id, MentorRequest.state.in_(OPEN))
    return list(db.session.scalars(statement.options(*_BOTH).order_by(MentorRequest.id)))


def _listed(statement: Select[MentorRequest]) -> list[MentorRequest]:
    ordered = statement.order_by(
        MentorRequest.state.in_(OPEN).desc(), MentorRequest.sent_at.desc(), MentorRequest.id.desc()
    )
    return list(db.session.scalars(ordered.options(*_BOTH)))
