"""Any search as a feed or as a calendar: the list's own parameters, answered to programs."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from board.discovery import calendar
from board.discovery.views import bp
from board.kernel import clock, installation
from board.kernel.text import for_xml
from board.opportunities import facets as opportunity_facets
from board.opportunities import queries as opportunity_queries
from board.opportunities import search_params as opportunity_search_params
from board.opportunities.models import Opportunity
from board.opportunities.search_params import PostingSearchParams
from board.settings import Settings
from board.web import calendar as web_calendar
from board.web.access import public
from board.web.emails import link
from board.web.throttle import asks_questions

PER_PAGE = 100
"""Entries on one page of a feed; the next page is linked from it (RFC 5005)."""


@dataclass(frozen=True)
class FeedEntry:
    """One posting in a feed."""

    opportunity: Opportunity
    name: str
    address: str

    @property
    def published(self) -> datetime:
        """When it came on the board."""
        return self.opportunity.began_at or self.opportunity.created_at

    @property
    def updated(self) -> datetime:
        """When it was last not what it had been before: changed, or come on the board."""
        return max(self.opportunity.changed_at, self.published)


@bp.get("/opportunities.atom")
@public
@asks_questions
def atom() -> ResponseReturnValue:
    """What is open and fits, newest first, a page at a time."""
    asked, ids = _asked("newest")
    first = (asked.page - 1) * PER_PAGE
    home, now = link("opportunities.index"), clock.now()
    entries = [
        FeedEntry(posting, _name(f"opportunity/{posting.id}"), f"{home}/{posting.id}")
        for posting in opportunity_queries.some_open(ids[first : first + PER_PAGE], now)
    ]
    feed = render_template(
        "discovery/feed.xml",
        title=opportunity_facets.describe(asked),
        name=_name(f"opportunities{asked.address()}"),
        home=home + asked.address(),
        pages=_pages(asked, -(-len(ids) // PER_PAGE)),
        updated=max((entry.updated for entry in entries), default=installation.this().since),
        entries=entries,
    )
    return web_calendar.hand_over(for_xml(feed).encode(), "application/atom+xml")


@bp.get("/opportunities.ics")
@public
@asks_questions
def ics() -> ResponseReturnValue:
    """When what is open and fits closes: all of it, for calendars turn no pages."""
    asked, ids = _asked("closing")
    now = clock.now()
    return web_calendar.answer(
        opportunity_facets.describe(asked), calendar.deadlines(opportunity_queries.some_open(ids, now))
    )


def _asked(sort: str) -> tuple[PostingSearchParams, list[int]]:
    """The question in the address and the numbers of what answers it, in an order that suits programs."""
    params = opportunity_search_params.read(request.args)
    if "sort" not in request.args:
        params = replace(params, sort=sort)
    return params, opportunity_queries.find_all(current_app.extensions["engine"], params, clock.now())


def _pages(params: PostingSearchParams, last: int) -> list[tuple[str, str]]:
    """Each page that a feed leads to, by its relation to this one."""
    here, numbers = params.page, {"first": 1, "last": max(1, last)}
    numbers |= {"previous": here - 1} if here > 1 else {}
    numbers |= {"next": here + 1} if here < last else {}
    home = link("discovery.atom")
    return [(relation, home + params.page_address(page)) for relation, page in ({"self": here} | numbers).items()]


def _name(thing: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return installation.tag(thing, base_url=settings.base_url)
