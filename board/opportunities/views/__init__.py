"""The addresses of postings."""

from flask import Blueprint

bp = Blueprint("opportunities", __name__)

from board.opportunities.views import posting  # noqa: E402, F401  # it fills the blueprint made above
