"""What time brings about for rounds."""

from collections.abc import Callable
from datetime import datetime

from board.kernel.errors import Conflict
from board.kernel.unit_of_work import unit_of_work
from board.match_rounds.actions import round as round_actions
from board.match_rounds.actions import waitlist as waitlist_actions
from board.match_rounds.models import MatchRound, RoundState
from board.match_rounds.models.round import WAITED_IN
from board.match_rounds.queries import round as round_queries
from board.match_rounds.rules import RULES
from board.mentorship.models import MentorshipState


def keep_dates(now: datetime) -> int:
    """Joining ends, lists are locked, and a published round begins when every pair has answered or had its time."""
    done = _each(round_queries.due(RoundState.OPEN, MatchRound.joins_until, now), round_actions.start_ranking, now)
    done += _each(round_queries.due(RoundState.RANKING, MatchRound.ranks_until, now), round_actions.lock, now)
    published = [
        match_round.id for match_round in round_queries.in_state(RoundState.PUBLISHED) if _is_answered(match_round, now)
    ]
    return done + _each(published, round_actions.run, now)


def _is_answered(match_round: MatchRound, now: datetime) -> bool:
    ended = match_round.published_at is not None and match_round.published_at + RULES.answer_within <= now
    return ended or not any(
        mentorship.state is MentorshipState.PROPOSED for mentorship in round_queries.pairs_of(match_round.id)
    )  # fmt: skip


def _each(numbers: list[int], move: Callable[..., None], now: datetime) -> int:
    """One round after another; one that somebody moved at this very moment is left alone."""
    done = 0
    for number in numbers:
        match_round = round_queries.by_id(number)
        try:
            with unit_of_work():
                if match_round is not None:
                    move(match_round, by=None, now=now)
                    done += 1
        except Conflict:
            continue
    return done


def remind(now: datetime) -> int:
    """Two days before the lock, once."""
    done = 0
    for match_round in round_queries.in_state(RoundState.RANKING):
        if match_round.ranks_until - RULES.remind_before <= now < match_round.ranks_until:
            with unit_of_work():
                done += round_actions.remind(match_round)
    return done


def offer_free_places(now: datetime) -> int:
    """Places that became free after a match go to those who wait, one after the other."""
    done = 0
    for match_round in round_queries.in_state(*WAITED_IN):
        with unit_of_work():
            done += waitlist_actions.move_on(match_round, now=now)
    return done
