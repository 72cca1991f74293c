"""Finding people, their roles and their sessions."""

from board.accounts.queries.account import (
    PER_PAGE,
    STANDINGS,
    by_email,
    by_id,
    directory,
    first_coordinator,
    holding,
    names,
)
from board.accounts.queries.role import count_roles, waiting_for_role

__all__ = [
    "PER_PAGE",
    "STANDINGS",
    "by_email",
    "by_id",
    "count_roles",
    "directory",
    "first_coordinator",
    "holding",
    "names",
    "waiting_for_role",
]
