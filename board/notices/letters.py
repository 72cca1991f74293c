"""The gathered letter, and the link by which any letter is the last of its topic."""

from board.accounts import queries as people
from board.accounts.models import User
from board.kernel.post import Draft, Letter
from board.notices import queries
from board.notices.labels import TOPICS, topic_of
from board.web import links
from board.web.filters import plural
from board.web.letters import link, word


def digest(user_id: int, notice_ids: list[int]) -> Draft | None:
    """Everything since the last one, each in a line with its link."""
    user = people.by_id(user_id)
    notices = [one for one in queries.some(user_id, notice_ids) if one.read_at is None]
    if user is None or not notices:
        return None
    lines = [(one.words, link("dashboard.home").rstrip("/") + one.href) for one in notices]
    subject = f"{plural(len(lines), 'thing')} since your last letter"
    return word("digest", subject, user=user, lines=lines, href=link("notices.letters"))


def unsubscribe_link(letter: Letter) -> str:
    """Where one click ends letters of this one's topic; empty for those that nobody may turn off."""
    topic, user_id = topic_of(letter.kind), letter.ids.get("user_id")
    if not topic or not user_id:
        return ""
    return link("notices.unsubscribe", token=links.seal(f"unsubscribe {topic}", user_id))


def read_unsubscribe(token: str) -> tuple[User, str] | None:
    """Whose letters about which topic such a link ends; None when it is forged."""
    opened = ((topic, links.unseal(f"unsubscribe {topic}", token)) for topic in TOPICS)
    topic, user_id = next(((topic, number) for topic, number in opened if number is not None), ("", 0))
    user = people.by_id(user_id or 0)
    return (user, topic) if user is not None else None
