"""Who went without a mentor, and comes first next time."""

from datetime import datetime

from board.kernel.db import db
from board.match_rounds.models import MatchMentee, MatchRound
from board.match_rounds.queries import round as round_queries
from board.matching.wishes import LEFT_OVER


def carry_over(match_round: MatchRound, *, now: datetime) -> None:
    """The students whom an earlier round left without are in this one from the start, if it takes them on."""
    if match_round.follows_id is None:
        return
    left = round_queries.left_without(match_round)
    before = {mentee.user_id for mentee in round_queries.mentees(match_round.follows_id)}
    paired = round_queries.with_mentor_of(match_round.kind, before)
    db.session.add_all(
        MatchMentee(round_id=match_round.id, user_id=user_id, joined_at=now, group=LEFT_OVER)
        for user_id in sorted(before & left - paired)
    )
    db.session.flush()
