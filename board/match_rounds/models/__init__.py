"""Rounds, who takes part, and the runs that are kept."""

from board.match_rounds.models.participant import MatchMentee, MatchMentor
from board.match_rounds.models.round import MatchRound, MatchRoundMove, RoundState
from board.match_rounds.models.run import MatchPin, MatchProof, MatchRun
from board.match_rounds.models.trial_meeting import TrialTalk
from board.match_rounds.models.waitlist import WaitingOffer, WaitingOfferMove, WaitingState

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
