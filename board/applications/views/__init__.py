"""The addresses of applying and choosing."""

from flask import Blueprint

bp = Blueprint("applications", __name__)

from board.applications.views import applying, choosing, offers  # noqa: E402, F401  # they fill the blueprint made above
