"""What is sent. Of a person it holds the number of a placement, and neither a name nor the number of an account."""

import json
from typing import Any

from marshmallow import Schema, fields, validate

from board.web.emails import link
from board.webhooks.models import WebhookDelivery, WebhookEvent


def _said(description: str) -> dict[str, Any]:
    return {"metadata": {"description": description}}


def _type(event: WebhookEvent) -> fields.String:
    return fields.String(required=True, validate=validate.Equal(event.value))


def _timestamp() -> fields.AwareDateTime:
    return fields.AwareDateTime(required=True, **_said("When it happened."))


class PublishedPostingSchema(Schema):
    """A posting came on the board."""

    posting_id = fields.Integer(required=True, **_said("For `/api/v1/postings/{opportunity_id}`."))
    url = fields.String(required=True, **_said("Its page."))


class CompletedPlacementSchema(Schema):
    """Both sides said that a placement is finished."""

    placement_id = fields.Integer(required=True)
    posting_id = fields.Integer(required=True)


class NothingSchema(Schema):
    """A test tells nothing."""


class PostingPublishedSchema(Schema):
    """That a posting came on the board."""

    type = _type(WebhookEvent.POSTING_PUBLISHED)
    timestamp = _timestamp()
    data = fields.Nested(PublishedPostingSchema, required=True)


class PlacementCompletedSchema(Schema):
    """That a placement was completed."""

    type = _type(WebhookEvent.PLACEMENT_COMPLETED)
    timestamp = _timestamp()
    data = fields.Nested(CompletedPlacementSchema, required=True)


class TrialSchema(Schema):
    """That the office tries the address."""

    type = _type(WebhookEvent.TEST)
    timestamp = _timestamp()
    data = fields.Nested(NothingSchema, required=True)


PAYLOADS: dict[WebhookEvent, type[Schema]] = {
    WebhookEvent.POSTING_PUBLISHED: PostingPublishedSchema,
    WebhookEvent.PLACEMENT_COMPLETED: PlacementCompletedSchema,
    WebhookEvent.TEST: TrialSchema,
}


def body(delivery: WebhookDelivery, posting_id: int | None) -> bytes:
    """The same bytes at every try. `posting_id`: of the placement, where it is about one."""
    data: dict[str, Any] = {}
    if delivery.opportunity_id is not None:
        url = link("opportunities.show", opportunity_id=delivery.opportunity_id)
        data = {"posting_id": delivery.opportunity_id, "url": url}
    elif delivery.placement_id is not None:
        data = {"placement_id": delivery.placement_id, "posting_id": posting_id}
    event = {"type": delivery.event.value, "timestamp": delivery.at, "data": data}
    return json.dumps(PAYLOADS[delivery.event]().dump(event), separators=(",", ":")).encode()
