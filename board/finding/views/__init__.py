"""The addresses of saved searches, feeds and calendars."""

from flask import Blueprint

bp = Blueprint("finding", __name__)

from board.finding.views import calendars, everywhere, feeds, searches  # noqa: E402, F401  # they fill the blueprint made above
