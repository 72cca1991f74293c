"""Telling people about a round."""

from collections.abc import Iterable

from board.accounts.models import User
from board.match_rounds import notifications
from board.match_rounds.models import MatchRound
from board.notices.actions import notify


def notify_all(users: Iterable[User], match_round: MatchRound, what: str, *, occasion: str = "") -> int:
    """`what` is a key of `news`; where an occasion is named, each of them is told once for it.

    Answers how many were told.
    """
    once = f"round:{match_round.id}:{what}:{occasion}" if occasion else ""
    words, href = notifications.words(what, match_round), f"/match-rounds/{match_round.id}"
    ids = {"round_id": match_round.id, "what": what}
    return sum(notify(user, "round-news", once=once, words=words, href=href, **ids) for user in dict.fromkeys(users))
