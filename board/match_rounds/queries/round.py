"""Rounds, who takes part in them, their runs."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from board.accounts.models import Role, RoleGrant, User
from board.kernel.db import db
from board.match_rounds.models import MatchMentee, MatchMentor, MatchPin, MatchProof, MatchRound, MatchRun, RoundState
from board.match_rounds.models.round import ANSWERED, BEFORE_LOCK
from board.mentorship.choices import MentorKind
from board.mentorship.models import RUNNING, Enrolment, Mentorship, MentorshipState, Wishes

_WITH_PERSON = (joinedload(MatchMentor.enrolment).joinedload(Enrolment.user),)


def by_id(round_id: int) -> MatchRound | None:
    """One round with its timeline."""
    return db.session.get(MatchRound, round_id, options=(selectinload(MatchRound.moves),), populate_existing=True)


def everything() -> list[MatchRound]:
    """All rounds, the newest first."""
    return list(db.session.scalars(select(MatchRound).order_by(MatchRound.id.desc())))


def opened() -> list[MatchRound]:
    """Those that members may know of, the newest first."""
    known = select(MatchRound).where(MatchRound.opened_at.is_not(None))
    return list(db.session.scalars(known.order_by(MatchRound.id.desc())))


def counts(round_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """How many mentees and mentors take part in each."""
    numbers = list(round_ids)
    mentees = _counted(MatchMentee.round_id, numbers)
    sitting = select(MatchMentor.round_id, func.count()).where(
        MatchMentor.round_id.in_(numbers), MatchMentor.sits_out.is_(False)
    )
    mentors = dict(db.session.execute(sitting.group_by(MatchMentor.round_id)).all())
    return {number: (mentees.get(number, 0), mentors.get(number, 0)) for number in numbers}


def _counted(column: InstrumentedAttribute[int], numbers: list[int]) -> dict[int, int]:
    statement = select(column, func.count()).where(column.in_(numbers)).group_by(column)
    return dict(db.session.execute(statement).all())


def mentee_in(round_id: int, user_id: int) -> MatchMentee | None:
    """This student in this round."""
    mine = select(MatchMentee).where(MatchMentee.round_id == round_id, MatchMentee.user_id == user_id)
    return db.session.scalar(mine)


def mentor_in(round_id: int, user_id: int) -> MatchMentor | None:
    """This mentor in this round."""
    mine = select(MatchMentor).join(MatchMentor.enrolment)
    mine = mine.where(MatchMentor.round_id == round_id, Enrolment.user_id == user_id)
    return db.session.scalar(mine.options(*_WITH_PERSON))


def mentees(round_id: int) -> list[MatchMentee]:
    """Every student of the round with the account, by number."""
    all_of_them = select(MatchMentee).where(MatchMentee.round_id == round_id).order_by(MatchMentee.user_id)
    return list(db.session.scalars(all_of_them.options(joinedload(MatchMentee.user))))


def mentors(round_id: int) -> list[MatchMentor]:
    """Every mentor of the round with profile and account, by number."""
    all_of_them = select(MatchMentor).where(MatchMentor.round_id == round_id).order_by(MatchMentor.enrolment_id)
    return list(db.session.scalars(all_of_them.options(*_WITH_PERSON)))


def mentors_by_choice(round_id: int) -> dict[str, MatchMentor]:
    """What can be put on a list → whose it is."""
    return {choice: mentor for mentor in mentors(round_id) for choice in mentor.choices}


def rounds_of(user_id: int, round_ids: Iterable[int]) -> dict[int, str]:
    """What this person is in each of the rounds: `mentee` or `mentor`."""
    numbers = list(round_ids)
    asking = select(MatchMentee.round_id).where(MatchMentee.user_id == user_id, MatchMentee.round_id.in_(numbers))
    giving = select(MatchMentor.round_id).join(MatchMentor.enrolment)
    giving = giving.where(Enrolment.user_id == user_id, MatchMentor.round_id.in_(numbers))
    by_key = dict.fromkeys(db.session.scalars(giving), "mentor")
    return by_key | dict.fromkeys(db.session.scalars(asking), "mentee")


def unanswered_with(user_id: int) -> list[MatchRound]:
    """Rounds whose result is not out yet in which this person takes part, on either side."""
    asking = select(MatchMentee.round_id).where(MatchMentee.user_id == user_id)
    giving = select(MatchMentor.round_id).join(MatchMentor.enrolment).where(Enrolment.user_id == user_id)
    under_way = MatchRound.state.in_((*BEFORE_LOCK, RoundState.LOCKED, RoundState.PROPOSED))
    statement = select(MatchRound).where(under_way, MatchRound.id.in_(asking) | MatchRound.id.in_(giving))
    return list(db.session.scalars(statement.order_by(MatchRound.id)))


def with_mentor_of(kind: MentorKind, user_ids: Iterable[int]) -> set[int]:
    """Those who have a mentor of the kind."""
    paired = select(Mentorship.mentee_id).where(
        Mentorship.kind == kind, Mentorship.state.in_(RUNNING), Mentorship.mentee_id.in_(list(user_ids))
    )
    return set(db.session.scalars(paired))


def looking(kind: MentorKind) -> list[User]:
    """Students who may want to know of a new round: they look for a mentor, or have none of the kind."""
    student = select(RoleGrant.user_id).where(RoleGrant.role == Role.STUDENT, RoleGrant.granted_at.is_not(None))
    paired = select(Mentorship.mentee_id).where(Mentorship.kind == kind, Mentorship.state.in_(RUNNING))
    wishing = select(Wishes.user_id).where(Wishes.looking_since.is_not(None))
    statement = select(User).where(User.id.in_(student), User.id.in_(wishing), User.id.not_in(paired))
    return list(db.session.scalars(statement.where(User.suspended_at.is_(None)).order_by(User.id)))


def pins(round_id: int) -> list[MatchPin]:
    """The pairs that are fixed."""
    fixed = select(MatchPin).where(MatchPin.round_id == round_id).order_by(MatchPin.id)
    return list(db.session.scalars(fixed.options(joinedload(MatchPin.mentee))))


def pin(round_id: int, pin_id: int) -> MatchPin | None:
    """One of them."""
    return db.session.scalar(select(MatchPin).where(MatchPin.round_id == round_id, MatchPin.id == pin_id))


def run_of(match_round: MatchRound) -> MatchRun | None:
    """The run that is proposed or published."""
    return db.session.get(MatchRun, match_round.run_id) if match_round.run_id else None


def runs(round_id: int) -> list[MatchRun]:
    """Every run that was frozen, the newest first."""
    return list(db.session.scalars(select(MatchRun).where(MatchRun.round_id == round_id).order_by(MatchRun.id.desc())))


def proof(run_id: int, user_id: int) -> MatchProof | None:
    """Why this student got what they got."""
    return db.session.scalar(select(MatchProof).where(MatchProof.run_id == run_id, MatchProof.user_id == user_id))


def proofs(run_id: int) -> list[MatchProof]:
    """All of a run."""
    return list(db.session.scalars(select(MatchProof).where(MatchProof.run_id == run_id).order_by(MatchProof.user_id)))


def pairs_of(round_id: int) -> list[Mentorship]:
    """The pairs that came of the round, with both people."""
    whole = (joinedload(Mentorship.mentee), joinedload(Mentorship.enrolment).joinedload(Enrolment.user))
    made = select(Mentorship).where(Mentorship.origin == origin(round_id)).order_by(Mentorship.id)
    return list(db.session.scalars(made.options(*whole)))


def origin(round_id: int) -> str:
    """How a pair says which round it came from."""
    return f"round:{round_id}"


def last_answered(kind: MentorKind, before: MatchRound) -> MatchRound | None:
    """The round of this kind whose leftovers come first in the next."""
    earlier = select(MatchRound).where(
        MatchRound.kind == kind, MatchRound.state.in_(ANSWERED), MatchRound.id < before.id
    )
    return db.session.scalar(earlier.order_by(MatchRound.published_at.desc()).limit(1))


def follower_of(round_id: int) -> MatchRound | None:
    """The round that takes on the leftovers."""
    return db.session.scalar(select(MatchRound).where(MatchRound.follows_id == round_id).limit(1))


def due(state: RoundState, column: InstrumentedAttribute[datetime], now: datetime) -> list[int]:
    """Rounds in this state whose date has come."""
    return list(db.session.scalars(select(MatchRound.id).where(MatchRound.state == state, column <= now)))


def in_state(*states: RoundState) -> list[MatchRound]:
    """Rounds in one of these states."""
    return list(db.session.scalars(select(MatchRound).where(MatchRound.state.in_(states)).order_by(MatchRound.id)))


def untouched(round_id: int) -> list[MatchMentee]:
    """Students who have not looked at the list that we proposed."""
    waiting = select(MatchMentee).where(MatchMentee.round_id == round_id, MatchMentee.ranked_at.is_(None))
    return list(db.session.scalars(waiting.options(joinedload(MatchMentee.user)).order_by(MatchMentee.id)))


def lock(match_round: MatchRound) -> None:
    """Let nobody lock or publish the round until this unit of work is over (PostgreSQL; SQLite has one writer)."""
    db.session.execute(select(MatchRound.id).where(MatchRound.id == match_round.id).with_for_update(read=True))
    db.session.refresh(match_round, ["state"])


_LOST = (MentorshipState.REFUSED, MentorshipState.NOT_CONFIRMED)


def left_without(match_round: MatchRound) -> set[int]:
    """Accounts of those whom the last round of the kind left without a mentor, or who lost one without fault."""
    before = last_answered(match_round.kind, match_round)
    lost = select(Mentorship.mentee_id).where(Mentorship.kind == match_round.kind, Mentorship.without_fault)
    if before is None or before.run_id is None:
        return set(db.session.scalars(lost))
    since = lost.where(Mentorship.ended_at >= before.published_at)
    without = select(MatchProof.user_id).where(MatchProof.run_id == before.run_id, MatchProof.got.is_(None))
    refused = select(Mentorship.mentee_id).where(Mentorship.origin == origin(before.id), Mentorship.state.in_(_LOST))
    return {*db.session.scalars(since), *db.session.scalars(without), *db.session.scalars(refused)}
