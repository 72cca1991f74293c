"""Any search as a feed or as a calendar: the list's own parameters, answered to programs."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from board.finding import calendar
from board.finding.views import bp
from board.kernel import clock, installation
from board.kernel.text import for_xml
from board.opportunities import facets, queries, search
from board.opportunities.models import Opportunity
from board.opportunities.search import Wanted
from board.settings import Settings
from board.web import calendar as files
from board.web.access import public
from board.web.letters import link
from board.web.throttle import asks_questions

PER_PAGE = 100
"""Entries on one page of a feed; the next page is linked from it (RFC 5005)."""


@dataclass(frozen=True)
class Entry:
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
    wanted, ids = _asked("newest")
    first = (wanted.page - 1) * PER_PAGE
    home, now = link("opportunities.index"), clock.now()
    entries = [
        Entry(posting, _name(f"opportunity/{posting.id}"), f"{home}/{posting.id}")
        for posting in queries.some_open(ids[first : first + PER_PAGE], now)
    ]
    feed = render_template(
        "finding/feed.xml",
        title=facets.describe(wanted, now),
        name=_name(f"opportunities{wanted.address()}"),
        home=home + wanted.address(),
        pages=_pages(wanted, -(-len(ids) // PER_PAGE)),
        updated=max((entry.updated for entry in entries), default=installation.this().since),
        entries=entries,
    )
    return files.hand_over(for_xml(feed).encode(), "application/atom+xml")


@bp.get("/opportunities.ics")
@public
@asks_questions
def ics() -> ResponseReturnValue:
    """When what is open and fits closes: all of it, for calendars turn no pages."""
    wanted, ids = _asked("closing")
    now = clock.now()
    return files.answer(facets.describe(wanted, now), calendar.deadlines(queries.some_open(ids, now)))


def _asked(sort: str) -> tuple[Wanted, list[int]]:
    """The question in the address and the numbers of what answers it, in an order that suits programs."""
    wanted = search.read(request.args)
    if "sort" not in request.args:
        wanted = replace(wanted, sort=sort)
    return wanted, queries.find_all(current_app.extensions["engine"], wanted, clock.now())


def _pages(wanted: Wanted, last: int) -> list[tuple[str, str]]:
    """Each page that a feed leads to, by its relation to this one."""
    here, numbers = wanted.page, {"first": 1, "last": max(1, last)}
    numbers |= {"previous": here - 1} if here > 1 else {}
    numbers |= {"next": here + 1} if here < last else {}
    home = link("finding.atom")
    return [(relation, home + wanted.page_address(page)) for relation, page in ({"self": here} | numbers).items()]


def _name(thing: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return installation.tag(thing, base_url=settings.base_url)
