"""Which accepted places are over: placements know, and stand above. `board/handlers.py` introduces them."""

from collections.abc import Callable, Collection

Finder = Callable[[int], Collection[int]]
"""Asked with the number of a student; answers the numbers of applications whose place is over."""

_finders: list[Finder] = []


def find_with(finder: Finder) -> None:
    """Ask this finder from now on."""
    _finders[:] = [finder]


def over_of(student_id: int) -> Collection[int]:
    """The applications of a student whose place is over."""
    return _finders[0](student_id) if _finders else ()
