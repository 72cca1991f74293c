"""Finding addresses of other systems, and what was or is to be sent to them."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from board.kernel.db import db
from board.kernel.retention import RetentionRule
from board.opportunities.models import Opportunity, PostingState
from board.placements.models import Placement
from board.school import settings as school_settings
from board.webhooks.models import Webhook, WebhookDelivery, WebhookEvent

MOST_SHOWN = 100


def webhooks() -> list[Webhook]:
    """Every address, in the order in which they were added."""
    return list(db.session.scalars(select(Webhook).order_by(Webhook.id)))


def by_id(webhook_id: int) -> Webhook | None:
    """This one."""
    return db.session.get(Webhook, webhook_id)


def told_of(event: WebhookEvent) -> list[int]:
    """The numbers of those that are told of an event now."""
    return [webhook.id for webhook in webhooks() if event.value in webhook.events and not webhook.is_disabled]


def deliveries_of(webhook_id: int) -> list[WebhookDelivery]:
    """What was sent there last, or waits, the newest first."""
    theirs = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    return list(db.session.scalars(theirs.order_by(WebhookDelivery.id.desc()).limit(MOST_SHOWN)))


def waiting_counts() -> dict[int, int]:
    """Webhook → how many deliveries wait for it."""
    waiting = select(WebhookDelivery.webhook_id, func.count()).where(waits()).group_by(WebhookDelivery.webhook_id)
    return dict(db.session.execute(waiting).all())


def delivery(webhook_id: int, delivery_id: int) -> WebhookDelivery | None:
    """This one, if it went to this address."""
    theirs = WebhookDelivery.id == delivery_id, WebhookDelivery.webhook_id == webhook_id
    return db.session.scalar(select(WebhookDelivery).where(*theirs))


def due(now: datetime, *, most: int) -> list[int]:
    """The numbers of what is to be tried now, the one that waits longest first."""
    ready = select(WebhookDelivery.id).join(WebhookDelivery.webhook)
    ready = ready.where(waits(), WebhookDelivery.due_at <= now, Webhook.disabled_at.is_(None))
    return list(db.session.scalars(ready.order_by(WebhookDelivery.due_at, WebhookDelivery.id).limit(most)))


def whole(delivery_id: int) -> WebhookDelivery | None:
    """A delivery with its address, as both are now."""
    loads = (joinedload(WebhookDelivery.webhook),)
    return db.session.get(WebhookDelivery, delivery_id, options=loads, populate_existing=True)


def posting_of(placement_id: int) -> int | None:
    """The number of the posting that a placement is of."""
    return db.session.scalar(select(Placement.opportunity_id).where(Placement.id == placement_id))


def published_among(first_id: int, last_id: int) -> list[int]:
    """The numbers of those between two that are on the board."""
    there = Opportunity.id.between(first_id, last_id), Opportunity.state == PostingState.PUBLISHED
    return list(db.session.scalars(select(Opportunity.id).where(*there).order_by(Opportunity.id)))


def waits() -> ColumnElement[bool]:
    """A delivery is neither taken nor given up."""
    return WebhookDelivery.delivered_at.is_(None) & WebhookDelivery.given_up_at.is_(None)


WEBHOOK_RETENTION = (
    RetentionRule(
        lambda: school_settings.retention_emails_days,
        "deliveries of webhooks",
        WebhookDelivery,
        lambda moment: (WebhookDelivery.delivered_at < moment) | (WebhookDelivery.given_up_at < moment),
    ),
)
