"""Finding pairs; a finder for an owner takes the owner."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from board.accounts.models import User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.statements import is_one_of
from board.mentorship.models import (
    RUNNING,
    CheckIn,
    Enrolment,
    Feedback,
    Goal,
    Meeting,
    MeetingState,
    Mentorship,
    MentorshipState,
    PrivateNote,
    Task,
)
from board.mentorship.queries import conflict_of_interest as conflict_of_interest_queries
from board.mentorship.rules import RULES

_BOTH = (
    joinedload(Mentorship.mentee).lazyload(User.grants),
    joinedload(Mentorship.enrolment).joinedload(Enrolment.user).lazyload(User.grants),
)
"""Both people, without their roles: few pages ask what somebody is besides one of the pair."""
_WHOLE = (
    *_BOTH,
    selectinload(Mentorship.moves),
    selectinload(Mentorship.agreements),
    selectinload(Mentorship.goals),
    selectinload(Mentorship.tasks),
    selectinload(Mentorship.meetings),
    selectinload(Mentorship.check_ins),
)
_POINTS = ("week-2", "middle", "end")


def by_id(mentorship_id: int) -> Mentorship | None:
    """One pair, whole, but for private notes, check-ins and reports."""
    return db.session.get(Mentorship, mentorship_id, options=_WHOLE, populate_existing=True)


def meeting_by_id(meeting_id: int) -> Meeting | None:
    """One meeting with its pair; its private notes are read by their authors' own finder."""
    whole = (joinedload(Meeting.mentorship).options(*_WHOLE), selectinload(Meeting.moves))
    return db.session.get(Meeting, meeting_id, options=whole, populate_existing=True)


def pairs_of(user_id: int | ColumnElement[int]) -> Select[Mentorship]:
    """The question which pairs this person is or was in."""
    mine = select(Mentorship).join(Mentorship.enrolment)
    return mine.where(or_(Mentorship.mentee_id == user_id, Enrolment.user_id == user_id))


def running_of_person(user_id: int | ColumnElement[int]) -> Select[Mentorship]:
    """The question which pairs of this person hold a place."""
    return pairs_of(user_id).where(is_one_of(Mentorship.state, *RUNNING))


def of_person(user_id: int, *, running_only: bool = False) -> list[Mentorship]:
    """Every pair this person is or was in, running ones first, then the newest."""
    mine = running_of_person(user_id) if running_only else pairs_of(user_id)
    ordered = mine.order_by(Mentorship.state.in_(RUNNING).desc(), Mentorship.started_at.desc(), Mentorship.id.desc())
    what_waits = (selectinload(Mentorship.agreements), selectinload(Mentorship.check_ins))
    return list(db.session.scalars(ordered.options(*_BOTH, *what_waits)))


def running_of(*user_ids: int) -> list[Mentorship]:
    """The pairs of these people that hold a place, whole, the oldest first."""
    mine = select(Mentorship).join(Mentorship.enrolment).where(Mentorship.state.in_(RUNNING))
    mine = mine.where(or_(Mentorship.mentee_id.in_(user_ids), Enrolment.user_id.in_(user_ids))).options(*_WHOLE)
    return list(db.session.scalars(mine.order_by(Mentorship.id)))


def open_goal_count(mentorship_id: int) -> int:
    """Goals of a pair that are neither reached nor dropped."""
    is_open = (Goal.mentorship_id == mentorship_id, Goal.done_at.is_(None), Goal.dropped_at.is_(None))
    return db.session.scalar(select(func.count()).where(*is_open)) or 0


def unsigned_of_round(origin: str) -> list[Mentorship]:
    """Pairs of a match round that were proposed and that nobody has signed yet."""
    unsigned = (Mentorship.origin == origin, Mentorship.state == MentorshipState.PROPOSED)
    return list(db.session.scalars(select(Mentorship).where(*unsigned)))


def private_note(meeting_id: int, author_id: int) -> PrivateNote | None:
    """What this person keeps about a meeting."""
    mine = select(PrivateNote).where(PrivateNote.meeting_id == meeting_id, PrivateNote.author_id == author_id)
    return db.session.scalar(mine)


def private_notes_of(pair: Mentorship, author_id: int) -> list[PrivateNote]:
    """Everything this person keeps about the meetings of a pair, in the order of the meetings."""
    mine = select(PrivateNote).join(Meeting, Meeting.id == PrivateNote.meeting_id)
    mine = mine.where(Meeting.mentorship_id == pair.id, PrivateNote.author_id == author_id)
    return list(db.session.scalars(mine.order_by(Meeting.at)))


def check_in_due(pair: Mentorship, now: datetime) -> str:
    """The check-in whose time has come: `week-2`, `middle` or `end`; empty before the first."""
    start, end = pair.started_at, clock.dawn(pair.ends_on)
    begins = (start + timedelta(days=14), start + (end - start) / 2, end - RULES.term_reminder)
    return next((point for point, at in reversed(list(zip(_POINTS, begins, strict=True))) if now >= at), "")


def check_in_of(pair_id: int, author_id: int, point: str) -> CheckIn | None:
    """This person's answers at one point."""
    mine = select(CheckIn).where(CheckIn.mentorship_id == pair_id, CheckIn.author_id == author_id)
    return db.session.scalar(mine.where(CheckIn.point == point))


def check_ins_of(pair_id: int, author_id: int | None = None) -> list[CheckIn]:
    """The answers of a pair at every point, or those of one of the two."""
    statement = select(CheckIn).where(CheckIn.mentorship_id == pair_id).options(joinedload(CheckIn.author))
    if author_id is not None:
        statement = statement.where(CheckIn.author_id == author_id)
    return list(db.session.scalars(statement.order_by(CheckIn.id)))


