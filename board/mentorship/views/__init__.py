"""The addresses of mentoring, a file for each part of it."""

from flask import Blueprint

from board.mentorship.words import words_of

bp = Blueprint("mentorship", __name__)
bp.add_app_template_filter(words_of)

from board.mentorship.views import directory, home, office, pairs, profile, requests  # noqa: E402, F401  # they fill it
