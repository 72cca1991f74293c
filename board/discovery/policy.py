"""Whose saved searches are whose."""

from board.accounts.models import User
from board.discovery.models import SavedSearch
from board.kernel.verdict import YES, Verdict, hidden


def may_change(user: User, search: SavedSearch) -> Verdict:
    """A saved search is its owner's; for everybody else it is not there."""
    return YES if search.user_id == user.id else hidden()
