"""The email of an announcement: the same text, with a topic that one can turn off or without."""

from board.accounts import queries as account_queries
from board.announcements import queries
from board.announcements.labels import in_words
from board.announcements.queries import Audience
from board.notices.models import Topic
from board.web.emails import Context, declare_email, link


@declare_email(
    "announcement",
    name="Announcement of the office",
    audience="Whom the office chose, unless they turned announcements off",
    topic=Topic.ANNOUNCEMENT,
    subject="{announcement.subject}",
)
def announcement(user_id: int, announcement_id: int) -> Context | None:
    """What the office wrote."""
    return _context(user_id, announcement_id)


@declare_email(
    "must-know-announcement",
    name="Announcement that everybody must know",
    audience="Whom the office chose; it cannot be turned off",
    subject="{announcement.subject}",
    template="announcement",
)
def must_know_announcement(user_id: int, announcement_id: int) -> Context | None:
    """What the office wrote, and why it reaches everybody."""
    return _context(user_id, announcement_id)


def _context(user_id: int, announcement_id: int) -> Context | None:
    user, sent = account_queries.by_id(user_id), queries.by_id(announcement_id)
    if user is None or sent is None or user.suspended_at is not None:
        return None
    return {
        "user": user,
        "announcement": sent,
        "audience": in_words(Audience.of(sent)),
        "href": link("announcements.show", announcement_id=announcement_id),
        "reply_to": sent.reply_to,
    }
