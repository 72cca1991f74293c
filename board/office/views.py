"""The addresses of the coordinator's office."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.accounts import actions as accounts
from board.accounts import queries as people
from board.accounts.models import Role
from board.kernel import clock
from board.kernel.db import unit_of_work
from board.kernel.errors import Hidden
from board.office import models  # noqa: F401
from board.opportunities import queries as opportunities
from board.web.access import for_roles
from board.web.page import go_to, render_page

bp = Blueprint("office", __name__, url_prefix="/office")


@bp.get("")
@for_roles("coordinator")
def home() -> ResponseReturnValue:
    """What waits."""
    return render_page(
        "office/home.html", people=people.waiting_for_role(Role.FACULTY), postings=opportunities.in_review()
    )


@bp.post("/people/<id:user_id>/approve")
@for_roles("coordinator")
def approve(user_id: int) -> ResponseReturnValue:
    """Let somebody post as faculty."""
    user = people.by_id(user_id)
    if user is None:
        raise Hidden
    with unit_of_work():
        accounts.grant(user, Role.FACULTY, by=current_user, now=clock.now())
    return go_to(".home")
