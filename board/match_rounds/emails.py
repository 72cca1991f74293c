"""Emails about a round: one sentence and the way to it."""

from board.accounts import queries as account_queries
from board.match_rounds import notifications
from board.match_rounds.queries import round as round_queries
from board.notices.models import Topic
from board.web.emails import Context, declare_email, link


@declare_email(
    "round-news",
    name="News of a match round",
    audience="Whoever takes part in the round, and its coordinators",
    topic=Topic.MENTOR,
    subject="{headline}",
)
def round_news(user_id: int, round_id: int, what: str) -> Context | None:
    """What has happened in the round."""
    user, match_round = account_queries.by_id(user_id), round_queries.by_id(round_id)
    if user is None or match_round is None:
        return None
    return {
        "headline": notifications.subject(what, match_round),
        "user": user,
        "words": notifications.words(what, match_round),
        "href": link("match_rounds.show", round_id=round_id),
    }
