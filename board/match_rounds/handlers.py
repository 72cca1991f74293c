"""What match rounds do about accounts that are suspended and opened again."""

from collections.abc import Iterator
from datetime import datetime

from board.accounts.events import AccountErased, AccountRestored, AccountSuspended
from board.kernel import lifecycle
from board.match_rounds.models import RoundState
from board.match_rounds.queries import round as round_queries
from board.match_rounds.queries import waitlist as waitlist_queries


def exclude(event: AccountSuspended | AccountErased, now: datetime) -> Iterator[str]:
    """No run counts them, as long as the account is closed; what is held for them goes to the next."""
    for match_round in round_queries.unanswered_with(event.user_id):
        yield f"The match round “{match_round.title}” runs without them.{_made_before(match_round.state)}"
    for offer in waitlist_queries.offered_to(event.user_id):
        lifecycle.move(offer, "lapse", by=None, now=now)
        yield f"The spot held for them in “{offer.round.title}” goes to the next who waits."


def include_again(event: AccountRestored, _now: datetime) -> Iterator[str]:
    """They are counted again, with the list they had."""
    for match_round in round_queries.unanswered_with(event.user_id):
        yield f"The match round “{match_round.title}” counts them again.{_made_before(match_round.state)}"


def _made_before(state: RoundState) -> str:
    return " The result that was proposed was made before: run it anew." if state is RoundState.PROPOSED else ""
