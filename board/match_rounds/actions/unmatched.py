"""Who went without a mentor, and comes first next time."""

from datetime import datetime

from sqlalchemy import select

from board.kernel.db import db
from board.match_rounds.models import MatchMentee, MatchProof, MatchRound
from board.match_rounds.queries import round as round_queries
from board.matching.wishes import LEFT_OVER
from board.mentorship.models import Mentorship, MentorshipState

_LOST = (MentorshipState.REFUSED, MentorshipState.NOT_CONFIRMED)


def left_without(match_round: MatchRound) -> set[int]:
    """Accounts of those whom the last round of the kind left without a mentor, or who lost one without fault."""
    before = round_queries.last_answered(match_round.kind, match_round)
    lost = select(Mentorship.mentee_id).where(Mentorship.kind == match_round.kind, Mentorship.without_fault)
    if before is None or before.run_id is None:
        return set(db.session.scalars(lost))
    since = lost.where(Mentorship.ended_at >= before.published_at)
    without = select(MatchProof.user_id).where(MatchProof.run_id == before.run_id, MatchProof.got.is_(None))
    refused = select(Mentorship.mentee_id).where(
        Mentorship.origin == round_queries.origin(before.id), Mentorship.state.in_(_LOST)
    )
    return {*db.session.scalars(since), *db.session.scalars(without), *db.session.scalars(refused)}


def carry_over(match_round: MatchRound, *, now: datetime) -> None:
    """The students whom an earlier round left without are in this one from the start, if it takes them on."""
    if match_round.follows_id is None:
        return
    left = left_without(match_round)
    before = {mentee.user_id for mentee in round_queries.mentees(match_round.follows_id)}
    paired = round_queries.with_mentor_of(match_round.kind, before)
    db.session.add_all(
        MatchMentee(round_id=match_round.id, user_id=user_id, joined_at=now, group=LEFT_OVER)
        for user_id in sorted(before & left - paired)
    )
    db.session.flush()
