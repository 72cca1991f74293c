"""What always holds for match rounds and their results."""

from collections.abc import Iterator

from sqlalchemy import exists, or_, select

from board.kernel.db import db
from board.kernel.invariant import Invariant, no_row
from board.match_rounds.models import (
    MatchMentee,
    MatchProof,
    MatchRound,
    MatchRun,
    WaitingOffer,
    WaitingState,
)
from board.matching import record


def _changed_results() -> Iterator[str]:
    """Published runs whose input or result is not the one whose hash was recorded."""
    published = select(MatchRun).join(MatchRound, MatchRound.run_id == MatchRun.id).order_by(MatchRun.id)
    for run in db.session.scalars(published):
        if not record.is_as_recorded(run.record):
            yield f"Run {run.number} of match round {run.round_id} is not the one whose hashes were recorded."


ROUND_INVARIANTS = (
    no_row(
        "A published match round has its run",
        select(MatchRound.id)
        .where(MatchRound.published_at.is_not(None))
        .where(~exists().where(MatchRun.id == MatchRound.run_id, MatchRun.round_id == MatchRound.id))
        .order_by(MatchRound.id),
        "Match round {} is published, and none of its runs is its result.",
        remedy="Whoever runs Rounds restores the last backup: the result that people were told is gone.",
    ),
    Invariant(
        "A published result is the one that was recorded",
        _changed_results,
        "Whoever runs Rounds restores the run from the last backup: its hash stands in the audit log too.",
    ),
    no_row(
        "A student’s result is of a round that they joined",
        select(MatchProof.id, MatchRun.round_id)
        .join(MatchRun, MatchRun.id == MatchProof.run_id)
        .where(~exists().where(MatchMentee.round_id == MatchRun.round_id, MatchMentee.user_id == MatchProof.user_id))
        .order_by(MatchProof.id),
        "Result {} in match round {} is of somebody who had not joined.",
        remedy="Whoever runs Rounds restores the run from the last backup.",
    ),
    no_row(
        "A waitlist moves only after its round was published",
        select(WaitingOffer.id, WaitingOffer.round_id)
        .join(MatchRound, MatchRound.id == WaitingOffer.round_id)
        .where(WaitingOffer.state == WaitingState.OFFERED)
        .where(or_(MatchRound.published_at.is_(None), WaitingOffer.offered_at < MatchRound.published_at))
        .order_by(WaitingOffer.id),
        "Offer {} from the waitlist of match round {} came before the result.",
        remedy="Let the offer lapse, and see that the round is published.",
    ),
)
