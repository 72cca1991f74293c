"""The addresses of match rounds."""

from flask import Blueprint

bp = Blueprint("match_rounds", __name__)

from board.match_rounds.views import coordinator, participant, result, round, trial_meeting