def feedback_of(pair_id: int, author_id: int) -> Feedback | None:
    """What this person said after the end."""
    mine = select(Feedback).where(Feedback.mentorship_id == pair_id, Feedback.author_id == author_id)
    return db.session.scalar(mine)


def rating_of(enrolment: Enrolment) -> tuple[float, int] | None:
    """A mentor's average and of how many; nothing is told of fewer than five."""
    statement = select(Feedback.rating).join(Mentorship, Mentorship.id == Feedback.mentorship_id)
    statement = statement.where(Mentorship.enrolment_id == enrolment.id, Feedback.author_id != enrolment.user_id)
    ratings = list(db.session.scalars(statement))
    if len(ratings) < RULES.ratings_shown_from:
        return None
    return sum(ratings) / len(ratings), len(ratings)


def running_between(mentor_ids: Iterable[int], mentee_ids: Iterable[int]) -> list[Mentorship]:
    """Running pairs of these mentors with these students, by their account numbers."""
    running = select(Mentorship).join(Mentorship.enrolment).where(Mentorship.state.in_(RUNNING))
    statement = running.where(Enrolment.user_id.in_(list(mentor_ids)), Mentorship.mentee_id.in_(list(mentee_ids)))
    return list(db.session.scalars(statement.options(*_WHOLE)))


def due_for_nudge(now: datetime) -> list[int]:
    """Pairs that have not met for as long as the next nudge waits."""
    steps = (0, *RULES.nudge_days)
    due = [
        and_(Mentorship.nudged_day == before, Mentorship.contact_at <= now - timedelta(days=day))
        for before, day in zip(steps, RULES.nudge_days, strict=False)
    ]
    return _active(or_(*due))


def due_for_coordinator(now: datetime) -> list[int]:
    """Pairs that have not met for sixty days, not yet on the coordinator's list."""
    silent = Mentorship.contact_at <= now - timedelta(days=RULES.coordinator_days)
    return _active(Mentorship.coordinator_asked_at.is_(None), silent)


def due_to_lapse(now: datetime) -> list[int]:
    """Pairs that stayed silent after they were asked."""
    return _active(Mentorship.coordinator_asked_at <= now - timedelta(days=RULES.lapse_days))


def due_to_remind_of_end(now: datetime) -> list[int]:
    """Pairs whose term is over soon."""
    soon = Mentorship.ends_on <= clock.day(now + RULES.term_reminder)
    return _active(Mentorship.reminded_of_end.is_(False), soon)


def due_to_complete(now: datetime) -> list[int]:
    """Pairs whose term is over."""
    running = Mentorship.state.in_((MentorshipState.ACTIVE, MentorshipState.PAUSED))
    over = Mentorship.ends_on < clock.day(now)
    return list(db.session.scalars(select(Mentorship.id).where(running, over, Mentorship.frozen_at.is_(None))))


def due_to_run_out(now: datetime) -> list[int]:
    """Pairs that were put forward a week ago and are not confirmed."""
    late = Mentorship.started_at <= now - timedelta(days=RULES.days_to_confirm)
    return list(db.session.scalars(select(Mentorship.id).where(Mentorship.state == MentorshipState.PROPOSED, late)))


def due_to_settle(_now: datetime) -> list[int]:
    """Running pairs that should be held by a conflict and are not, or the other way round."""
    running = select(Mentorship).where(Mentorship.state.in_(RUNNING)).order_by(Mentorship.id)
    pairs = list(db.session.scalars(running.options(*_BOTH)))
    apart = conflict_of_interest_queries.conflicts_of_many(pair.mentee for pair in pairs)
    return [pair.id for pair in pairs if (pair.enrolment.user_id in apart[pair.mentee_id]) != pair.paused_by_conflict]


def due_for_check_in(now: datetime) -> list[int]:
    """Pairs of whom a check-in was not asked yet."""
    old_enough = Mentorship.started_at <= now - timedelta(days=14)
    asked = select(Mentorship).where(Mentorship.state == MentorshipState.ACTIVE, old_enough)
    waiting = asked.where(Mentorship.check_in_invited != _POINTS[-1])
    return [
        mentorship.id
        for mentorship in db.session.scalars(waiting)
        if check_in_due(mentorship, now) != mentorship.check_in_invited
    ]


def meetings_ahead(user_id: int, now: datetime) -> list[Meeting]:
    """Planned meetings of this person that are not over, the next first."""
    mine = select(Meeting).where(Meeting.state == MeetingState.PLANNED, Meeting.at > now - timedelta(hours=1))
    mine = mine.where(Meeting.mentorship_id.in_(running_of_person(user_id).with_only_columns(Mentorship.id)))
    return list(db.session.scalars(mine.order_by(Meeting.at, Meeting.id)))


def tasks_of(user_id: int) -> list[Task]:
    """What this person has yet to do in pairs that go on: the earliest day first, then what has no day."""
    mine = select(Task).where(Task.owner_id == user_id, Task.done_at.is_(None))
    mine = mine.where(Task.mentorship_id.in_(running_of_person(user_id).with_only_columns(Mentorship.id)))
    return list(db.session.scalars(mine.order_by(Task.due_on.is_(None), Task.due_on, Task.id)))


def meetings_due_to_remind(now: datetime) -> list[int]:
    """Planned meetings within a day."""
    soon = and_(Meeting.at > now, Meeting.at <= now + timedelta(days=1), Meeting.reminded.is_(False))
    return list(db.session.scalars(select(Meeting.id).where(Meeting.state == MeetingState.PLANNED, soon)))


def _active(*more: ColumnElement[bool]) -> list[int]:
    active = select(Mentorship.id).where(Mentorship.state == MentorshipState.ACTIVE, *more)
    return list(db.session.scalars(active.order_by(Mentorship.id)))
