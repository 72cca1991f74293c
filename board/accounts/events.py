"""What happens to accounts and concerns other slices."""

from dataclasses import dataclass

from board.kernel.events import Event


@dataclass(frozen=True)
class AccountSuspended(Event):
    """A coordinator closed an account for a while."""

    user_id: int


@dataclass(frozen=True)
class AccountErased(Event):
    """An account is closed for good, and what it holds is about to be erased. Nobody brings it back."""

    user_id: int


@dataclass(frozen=True)
class DirectoryHoldChanged(Event):
    """The school may no longer, or again, tell others that somebody is here."""

    user_id: int


@dataclass(frozen=True)
class PersonChanged(Event):
    """Others find somebody else here now: by another name, or what belongs to the account went over or came back."""

    user_id: int


@dataclass(frozen=True)
class AccountsParted(Event):
    """A merge is undone: what came of both while they were one belongs to neither. Handled where it is undone."""

    merge_id: int


@dataclass(frozen=True)
class AccountRestored(Event):
    """A suspended account is open again."""

    user_id: int
