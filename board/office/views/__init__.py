"""The addresses of the coordinator's office."""

from flask import Blueprint

bp = Blueprint("office", __name__)

from board.office.views import home, importing, log, people, postings, reports, supervisors, undeliverable  # noqa: E402, F401  # they fill bp  # noqa: E402, F401
