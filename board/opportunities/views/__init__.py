"""The addresses of postings."""

from flask import Blueprint

bp = Blueprint("opportunities", __name__)

# The modules fill the blueprint made above.
from board.opportunities.views import (
    deadline,
    outcome,
    posting,
    posting_form,
    posting_moves,
    posting_search,
    question,
    revision,
)
