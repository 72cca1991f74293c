"""What a person has to settle before they can be erased, because it would break something for others.

The slices above know it and say so here; `board/handlers.py` introduces them. One that is not to be told to the person
is a hold: the office sees that there is one.
"""

from collections.abc import Callable, Iterable

from board.accounts.models import User

Finder = Callable[[User], Iterable[str]]
"""Answers sentences: what stands in the way, and what to do first."""

_obstacles: dict[str, Finder] = {}
_holds: dict[str, Callable[[User], bool]] = {}


def find_with(name: str, finder: Finder) -> None:
    """Ask this finder too, from now on; a name has one."""
    _obstacles[name] = finder


def hold_with(name: str, holds: Callable[[User], bool]) -> None:
    """Ask this one as well, whether the school has to keep everything for now; the person is not told why."""
    _holds[name] = holds


def of(user: User) -> list[str]:
    """Everything that the person can settle, in sentences."""
    return [sentence for finder in _obstacles.values() for sentence in finder(user)]


def is_held(user: User) -> bool:
    """Must the school keep everything for now?"""
    return any(holds(user) for holds in _holds.values())
