"""Keeping a round still while somebody writes in it."""

from sqlalchemy import select

from board.kernel.db import db
from board.match_rounds.models import MatchRound


def hold(match_round: MatchRound) -> None:
    """Let nobody lock or publish the round until this unit of work is over (PostgreSQL; SQLite has one writer)."""
    db.session.execute(select(MatchRound.id).where(MatchRound.id == match_round.id).with_for_update(read=True))
    db.session.refresh(match_round, ["state"])
