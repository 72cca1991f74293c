"""The addresses of accounts."""

from flask import Blueprint, Response, g, request
from flask_login import current_user

bp = Blueprint("accounts", __name__)


@bp.before_app_request
def reader_zone() -> None:
    """Days and hours are told in the zone that the reader chose."""
    if request.endpoint != "static":
        g.time_zone = current_user.time_zone if current_user.is_authenticated else ""


@bp.after_request
def keep_nowhere(answer: Response) -> Response:
    """No page about an account stays in a browser: the next one at it could read who came by with the back button."""
    answer.headers["Cache-Control"] = "no-store"
    return answer


from board.accounts.views import (
    account,
    erasure_request,
    factor,
    hold,
    identity,
    personal_token,
    profile,
    proof,
    see_as,
    session,
    sign_in,
    sign_in_factor,
    sign_on,
    sign_on_trial,
    unsent_form,
)

__all__ = [
    "account",
    "bp",
    "erasure_request",
    "factor",
    "hold",
    "identity",
    "personal_token",
    "profile",
    "proof",
    "see_as",
    "session",
    "sign_in",
    "sign_in_factor",
    "sign_on",
    "sign_on_trial",
    "unsent_form",
]
