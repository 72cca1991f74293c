"""Postings that wait for a coordinator, those that owe an answer, and all of them."""

from flask.typing import ResponseReturnValue

from board.applications.queries import replies
from board.kernel import clock
from board.office.views import bp
from board.office.views.loading import page, word
from board.opportunities import queries as opportunities
from board.opportunities import reading
from board.opportunities.cards import held_openings
from board.opportunities.comparison import differences
from board.opportunities.labels import FOR_POSTERS
from board.opportunities.models import Standing, as_proposed
from board.web.access import for_roles
from board.web.page import render_page

SHOWN = {"waiting": "To read", "overdue": "Owe an answer", "all": "All"}


@bp.get("/office/postings")
@for_roles("coordinator")
def postings() -> ResponseReturnValue:
    """One of the three lists."""
    show = word("show") if word("show") in SHOWN else "waiting"
    return {"waiting": _waiting, "overdue": _overdue, "all": _all}[show]()


def _waiting() -> str:
    now = clock.now()
    to_read = [
        (one, [*reading.missing(one, now).values(), *reading.hints(one, now)]) for one in opportunities.in_review()
    ]
    edits = [
        (revision, posting, differences(posting, as_proposed(posting, revision)))
        for revision, posting in opportunities.revisions_to_read()
    ]
    return render_page("office/postings.html", show="waiting", shown=SHOWN, to_read=to_read, edits=edits)


def _overdue() -> str:
    return render_page("office/postings.html", show="overdue", shown=SHOWN, overdue=replies.overdue(clock.now()))


def _all() -> str:
    now, asked = clock.now(), {"words": word("q"), "standing": word("standing")}
    found, total = opportunities.listing(now, **asked, page=page())
    return render_page(
        "office/postings.html",
        show="all",
        shown=SHOWN,
        held_openings=held_openings,
        found=[(one, FOR_POSTERS[one.standing(now)]) for one in found],
        total=total,
        asked=asked,
        standings={one.value: FOR_POSTERS[one][0] for one in Standing},
        page=page(),
        pages=-(-total // opportunities.LISTED),
    )
