"""What a person has to settle before they can be erased, because it would break something for others.

The slices above know it and say so here; `board/handlers.py` introduces them. One that is not to be told to the person
is undisclosed: the office sees that there is one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from board.accounts.models import User


@dataclass(frozen=True)
class ErasureObstacle:
    """One reason and what to do first, with the page on which it is done and what that page is called."""

    sentence: str
    words: str
    href: str
    """Where the person does it, or sees who can."""
    office_href: str
    """Where the office does it."""


Finder = Callable[[Sequence[User]], Iterable[tuple[User, ErasureObstacle]]]
"""Answers what stands in the way of whom, of everybody at once: a list of many asks each finder one time."""

_obstacles: dict[str, Finder] = {}
_undisclosed: dict[str, Callable[[User], bool]] = {}


def find_with(name: str, finder: Finder) -> None:
    """Ask this finder too, from now on; a name has one."""
    _obstacles[name] = finder


def find_undisclosed_with(name: str, stands: Callable[[User], bool]) -> None:
    """Ask this one as well, whether the school has to keep everything for now; the person is not told why."""
    _undisclosed[name] = stands


def of(user: User) -> list[ErasureObstacle]:
    """Everything that the person can settle."""
    return of_each([user])[user.id]


def of_each(users: Sequence[User]) -> dict[int, list[ErasureObstacle]]:
    """The same of each of them, by their number."""
    obstacles: dict[int, list[ErasureObstacle]] = {user.id: [] for user in users}
    for finder in _obstacles.values() if users else ():
        for user, obstacle in finder(users):
            obstacles[user.id].append(obstacle)
    return obstacles


def has_undisclosed(user: User) -> bool:
    """Must the school keep everything for now?"""
    return any(stands(user) for stands in _undisclosed.values())
