"""The addresses of applying and choosing."""

from flask import Blueprint

bp = Blueprint("applications", __name__)

from board.applications.views import (  # noqa: E402  # they fill the blueprint made above
    applying,  # noqa: F401
    choosing,  # noqa: F401
    deciding,  # noqa: F401
    offers,  # noqa: F401
    one,  # noqa: F401
    reading,  # noqa: F401
    reviewers,  # noqa: F401
)
