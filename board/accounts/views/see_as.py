"""The one gate of looking as somebody else: nothing is sent, and only the pages that are shown are opened."""

from flask import flash, g, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.actions import see_as as see_as_actions
from board.accounts.policy.see_as import SHOWN
from board.accounts.views import bp
from board.kernel.errors import Forbidden
from board.kernel.unit_of_work import unit_of_work
from board.web.access import signed_in
from board.web.pages import go_to

WAYS_OUT = frozenset(("accounts.stop_seeing_as", "accounts.sign_out"))
FILES = ("static", "school", "api")
"""Addresses at which nobody is anybody: files, and what programs read, with whom no cookie counts."""


@bp.before_app_request
def refuse_while_looking() -> None:
    """Before each view. A way out stays open; whatever else is sent is refused, also by htmx, by whatever method."""
    if request.endpoint is None or request.endpoint.split(".")[0] in FILES or not current_user.is_authenticated:
        return
    if "looking_by" not in g or request.endpoint in WAYS_OUT:
        return
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        raise Forbidden(f"You look at Rounds as {current_user.name}, so nothing can be changed. Stop looking first.")
    if request.endpoint not in SHOWN:
        raise Forbidden(f"This page is {current_user.name}’s own, and is not shown to you. Stop looking, or go back.")


def shows(endpoint: str) -> bool:
    """Is what this page tells shown to whoever reads? To who looks as somebody else only what they may open.

    A block on a page that is shown, and tells what stands on another, asks this of the other.
    """
    return "looking_by" not in g or endpoint in SHOWN


@bp.post("/account/stop-seeing-as")
@signed_in
def stop_seeing_as() -> ResponseReturnValue:
    """Be oneself again."""
    with unit_of_work():
        see_as_actions.end(g.session_id)
    if "looking_by" not in g:
        return go_to("dashboard.home")
    flash("You are yourself again.", "good")
    return go_to("office.person", user_id=current_user.id)
