"""Who judges whom elsewhere in the school: whoever knows says so here.

A mentor has no part in judging the mentee. Choosing and placements know who reviews and who supervises a student;
`board/handlers.py` introduces them, as none of them may know of mentoring.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

Finder = Callable[[Collection[int]], Iterable[tuple[int, int]]]
"""Asked with the numbers of students; answers each with the number of somebody who judges them now."""

_finders: dict[str, Finder] = {}


def find_with(name: str, finder: Finder) -> None:
    """Ask this finder too, from now on; a name has one."""
    _finders[name] = finder


def of(students: Collection[int]) -> dict[int, set[int]]:
    """Number of a student → whoever judges them now."""
    by_key: dict[int, set[int]] = defaultdict(set)
    for finder in _finders.values() if students else ():
        for student, person in finder(students):
            by_key[student].add(person)
    return by_key
