"""Emails about what people asked for."""

from board.accounts import queries as account_queries
from board.rights.queries import data_copy as data_copy_queries
from board.school import settings as school_settings
from board.web.emails import Context, declare_email, link


@declare_email(
    "data-copy-ready",
    name="A copy of somebody’s data is ready",
    audience="The person who asked for it",
    subject="The copy of your data is ready",
)
def data_copy_ready(user_id: int, copy_id: int) -> Context | None:
    """Where it is taken away, and until when; nothing of it is in the email."""
    user, copy = account_queries.by_id(user_id), data_copy_queries.by_id(copy_id)
    if user is None or user.suspended_at is not None or copy is None or copy.user_id != user_id:
        return None
    return {"user": user, "href": link("rights.data"), "days": school_settings.retention_copies_days}
