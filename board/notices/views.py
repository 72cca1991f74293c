"""The addresses of notices."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.kernel.db import unit_of_work
from board.notices import actions, queries
from board.web.access import signed_in
from board.web.page import go_to, render_page

bp = Blueprint("notices", __name__)


@bp.get("/notices")
@signed_in
def index() -> ResponseReturnValue:
    """What I was told."""
    return render_page("notices/index.html", notices=queries.newest(current_user.id))


@bp.post("/notices/read")
@signed_in
def read() -> ResponseReturnValue:
    """I have seen them all."""
    with unit_of_work():
        actions.mark_all_read(current_user, now=clock.now())
    return go_to(".index")
