"""The addresses of mentoring, a file for each part of it."""

from flask import Blueprint

from board.mentorship.words import words_of

bp = Blueprint("mentorship", __name__)
bp.add_app_template_filter(words_of)

from board.mentorship.views import (  # noqa: E402  # they fill the blueprint made above
    directory,  # noqa: F401
    home,  # noqa: F401
    meetings,  # noqa: F401
    office,  # noqa: F401
    overseeing,  # noqa: F401
    pairs,  # noqa: F401
    profile,  # noqa: F401
    requests,  # noqa: F401
    saying,  # noqa: F401
)
