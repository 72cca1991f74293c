"""The record itself."""

from flask.typing import ResponseReturnValue
from flask_login import current_user

from board.kernel import clock
from board.record import overview, queries, sources
from board.record.labels import KINDS, marks, period
from board.record.views import bp
from board.record.views.dependencies import today
from board.web.access import for_roles
from board.web.pages import render_page


@bp.get("/record")
@for_roles("student")
def home() -> ResponseReturnValue:
    """What I did, what changed, what others saw, and what is missing."""
    now = clock.now()
    shown = overview.of(queries.of_student(current_user.id), today())
    return render_page(
        "record/home.html",
        record=shown,
        gaps=overview.gaps(shown, sources.fillers(now)) if shown.entries else [],
        set_aside=queries.set_aside(current_user.id),
        asks_waiting=queries.asks_waiting(current_user.id, now),
        kinds=KINDS,
        marks=marks,
        period=period,
    )
