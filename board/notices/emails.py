"""The gathered email, and the link by which any email is the last of its topic."""

from board.accounts import queries as account_queries
from board.accounts.models import User
from board.kernel.mail import Email, EmailContent
from board.notices import queries
from board.notices.labels import TOPICS, topic_of
from board.web import signed_links
from board.web.emails import link, word
from board.web.filters import plural


def digest(user_id: int, notice_ids: list[int]) -> EmailContent | None:
    """Everything since the last one, each in a line with its link."""
    user = account_queries.by_id(user_id)
    notices = [notice for notice in queries.some(user_id, notice_ids) if notice.read_at is None]
    if user is None or not notices:
        return None
    lines = [(notice.words, link("dashboard.home").rstrip("/") + notice.href) for notice in notices]
    subject = f"{plural(len(lines), 'thing')} since your last email"
    return word("digest", subject, user=user, lines=lines, href=link("notices.emails"))


def unsubscribe_link(email: Email) -> str:
    """Where one click ends emails of this one's topic; empty for those that nobody may turn off."""
    topic, user_id = topic_of(email.kind), email.ids.get("user_id")
    if not topic or not user_id:
        return ""
    return link("notices.unsubscribe", token=signed_links.seal(f"unsubscribe {topic}", user_id))


def read_unsubscribe(token: str) -> tuple[User, str] | None:
    """Whose emails about which topic such a link ends; None when it is forged."""
    opened = ((topic, signed_links.unseal(f"unsubscribe {topic}", token)) for topic in TOPICS)
    topic, user_id = next(((topic, number) for topic, number in opened if number is not None), ("", 0))
    user = account_queries.by_id(user_id or 0)
    return (user, topic) if user is not None else None
