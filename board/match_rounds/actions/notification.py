"""Telling people about a round, each of them once."""

from collections.abc import Iterable

from board.accounts.models import User
from board.match_rounds import notifications
from board.match_rounds.models import MatchRound
from board.notices.actions import notify


def notify_all(users: Iterable[User], match_round: MatchRound, what: str, *, step: str = "") -> None:
    """`what` is a key of `news`; `step` tells one of a kind from the next."""
    words, href = notifications.words(what, match_round), f"/match-rounds/{match_round.id}"
    for user in users:
        key = f"round:{match_round.id}:{what}{step}"
        notify(user, "round-news", key=key, words=words, href=href, round_id=match_round.id, what=what)
