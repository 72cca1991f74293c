"""Conflicts of interest that the system itself knows of: whoever knows of some says so here.

Applying and choosing stands below mentoring and whatever else binds people to each other, so those bring their finders
to it; `board/handlers.py` introduces them.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class ConflictOfInterest:
    """Why somebody should not judge one application. `hides`: the file and its scores are closed to them."""

    application_id: int
    person_id: int
    words: str
    hides: bool


Found = tuple[int, int, str]
"""A student, a person of the posting, and what lies between them, as a clause: `mentors this student`."""
Finder = Callable[[Collection[int], Collection[int]], Iterable[Found]]
"""Asked with the numbers of students and of people; answers the pairs it knows, with one query for them all."""

_finders: dict[str, Finder] = {}


def find_with(name: str, finder: Finder) -> None:
    """Ask this finder too, from now on; a name has one."""
    _finders[name] = finder


def known(students: Collection[int], people: Collection[int]) -> Iterable[Found]:
    """What all finders know together."""
    return (
        [matches for finder in _finders.values() for matches in finder(students, people)] if students and people else []
    )
