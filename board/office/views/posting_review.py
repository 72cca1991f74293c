"""Postings that wait for a coordinator, those that owe an answer, and all of them."""

from flask.typing import ResponseReturnValue

from board.applications.queries import reply as reply_queries
from board.kernel import clock
from board.office import queries
from board.office.views import bp
from board.office.views.dependencies import page, to_last_page, word
from board.opportunities import posting_checks as opportunity_posting_checks
from board.opportunities import queries as opportunity_queries
from board.opportunities.comparison import differences
from board.opportunities.labels import FOR_POSTERS
from board.opportunities.models import PostingStatus, as_proposed
from board.opportunities.posting_card import openings_by_state, without_a_day
from board.web.access import for_roles
from board.web.pages import render_page

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
        (
            posting,
            [
                *opportunity_posting_checks.missing_to_publish(posting, now).values(),
                *opportunity_posting_checks.hints(posting, now),
            ],
        )
        for posting in opportunity_queries.in_review()
    ]
    edits = [
        (revision, posting, differences(posting, as_proposed(posting, revision)))
        for revision, posting in opportunity_queries.revisions_to_read()
    ]
    return render_page(
        "office/postings.html",
        show="waiting",
        shown=SHOWN,
        to_read=to_read,
        edits=edits,
        today=clock.day(now),
        has_any=queries.set_up_facts().postings > 0,
    )


def _overdue() -> str:
    return render_page("office/postings.html", show="overdue", shown=SHOWN, overdue=reply_queries.overdue(clock.now()))


def _all() -> ResponseReturnValue:
    now, asked = clock.now(), {"words": word("q"), "status": word("status")}
    matching_postings, total = opportunity_queries.listing(now, **asked, page=page())
    if (last_page := to_last_page(total, opportunity_queries.LISTED)) is not None:
        return last_page
    return render_page(
        "office/postings.html",
        show="all",
        shown=SHOWN,
        openings_by_state=openings_by_state,
        without_a_day=without_a_day,
        found=[(posting, FOR_POSTERS[posting.status(now)]) for posting in matching_postings],
        total=total,
        asked=asked,
        statuses={posting_status.value: FOR_POSTERS[posting_status][0] for posting_status in PostingStatus},
        page=page(),
        pages=-(-total // opportunity_queries.LISTED),
    )
