"""What the office does with addresses of other systems, and what is noted of each try."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import update

from board.accounts.models import Role, User
from board.accounts.queries import account as account_queries
from board.kernel import audit
from board.kernel.db import db
from board.kernel.errors import Conflict, Invalid
from board.kernel.keyring import SecretKeys
from board.kernel.locks import lock_key, lock_row
from board.kernel.statements import put_all_once, update_one
from board.kernel.verdict import require
from board.notices.actions import notify
from board.webhooks import queries, sending, signing
from board.webhooks.models import Webhook, WebhookDelivery, WebhookEvent
from board.webhooks.policy import MOST_WEBHOOKS, may_keep_webhooks
from board.webhooks.sending import ReceiverAnswer

BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 2 * 60, 5 * 60, 10 * 60, 24 * 60))
"""After the first try that failed, the second, and so on; after one more it is given up."""
DISABLED_AFTER = timedelta(days=5)
"""For so long every try has failed before nothing more is sent to an address."""
REST = timedelta(minutes=1)
"""What else waits for an address of which a try has just failed waits so long at least: each may take ten seconds."""


def add(url: str, events: Sequence[WebhookEvent], *, by: User, keys: SecretKeys, now: datetime) -> str:
    """Tell this address from now on. Answers the secret, which is shown this once. `keys` seal it.

    Raises `Invalid` on `url`.
    """
    lock_key("webhooks")
    require(may_keep_webhooks(by))
    if complaint := sending.objection(url):
        raise Invalid("url", complaint)
    there = queries.webhooks()
    if any(sending.same_address(webhook.url) == sending.same_address(url) for webhook in there):
        raise Invalid("url", "This address is told already. Remove it first to have a new secret.")
    if len(there) >= MOST_WEBHOOKS:
        raise Conflict(f"{MOST_WEBHOOKS} addresses are told already. Remove one first.")
    secret = signing.new_secret()
    webhook = Webhook(url=url, events=[event.value for event in events], sealed_secret=signing.seal(secret, keys=keys))
    webhook.added_by_id, webhook.added_at = by.id, now
    db.session.add(webhook)
    db.session.flush()
    audit.record("webhook.add", by=by.id, thing=f"webhook:{webhook.id}", address=(None, url))
    return secret


def remove(webhook: Webhook, *, by: User) -> None:
    """Tell it nothing more, and forget what it was told."""
    require(may_keep_webhooks(by))
    audit.record("webhook.remove", by=by.id, thing=f"webhook:{webhook.id}", address=(webhook.url, None))
    db.session.delete(webhook)


def enable(webhook: Webhook, *, by: User, now: datetime) -> None:
    """Tell it again, with what waited."""
    lock_row(webhook)
    require(may_keep_webhooks(by))
    if webhook.is_disabled:
        webhook.disabled_at, webhook.disabled_because, webhook.failing_since = None, "", None
        waiting = WebhookDelivery.webhook_id == webhook.id, WebhookDelivery.delivered_at.is_(None)
        db.session.execute(update(WebhookDelivery).where(*waiting).values(due_at=now, tries=0, given_up_at=None))
        audit.record("webhook.enable", by=by.id, thing=f"webhook:{webhook.id}")


def test(webhook: Webhook, *, by: User, now: datetime) -> None:
    """Send it a test; also to one that is disabled, when it is enabled."""
    require(may_keep_webhooks(by))
    _put([webhook.id], WebhookEvent.TEST, {secrets.token_hex(8): {}}, now)
    audit.record("webhook.test", by=by.id, thing=f"webhook:{webhook.id}")


def replay(delivery: WebhookDelivery, *, by: User, now: datetime) -> None:
    """Send one again, under the same id. Raises `Conflict` while it is on its way by itself."""
    lock_row(delivery)
    require(may_keep_webhooks(by))
    if not delivery.is_over:
        raise Conflict("It is still on its way, so it is not sent again. Wait: it is tried again by itself.")
    delivery.delivered_at, delivery.given_up_at, delivery.tries, delivery.due_at = None, None, 0, now
    audit.record("webhook.replay", by=by.id, thing=f"webhook:{delivery.webhook_id}")


def tell_of_postings(numbers: Sequence[int], *, now: datetime) -> None:
    """Have every address told that is to hear of these postings; told twice it is one."""
    event = WebhookEvent.POSTING_PUBLISHED
    about = {f"opportunity_id_{number}": {"opportunity_id": number} for number in numbers}
    _put(queries.told_of(event), event, about, now)


def tell_of_placement(number: int, *, now: datetime) -> None:
    """The same of a placement that was completed."""
    event = WebhookEvent.PLACEMENT_COMPLETED
    _put(queries.told_of(event), event, {f"placement_id_{number}": {"placement_id": number}}, now)


def _put(webhook_ids: Sequence[int], event: WebhookEvent, about: Mapping[str, dict[str, int]], now: datetime) -> None:
    """`about`: the end of a message's id, which is there once, and the columns that say what it is about."""
    begins = event.value.replace(".", "_")
    rows: list[dict[str, object]] = [
        {
            "webhook_id": number,
            "event": event,
            "message_id": f"msg_{number}_{begins}_{ends}",
            "at": now,
            "due_at": now,
            **columns,
        }
        for number in webhook_ids
        for ends, columns in about.items()
    ]
    put_all_once(WebhookDelivery, rows)


def begin_try(delivery: WebhookDelivery, *, now: datetime) -> bool:
    """Put it off before it is tried, so that nobody else tries it meanwhile and a try that ends its worker counts.

    False where somebody came first.
    """
    before = delivery.tries
    mine = update(WebhookDelivery).where(WebhookDelivery.id == delivery.id, WebhookDelivery.tries == before)
    later = now + BACKOFF[min(before, len(BACKOFF) - 1)]
    return update_one(mine.where(queries.waits()).values(tries=before + 1, tried_at=now, due_at=later))


def note_answer(delivery: WebhookDelivery, answer: ReceiverAnswer, *, now: datetime) -> None:
    """What became of the try that has begun."""
    webhook = delivery.webhook
    lock_row(webhook)
    delivery.status, delivery.answer = answer.status, answer.words
    if answer.is_taken:
        delivery.delivered_at, webhook.failing_since = now, None
        return
    if delivery.tries > len(BACKOFF):
        delivery.given_up_at = now
    webhook.failing_since = webhook.failing_since or now
    others = update(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook.id, queries.waits())
    db.session.execute(others.where(WebhookDelivery.due_at < now + REST).values(due_at=now + REST))
    if answer.is_gone:
        _disable(webhook, "It answered 410: it wants nothing more.", now=now)
    elif now - webhook.failing_since >= DISABLED_AFTER:
        _disable(webhook, f"For {DISABLED_AFTER.days} days every delivery failed.", now=now)


def _disable(webhook: Webhook, reason: str, *, now: datetime) -> None:
    """Send nothing more there, and tell the office."""
    if webhook.is_disabled:
        return
    webhook.disabled_at, webhook.disabled_because = now, reason
    audit.record("webhook.disable", by=None, thing=f"webhook:{webhook.id}", reason=(None, reason))
    for coordinator in account_queries.with_role(Role.COORDINATOR):
        notify(
            coordinator,
            "webhook-disabled",
            words="Nothing more is sent to an address of another system: its deliveries failed.",
            href=f"/office/webhooks/{webhook.id}",
            webhook_id=webhook.id,
        )
