"""What has to be settled before two accounts become one: what is under way and acts by itself, or has no room.

Whatever is under way of one account would go on for the other, whose person never asked for it. What waits for somebody
to decide, such as an application or a request for a correction, goes over and waits there. The slices above say what is
under way of theirs here; `board/handlers.py` introduces them.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from board.accounts.models import User
from board.accounts.queries import erasure_request as erasure_request_queries


@dataclass(frozen=True)
class MergeObstacle:
    """One reason, with the page on which it is settled."""

    sentence: str
    href: str


Finder = Callable[[User, User], Iterable[MergeObstacle]]

_finders: dict[str, Finder] = {}


def find_with(name: str, finder: Finder) -> None:
    """Ask this finder too, from now on; a name has one."""
    _finders[name] = finder


def between(target: User, source: User) -> list[MergeObstacle]:
    """Everything that is to be settled first."""
    others = (obstacle for finder in _finders.values() for obstacle in finder(target, source))
    return [*_erasures(target, source), *others]


def _erasures(*users: User) -> Iterator[MergeObstacle]:
    for user in users:
        if erasure_request_queries.open_of(user.id) is not None:
            yield MergeObstacle(
                f"{user.name} ({user.email}) is going to be erased, and the other account would be with it. Have "
                "that stopped first, or let it come to its end.",
                "/office/erasures",
            )
