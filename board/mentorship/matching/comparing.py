"""Figures of a result, and what changes between two."""

from collections import Counter
from dataclasses import dataclass

from board.mentorship.matching.wishes import Pairs, Wishes


def rank(wishes: Wishes, mentee: str, got: str | None) -> int | None:
    """Which choice it is, 1 for the first; None without one, or when it is not on the list."""
    choices = wishes.mentees[mentee].choices
    return choices.index(got) + 1 if got in choices else None


def ranks(wishes: Wishes, pairs: Pairs) -> dict[int, int]:
    """How many mentees got their first choice, their second, and so on."""
    found = Counter(rank(wishes, mentee, choice) for mentee, choice in pairs.items())
    return {place: found[place] for place in sorted(one for one in found if one is not None)}


def loads(wishes: Wishes, pairs: Pairs) -> dict[str, tuple[int, int]]:
    """Mentor → mentees given and places there are."""
    given = Counter(wishes.mentor_of(choice) for choice in pairs.values())
    return {name: (given[name], one.capacity) for name, one in sorted(wishes.mentors.items())}


@dataclass(frozen=True)
class Move:
    """One mentee whose result differs between two runs."""

    mentee: str
    before: str | None
    after: str | None
    goes: str
    """`up` to something they wanted more, `down`, or `aside` where their list does not tell."""


def moves(wishes: Wishes, before: Pairs, after: Pairs) -> list[Move]:
    """Who is placed differently, judged by the lists in `wishes`."""
    changed = [name for name in sorted(wishes.mentees) if before.get(name) != after.get(name)]
    return [Move(name, before.get(name), after.get(name), _goes(wishes, name, before, after)) for name in changed]


def _goes(wishes: Wishes, name: str, before: Pairs, after: Pairs) -> str:
    was, becomes = _depth(wishes, name, before.get(name)), _depth(wishes, name, after.get(name))
    if was is None or becomes is None or was == becomes:
        return "aside"
    return "up" if becomes < was else "down"


def _depth(wishes: Wishes, name: str, got: str | None) -> int | None:
    """Nothing at all comes below everything on the list; what is not on the list cannot be compared."""
    return len(wishes.mentees[name].choices) + 1 if got is None else rank(wishes, name, got)
