"""What postings do about accounts that are suspended and opened again."""

from collections.abc import Iterator
from datetime import datetime

from board.accounts.events import AccountErased, AccountRestored, AccountSuspended
from board.kernel.lifecycle import may_move
from board.kernel.wording import listed
from board.opportunities import actions, queries
from board.opportunities.policy import OWNERS, has_owner


def hold_postings(event: AccountSuspended | AccountErased, now: datetime) -> Iterator[str]:
    """What nobody else owns leaves the board; what somebody else owns too stays with them."""
    for opportunity in queries.owned_by(event.user_id):
        if has_owner(opportunity):
            others = [
                person.user.name for person in opportunity.people if person.part in OWNERS and person.user.is_active
            ]
            yield f"“{opportunity.title}” stays on the board with {listed(others)}."
        elif may_move(opportunity, "hold"):
            actions.hold(opportunity, now=now)
            yield (
                f"“{opportunity.title}” is on hold: it leaves the board and takes no applications until the office "
                "gives it another owner."
            )


def release_postings(event: AccountRestored, now: datetime) -> Iterator[str]:
    """What was put on hold has its owner again."""
    for opportunity in queries.owned_by(event.user_id):
        if may_move(opportunity, "release"):
            actions.release(opportunity, now=now)
            yield f"“{opportunity.title}” is on the board again."
