"""Asking the school to tell nobody that I am here."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts.actions import hold as hold_actions
from board.accounts.views import bp
from board.kernel import clock
from board.kernel.unit_of_work import unit_of_work
from board.web.access import signed_in
from board.web.pages import go_to


@bp.post("/account/hold")
@signed_in
def hold() -> ResponseReturnValue:
    """Nobody is told from now on."""
    with unit_of_work():
        hold_actions.hold(current_user, by=current_user, now=clock.now())
    flash("No other student and no mentor finds you from now on.", "good")
    return go_to(".account")


@bp.post("/account/hold/lift")
@signed_in
def lift_hold() -> ResponseReturnValue:
    """Others may find me again."""
    with unit_of_work():
        hold_actions.lift_hold(current_user, by=current_user)
    flash("Others can find you again.", "good")
    return go_to(".account")
