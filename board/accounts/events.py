"""What happens to accounts and concerns other slices."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AccountSuspended:
    """A coordinator closed an account for a while."""

    user_id: int


@dataclass(frozen=True)
class AccountRestored:
    """A suspended account is open again."""

    user_id: int
