"""The addresses of learning."""

from flask import Blueprint

bp = Blueprint("learning", __name__)

from board.learning.views import authoring, catalogue, outside, reporting, taking, transcript  # noqa: E402, F401  # they fill it
