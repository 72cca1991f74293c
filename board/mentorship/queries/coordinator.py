"""What a coordinator oversees: what waits, the pairs, and a few figures."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from board.accounts.models import User
from board.kernel.db import db
from board.mentorship.models import (
    RUNNING,
    Agreement,
    CheckIn,
    Enrolment,
    EnrolmentMove,
    EnrolmentState,
    Meeting,
    MeetingState,
    Mentorship,
    MentorshipState,
    Wishes,
)
from board.mentorship.rules import RULES

_BOTH = (joinedload(Mentorship.mentee), joinedload(Mentorship.enrolment).joinedload(Enrolment.user))


def asking_for_contact() -> list[tuple[CheckIn, Mentorship]]:
    """Who ticked “please contact me” and was not yet contacted, the longest waiting first."""
    asked = select(CheckIn, Mentorship).join(Mentorship, Mentorship.id == CheckIn.mentorship_id)
    waiting = asked.where(CheckIn.contact_me.is_(True), CheckIn.contacted_at.is_(None)).order_by(CheckIn.at)
    return [
        (check_in, pair) for check_in, pair in db.session.execute(waiting.options(joinedload(CheckIn.author), *_BOTH))
    ]


def count_tasks() -> int:
    """How much of what waits is one decision away: approvals, contacts, disputes, silent pairs, conflicts."""
    applied = select(func.count(Enrolment.id)).where(Enrolment.state == EnrolmentState.APPLIED)
    contact = select(func.count(CheckIn.id)).where(CheckIn.contact_me.is_(True), CheckIn.contacted_at.is_(None))
    disputes = select(func.count(Meeting.id)).where(Meeting.state == MeetingState.DISPUTED)
    quiet = Mentorship.coordinator_asked_at.is_not(None)
    lost = select(func.count(Mentorship.id)).where(Mentorship.state == MentorshipState.ACTIVE, quiet)
    statement = select(func.count(Mentorship.id)).where(
        Mentorship.paused_by_conflict.is_(True), Mentorship.state.in_(RUNNING)
    )
    parts = (applied, contact, disputes, lost, statement)
    return sum(db.session.execute(select(*(part.scalar_subquery() for part in parts))).one())


def oldest_task() -> datetime | None:
    """Since when the oldest of them waits; None where none does. Of a conflict of interest no day is kept."""
    moments = (
        select(func.min(Enrolment.created_at)).where(Enrolment.state == EnrolmentState.APPLIED),
        select(func.min(CheckIn.at)).where(CheckIn.contact_me.is_(True), CheckIn.contacted_at.is_(None)),
        select(func.min(Meeting.at)).where(Meeting.state == MeetingState.DISPUTED),
        select(func.min(Mentorship.coordinator_asked_at)).where(Mentorship.state == MentorshipState.ACTIVE),
    )
    since = db.session.execute(select(*(moment.scalar_subquery() for moment in moments))).one()
    return min(filter(None, since), default=None)


def check_in_by_id(check_in_id: int) -> CheckIn | None:
    """One check-in with its author."""
    return db.session.get(CheckIn, check_in_id, options=(joinedload(CheckIn.author),))


def disputed() -> list[Meeting]:
    """Meetings that the two see differently."""
    statement = select(Meeting).where(Meeting.state == MeetingState.DISPUTED).order_by(Meeting.at)
    return list(db.session.scalars(statement.options(joinedload(Meeting.mentorship).options(*_BOTH))))


def silent() -> list[Mentorship]:
    """Pairs that have not met for sixty days."""
    asked = Mentorship.coordinator_asked_at.is_not(None)
    statement = select(Mentorship).where(Mentorship.state == MentorshipState.ACTIVE, asked)
    return list(db.session.scalars(statement.options(*_BOTH).order_by(Mentorship.contact_at)))


def paused_by_conflict() -> list[Mentorship]:
    """Pairs that rest because of a conflict of interest."""
    statement = select(Mentorship).where(Mentorship.paused_by_conflict.is_(True), Mentorship.state.in_(RUNNING))
    return list(db.session.scalars(statement.options(*_BOTH).order_by(Mentorship.id)))


def paused_for_silence() -> list[Enrolment]:
    """Mentors whom nobody but the clock has paused."""
    newest = select(func.max(EnrolmentMove.id)).group_by(EnrolmentMove.enrolment_id)
    statement = select(Enrolment).join(EnrolmentMove, EnrolmentMove.enrolment_id == Enrolment.id)
    by_the_clock = (EnrolmentMove.id.in_(newest), EnrolmentMove.by_id.is_(None))
    paused = statement.where(Enrolment.state == EnrolmentState.PAUSED, *by_the_clock)
    return list(db.session.scalars(paused.options(joinedload(Enrolment.user))))


def unmatched_for_long(now: datetime) -> list[Wishes]:
    """Active students without a mentor who have looked for one for more than thirty days, the longest first."""
    since = now - timedelta(days=RULES.unmatched_days)
    with_mentor = select(Mentorship.mentee_id).where(Mentorship.state.in_(RUNNING))
    looking = select(Wishes).join(User, User.id == Wishes.user_id).where(Wishes.looking_since <= since)
    alone = looking.where(User.suspended_at.is_(None), User.id.not_in(with_mentor))
    return list(db.session.scalars(alone.order_by(Wishes.looking_since).options(contains_eager(Wishes.user))))


@dataclass(frozen=True)
class PairRow:
    """A pair as a coordinator reads it: who, since when, how often and how long. Nothing of what was said."""

    pair: Mentorship
    held: int
    minutes: int
    missed_by_mentee: int
    missed_by_mentor: int


def pairs(*, running_only: bool = False) -> list[PairRow]:
    """Every pair with its meetings counted, running ones first."""
    statement = select(Mentorship).options(*_BOTH, selectinload(Mentorship.agreements))
    if running_only:
        statement = statement.where(Mentorship.state.in_(RUNNING))
    rows = list(db.session.scalars(statement.order_by(Mentorship.state.in_(RUNNING).desc(), Mentorship.id.desc())))
    counted = _counted([row.id for row in rows])
    return [PairRow(row, *counted.get(row.id, (0, 0, 0, 0))) for row in rows]


@dataclass(frozen=True)
class MeetingsMet:
    """The meetings that signed agreements of active pairs called for until an instant, and what became of them."""

    agreed: int
    met: int
    """Of those agreed on: in each pair at most as many as agreed, so that one pair's zeal hides no other's silence."""


def met_against_agreed(now: datetime) -> MeetingsMet:
    """Every version signed by then counts from its second signature to the next version's, in whole rhythms."""
    active = select(Mentorship).where(Mentorship.state == MentorshipState.ACTIVE)
    pairs = list(db.session.scalars(active.options(selectinload(Mentorship.agreements))))
    signed = {
        pair.id: [version for version in pair.agreements if version.is_signed and _signed_at(version) <= now]
        for pair in pairs
    }
    agreed = met = 0
    for pair_id, moments in _meetings_held([number for number, versions in signed.items() if versions]).items():
        versions = sorted(signed[pair_id], key=_signed_at)
        starts = [_signed_at(version) for version in versions]
        spans = zip(versions, starts, [*starts[1:], now], strict=True)
        due = sum((end - start).days // version.frequency.days for version, start, end in spans)
        since = sum(starts[0] <= at < now for at in moments)
        agreed, met = agreed + due, met + min(since, due)
    return MeetingsMet(agreed, met)


def _signed_at(agreement: Agreement) -> datetime:
    return max(at for at in (agreement.mentee_signed_at, agreement.mentor_signed_at) if at is not None)


def _meetings_held(mentorship_ids: list[int]) -> dict[int, list[datetime]]:
    statement = select(Meeting.mentorship_id, Meeting.at).where(
        Meeting.mentorship_id.in_(mentorship_ids), Meeting.state == MeetingState.HELD
    )
    by_pair: dict[int, list[datetime]] = {number: [] for number in mentorship_ids}
    for number, at in db.session.execute(statement):
        by_pair[number].append(at)
    return by_pair


@dataclass(frozen=True)
class MentorHours:
    """What a mentor gave to one mentee in a year."""

    mentee: str
    meetings: int
    minutes: int


def hours_of(user_id: int, starts: datetime, ends: datetime) -> list[MentorHours]:
    """Held meetings of a mentor between two instants, by mentee."""
    column_element = Meeting.state == MeetingState.HELD
    statement = (
        select(User.name, func.count(Meeting.id), func.sum(Meeting.minutes))
        .join(Mentorship, Mentorship.mentee_id == User.id)
        .join(Enrolment, Enrolment.id == Mentorship.enrolment_id)
        .join(Meeting, Meeting.mentorship_id == Mentorship.id)
        .where(Enrolment.user_id == user_id, column_element, Meeting.at >= starts, Meeting.at < ends)
        .group_by(User.id, User.name)
        .order_by(User.name)
    )
    return [MentorHours(name, count, int(minutes)) for name, count, minutes in db.session.execute(statement)]


def _counted(mentorship_ids: list[int]) -> dict[int, tuple[int, int, int, int]]:
    def of(state: MeetingState) -> ColumnElement[int]:
        return func.count(Meeting.id).filter(Meeting.state == state)

    minutes = func.coalesce(func.sum(Meeting.minutes).filter(Meeting.state == MeetingState.HELD), 0)
    statement = (
        select(
            Meeting.mentorship_id,
            of(MeetingState.HELD),
            minutes,
            of(MeetingState.MISSED_BY_MENTEE),
            of(MeetingState.MISSED_BY_MENTOR),
        )
        .where(Meeting.mentorship_id.in_(mentorship_ids))
        .group_by(Meeting.mentorship_id)
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in db.session.execute(statement)}
