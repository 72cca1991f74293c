"""Sending what waits, a little at a time."""

from datetime import datetime

from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.web.secret_keys import secret_keys
from board.webhooks import actions, payloads, queries, sending, signing
from board.webhooks.models import WebhookDelivery
from board.webhooks.sending import ReceiverAnswer

MOST_AT_ONCE = 5
"""Emails wait as long: a receiver may take ten seconds for each, though one that failed is left alone for a minute."""


def send_due(now: datetime) -> int:
    """Try what is due; answers how much that was."""
    tried = 0
    for delivery_id in queries.due(now, most=MOST_AT_ONCE):
        with unit_of_work():
            delivery = queries.whole(delivery_id)
            is_ours = delivery is not None and delivery.due_at <= now and actions.begin_try(delivery, now=clock.now())
        if delivery is None or not is_ours:
            continue
        tried += 1
        answer = _send(delivery)
        with unit_of_work():
            delivery = queries.whole(delivery_id)
            if delivery is not None:  # its student may have been erased meanwhile
                actions.note_answer(delivery, answer, now=clock.now())
    return tried


def _send(delivery: WebhookDelivery) -> ReceiverAnswer:
    """Once, outside of any unit of work."""
    secret = signing.opened(delivery.webhook.sealed_secret, keys=secret_keys())
    if secret is None:
        return ReceiverAnswer(
            None, "Its secret was sealed with another key of this installation. Remove the address, add it."
        )
    posting_id = queries.posting_of(delivery.placement_id) if delivery.placement_id is not None else None
    body, url = payloads.body(delivery, posting_id), delivery.webhook.url
    headers = signing.headers(body, message_id=delivery.message_id, secret=secret, now=clock.now())
    db.session.rollback()  # no connection of the database waits for the receiver
    return sending.post(url, body, {"Content-Type": "application/json", "User-Agent": "Rounds", **headers})
