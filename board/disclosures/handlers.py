"""What the record of disclosures does about accounts that were one for a while and are two again."""

from datetime import datetime

from board.accounts.events import AccountsParted
from board.accounts.queries import merge as merge_queries
from board.disclosures import actions


def tell_both(event: AccountsParted, now: datetime) -> None:
    """What was shown meanwhile of one was shown of the other too, and each may have seen what is the other's."""
    merged = merge_queries.merge_by_id(event.merge_id)
    if merged is not None:
        actions.note_merge(merged, now=now)
