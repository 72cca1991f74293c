"""The addresses of postings."""

from flask import Blueprint

bp = Blueprint("opportunities", __name__)

# The modules fill the blueprint made above.
from board.opportunities.views import (  # noqa: E402
    answering,  # noqa: F401
    changes,  # noqa: F401
    deadline,  # noqa: F401
    finding,  # noqa: F401
    moves,  # noqa: F401
    outcome,  # noqa: F401
    posting,  # noqa: F401
    writing,  # noqa: F401
)
