"""What a round asks of a person today."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import joinedload

from board.kernel.db import db
from board.kernel.statements import is_one_of, plain_rows
from board.match_rounds.models import MatchMentee, MatchMentor, MatchRound, RoundState, WaitingOffer, WaitingState
from board.mentorship.models import Enrolment

_RANKING = MatchRound.state == RoundState.RANKING


def lists_of(user_id: int | ColumnElement[int]) -> Select[MatchRound]:
    """The question in which rounds this student has not looked at the proposed list."""
    mine = select(MatchRound).join(MatchMentee, MatchMentee.round_id == MatchRound.id)
    return mine.where(_RANKING, MatchMentee.user_id == user_id, MatchMentee.ranked_at.is_(None))


class ListToMake(NamedTuple):
    """What my day tells of a round with such a list."""

    id: int
    title: str
    ranks_until: datetime


_LISTS_TO_MAKE = (
    lists_of(bindparam("user_id"))
    .with_only_columns(MatchRound.id, MatchRound.title, MatchRound.ranks_until)
    .order_by(MatchRound.ranks_until)
)


def lists_to_make(user_id: int) -> list[ListToMake]:
    """Those rounds, the first to be locked first."""
    return [ListToMake(*row) for row in plain_rows(_LISTS_TO_MAKE, {"user_id": user_id})]


def tiers_of(user_id: int | ColumnElement[int]) -> Select[MatchRound]:
    """The question in which rounds this mentor has sorted nobody."""
    mine = select(MatchRound).join(MatchMentor, MatchMentor.round_id == MatchRound.id)
    mine = mine.join(Enrolment, Enrolment.id == MatchMentor.enrolment_id)
    mine = mine.where(_RANKING, Enrolment.user_id == user_id, MatchMentor.sorted_at.is_(None))
    return mine.where(MatchMentor.sits_out.is_(False))


def applicants_to_sort(user_id: int) -> list[MatchRound]:
    """Those rounds, the first to be locked first."""
    return list(db.session.scalars(tiers_of(user_id).order_by(MatchRound.ranks_until)))


def places_of(user_id: int | ColumnElement[int]) -> Select[WaitingOffer]:
    """The question which places are held for this student."""
    return select(WaitingOffer).where(
        WaitingOffer.user_id == user_id, is_one_of(WaitingOffer.state, WaitingState.OFFERED)
    )


def offered_places(user_id: int) -> list[WaitingOffer]:
    """Those places, with their mentors."""
    return list(
        db.session.scalars(places_of(user_id).options(joinedload(WaitingOffer.enrolment).joinedload(Enrolment.user)))
    )


def to_publish() -> list[MatchRound]:
    """Rounds whose lists are locked and whose result is not out."""
    waiting = select(MatchRound).where(MatchRound.state.in_((RoundState.LOCKED, RoundState.PROPOSED)))
    return list(db.session.scalars(waiting.order_by(MatchRound.publishes_on)))
