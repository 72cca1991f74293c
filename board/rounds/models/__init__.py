"""Rounds, who takes part, and the runs that are kept."""

from board.rounds.models.round import MatchRound, MatchRoundMove, RoundState
from board.rounds.models.run import MatchPin, MatchProof, MatchRun
from board.rounds.models.taking_part import MatchMentee, MatchMentor
from board.rounds.models.talk import TrialTalk
from board.rounds.models.waiting import WaitingOffer, WaitingOfferMove, WaitingState

__all__ = [
    "MatchMentee",
    "MatchMentor",
    "MatchPin",
    "MatchProof",
    "MatchRound",
    "MatchRoundMove",
    "MatchRun",
    "RoundState",
    "TrialTalk",
    "WaitingOffer",
    "WaitingOfferMove",
    "WaitingState",
]
