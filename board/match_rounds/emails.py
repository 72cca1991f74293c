"""Emails about a round: one sentence and the way to it."""

from board.accounts import queries as account_queries
from board.kernel.mail import EmailContent
from board.match_rounds import notifications
from board.match_rounds.queries import round as round_queries
from board.web.emails import link, word


def of_round(user_id: int, round_id: int, what: str) -> EmailContent | None:
    """What has happened in the round."""
    user, match_round = account_queries.by_id(user_id), round_queries.by_id(round_id)
    if user is None or match_round is None:
        return None
    return word(
        "round-news",
        notifications.subject(what, match_round),
        user=user,
        words=notifications.words(what, match_round),
        href=link("match_rounds.show", round_id=round_id),
    )
