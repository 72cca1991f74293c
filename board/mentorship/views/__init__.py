"""The addresses of mentoring, a file for each part of it."""

from flask import Blueprint

from board.mentorship.choices import words_of

bp = Blueprint("mentorship", __name__)
bp.add_app_template_filter(words_of)

from board.mentorship.views import (
    coordinator,
    coordinator_queue,
    feedback,
    meeting,
    mentor_directory,
    overview,
    pair,
    profile,
    request,
)
