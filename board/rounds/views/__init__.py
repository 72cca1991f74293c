"""The addresses of match rounds."""

from flask import Blueprint

bp = Blueprint("rounds", __name__)

from board.rounds.views import results, rounds, steering, taking_part, talks  # noqa: E402, F401  # they add their addresses
