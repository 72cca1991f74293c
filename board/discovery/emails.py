"""Emails about what is new and what closes."""

from board.accounts import queries as account_queries
from board.discovery import queries
from board.discovery.models import SavedSearch
from board.kernel import clock
from board.notices.models import Topic
from board.opportunities.models import Opportunity, PostingStatus
from board.opportunities.queries import by_id
from board.web import signed_links
from board.web.emails import Context, declare_email, link
from board.web.filters import plural

MOST = 50
"""Postings that one email names; of the others it says how many there are."""
SILENCE = "silence a search"
"""What the link is signed for by which an email is the last of its search."""


@declare_email(
    "search-news",
    name="New for a saved search",
    audience="Whoever saved the search",
    subject="{how_many} for “{search.name}”",
)
def search_news(user_id: int, search_id: int, opportunity_ids: list[int]) -> Context | None:
    """What is new to a saved search; nothing when the search is gone, or nothing of it is on the board any more."""
    user, search = account_queries.by_id(user_id), queries.by_id(search_id)
    postings = [(posting, _href(posting)) for posting in queries.on_board(opportunity_ids)]
    if user is None or search is None or not postings:
        return None
    return {
        "how_many": plural(len(postings), "new posting"),
        "user": user,
        "search": search,
        "postings": postings[:MOST],
        "more": max(len(postings) - MOST, 0),
        "now": clock.now(),
        "href": f"{link('opportunities.index')}?{search.question}",
        "searches": link("discovery.searches"),
        "way_out": link("discovery.silence", token=signed_links.seal(SILENCE, search.id)),
    }


@declare_email(
    "closing-soon",
    name="A saved posting or a draft closes soon",
    audience="Whoever saved the posting or began to apply",
    topic=Topic.REMINDER,
    subject="Closes soon: {opportunity.title}",
)
def closing_soon(user_id: int, opportunity_id: int, begun: bool) -> Context | None:
    """Something saved or begun closes soon; nothing when it has closed before the email leaves."""
    user, opportunity = account_queries.by_id(user_id), by_id(opportunity_id)
    if user is None or opportunity is None or opportunity.status(clock.now()) is not PostingStatus.OPEN:
        return None
    href = link("applications.apply", opportunity_id=opportunity.id) if begun else _href(opportunity)
    return {"user": user, "opportunity": opportunity, "begun": begun, "href": href}


def silenced_by(token: str) -> SavedSearch | None:
    """The search that a link silences; None when it is forged, or the search is gone."""
    number = signed_links.unseal(SILENCE, token)
    return queries.by_id(number) if number is not None else None


def _href(opportunity: Opportunity) -> str:
    return link("opportunities.show", opportunity_id=opportunity.id)
