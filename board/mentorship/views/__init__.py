"""The addresses of mentoring."""

from flask import Blueprint

from board.mentorship import models  # noqa: F401

bp = Blueprint("mentorship", __name__)
