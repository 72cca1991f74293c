"""What becomes of copies of data when two accounts that were one are two again."""

from datetime import datetime

from board.accounts.events import AccountsParted
from board.accounts.queries import merge as merge_queries
from board.rights.actions import data_copy as data_copy_actions


def drop_copies_of_both(event: AccountsParted, _now: datetime) -> None:
    """A copy that was made while they were one holds what is the other's."""
    merged = merge_queries.merge_by_id(event.merge_id)
    if merged is not None:
        data_copy_actions.drop_since(merged.kept_id, merged.at)
