"""Letters about a round: one sentence and the way to it."""

from board.accounts import queries as people
from board.kernel.post import Draft
from board.rounds import news
from board.rounds.queries import rounds as queries
from board.web.letters import link, word


def of_round(user_id: int, round_id: int, what: str) -> Draft | None:
    """What has happened in the round."""
    user, match_round = people.by_id(user_id), queries.by_id(round_id)
    if user is None or match_round is None:
        return None
    return word(
        "round-news",
        news.subject(what, match_round),
        user=user,
        words=news.words(what, match_round),
        href=link("rounds.show", round_id=round_id),
    )
