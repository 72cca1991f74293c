"""The words of webhooks."""

from board.webhooks.models import WebhookDelivery, WebhookEvent

EVENTS: dict[WebhookEvent, str] = {
    WebhookEvent.POSTING_PUBLISHED: "A posting came on the board",
    WebhookEvent.PLACEMENT_COMPLETED: "A placement was completed",
    WebhookEvent.TEST: "A test",
}


def standing(delivery: WebhookDelivery) -> tuple[str, str]:
    """How a delivery stands, and the tone of that."""
    if delivery.delivered_at is not None:
        return "Delivered", "good"
    if delivery.given_up_at is not None:
        return "Given up", "loss"
    return ("Tried in vain, again later", "warm") if delivery.tries and delivery.answer else ("On its way", "plain")
