"""What happens here when something that other systems are told of has happened."""

from datetime import datetime

from board.opportunities.events import PostingPublished, PostingsImported
from board.placements.events import PlacementCompleted
from board.webhooks import actions, queries
from board.webhooks.models import WebhookEvent


def tell_of_posting(event: PostingPublished, now: datetime) -> None:
    """A posting came on the board."""
    actions.tell(WebhookEvent.POSTING_PUBLISHED, now=now, opportunity_id=event.opportunity_id)


def tell_of_imported(event: PostingsImported, now: datetime) -> None:
    """Postings of a file came on the board."""
    if queries.told_of(WebhookEvent.POSTING_PUBLISHED):
        for opportunity_id in queries.published_among(event.first_id, event.last_id):
            actions.tell(WebhookEvent.POSTING_PUBLISHED, now=now, opportunity_id=opportunity_id)


def tell_of_placement(event: PlacementCompleted, now: datetime) -> None:
    """A placement was completed."""
    actions.tell(WebhookEvent.PLACEMENT_COMPLETED, now=now, placement_id=event.placement_id)
