"""Emails about webhooks."""

from board.accounts import queries as account_queries
from board.web.emails import Context, declare_email, link
from board.webhooks import queries


@declare_email(
    "webhook-disabled",
    name="Nothing more is sent to another system",
    audience="Every coordinator",
    subject="Rounds no longer reaches one of your school’s systems",
)
def webhook_disabled(user_id: int, webhook_id: int) -> Context | None:
    """Which address it is, and why; not where it was removed or enabled since."""
    user, webhook = account_queries.by_id(user_id), queries.by_id(webhook_id)
    if user is None or webhook is None or not webhook.is_disabled:
        return None
    return {"user": user, "webhook": webhook, "href": link("webhooks.show", webhook_id=webhook_id)}
