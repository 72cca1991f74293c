"""The gathered email, whose emails are not sent, and the link by which any email is the last of its topic."""

from board.accounts import queries as account_queries
from board.accounts.models import User
from board.kernel import mail
from board.kernel.mail import Email, NotSent
from board.notices import queries
from board.notices.models import Pace, Topic
from board.web import signed_links
from board.web.emails import Context, declare_email, link
from board.web.filters import plural


@declare_email(
    "digest",
    name="Daily or weekly digest",
    audience="Whoever asked for emails to be gathered",
    subject="{things} since your last email",
)
def digest(user_id: int, notice_ids: list[int]) -> Context | None:
    """Everything since the last one, each in a line with its link."""
    user = account_queries.by_id(user_id)
    notices = [notice for notice in queries.some(user_id, notice_ids) if notice.read_at is None]
    if user is None or not notices:
        return None
    lines = [(notice.words, link("dashboard.home").rstrip("/") + notice.href) for notice in notices]
    return {"things": plural(len(lines), "thing"), "user": user, "lines": lines, "href": link("notices.emails")}


def unsubscribe_link(email: Email) -> str:
    """Where one click ends emails of this one's topic; empty for those that nobody may turn off."""
    topic, user_id = mail.kind_of(email.kind).topic, email.ids.get("user_id")
    if not topic or not user_id:
        return ""
    return link("notices.unsubscribe", token=signed_links.seal(f"unsubscribe {topic}", user_id))


def refusal(email: Email) -> NotSent | None:
    """Whose emails come back gets those alone that prove an address; nobody what they have switched off meanwhile."""
    kind, user_id = mail.kind_of(email.kind), email.ids.get("user_id")
    if not kind.proves_address and account_queries.is_undeliverable(email.address):
        return NotSent.UNDELIVERABLE
    if kind.topic and user_id and queries.pace_of(user_id, kind.topic) is Pace.OFF:
        return NotSent.SWITCHED_OFF
    return None


def read_unsubscribe(token: str) -> tuple[User, Topic] | None:
    """Whose emails about which topic such a link ends; None when it is forged, or its person was erased."""
    for topic in Topic:
        user_id = signed_links.unseal(f"unsubscribe {topic}", token)
        user = account_queries.by_id(user_id) if user_id is not None else None
        if user is not None and user.erased_at is None:
            return user, topic
    return None
