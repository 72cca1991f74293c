"""The addresses of postings."""

from flask import Blueprint

bp = Blueprint("opportunities", __name__)

from board.opportunities.views import finding, moves, posting, writing  # noqa: E402, F401  # they fill the blueprint made above
