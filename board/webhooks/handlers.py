"""What happens here when something that other systems are told of has happened."""

from datetime import datetime

from board.opportunities.events import PostingPublished, PostingsImported
from board.placements.events import PlacementCompleted
from board.webhooks import actions, queries
from board.webhooks.models import WebhookEvent


def tell_of_posting(event: PostingPublished, now: datetime) -> None:
    """A posting came on the board."""
    actions.tell_of_postings([event.opportunity_id], now=now)


def tell_of_imported(event: PostingsImported, now: datetime) -> None:
    """Postings of a file came on the board."""
    if queries.told_of(WebhookEvent.POSTING_PUBLISHED):  # else a file of thousands is read for nobody
        actions.tell_of_postings(queries.published_among(event.first_id, event.last_id), now=now)


def tell_of_placement(event: PlacementCompleted, now: datetime) -> None:
    """A placement was completed."""
    actions.tell_of_placement(event.placement_id, now=now)
