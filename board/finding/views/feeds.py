"""Any search as a feed or as a calendar: the list's own parameters, answered to programs."""

from dataclasses import replace

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from board.finding import calendar
from board.finding.views import bp
from board.kernel import clock
from board.kernel.text import for_xml
from board.opportunities import facets, queries, search
from board.opportunities.models import Opportunity
from board.opportunities.search import Wanted
from board.web import calendar as files
from board.web.access import public
from board.web.letters import link

MOST = 500
"""Entries in a feed."""


@bp.get("/opportunities.atom")
@public
def atom() -> ResponseReturnValue:
    """What is open and fits, newest first."""
    wanted, found = _asked("newest")
    home = link("opportunities.index")
    feed = render_template(
        "finding/feed.xml",
        title=facets.describe(wanted, clock.now()),
        home=home + wanted.address(),
        address=link("finding.atom") + wanted.address(),
        updated=max(
            (one.published_at or one.created_at for one in found), default=clock.now().replace(hour=0, minute=0)
        ),
        entries=[(one, f"{home}/{one.id}") for one in found],
    )
    return files.hand_over(for_xml(feed).encode(), "application/atom+xml")


@bp.get("/opportunities.ics")
@public
def ics() -> ResponseReturnValue:
    """When what is open and fits closes."""
    wanted, found = _asked("closing")
    return files.hand_over(files.file(facets.describe(wanted, clock.now()), calendar.deadlines(found)), "text/calendar")


def _asked(sort: str) -> tuple[Wanted, list[Opportunity]]:
    """The question in the address and its answer: more at once than readers get, in an order that suits programs."""
    wanted = search.read(request.args)
    if "sort" not in request.args:
        wanted = replace(wanted, sort=sort)
    return wanted, queries.find_all(current_app.extensions["engine"], wanted, clock.now(), most=MOST)
