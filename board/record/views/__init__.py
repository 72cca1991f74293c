"""The addresses of the record."""

from flask import Blueprint

bp = Blueprint("record", __name__)

from board.record.views import entries, exports, home, marks, residency, seen, shares  # noqa: E402, F401  # they fill the blueprint made above
