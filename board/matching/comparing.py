"""Figures of a result, and what changes between two."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from board.matching.wishes import Pairs, Preferences

Key = TypeVar("Key", str, tuple[str, str])


def rank(wishes: Preferences, mentee: str, got: str | None) -> int | None:
    """Which choice it is, 1 for the first; None without one, or when it is not on the list."""
    choices = wishes.mentees[mentee].choices
    return choices.index(got) + 1 if got in choices else None


def ranks(wishes: Preferences, pairs: Pairs) -> dict[int, int]:
    """How many mentees got their first choice, their second, and so on."""
    counts = Counter(rank(wishes, mentee, choice) for mentee, choice in pairs.items())
    return {place: counts[place] for place in sorted(number for number in counts if number is not None)}


def loads(wishes: Preferences, pairs: Pairs) -> dict[str, tuple[int, int]]:
    """Mentor → mentees given and places there are."""
    given = Counter(wishes.mentor_of(choice) for choice in pairs.values())
    return {name: (given[name], mentor.capacity) for name, mentor in sorted(wishes.mentors.items())}


@dataclass(frozen=True)
class Move:
    """One mentee whose result differs between two runs."""

    mentee: str
    before: str | None
    after: str | None
    goes: str
    """`up` to something they wanted more, `down`, or `aside` where their list does not tell."""


def moves(wishes: Preferences, before: Pairs, after: Pairs) -> list[Move]:
    """Who is placed differently, judged by the lists in `wishes`."""
    changed = [name for name in sorted(wishes.mentees) if before.get(name) != after.get(name)]
    return [Move(name, before.get(name), after.get(name), _goes(wishes, name, before, after)) for name in changed]


def _goes(wishes: Preferences, name: str, before: Pairs, after: Pairs) -> str:
    was, becomes = _depth(wishes, name, before.get(name)), _depth(wishes, name, after.get(name))
    if was is None or becomes is None or was == becomes:
        return "aside"
    return "up" if becomes < was else "down"


@dataclass(frozen=True)
class Changes:
    """What the input of one run holds otherwise than another's, by name."""

    mentees: list[str]
    """New, gone, or with another list."""
    mentors: list[str]
    """New, gone, closed, or with other places or tiers."""
    pins: list[str]
    """Mentees who are fixed otherwise."""
    exclusions: list[tuple[str, str]]


def changes(before: Preferences, after: Preferences) -> Changes:
    """Compare two inputs."""
    return Changes(
        _differing(before.mentees, after.mentees),
        _differing(before.mentors, after.mentors),
        _differing(before.pins, after.pins),
        _differing(before.exclusions, after.exclusions),
    )


def _differing(before: Mapping[Key, object], after: Mapping[Key, object]) -> list[Key]:
    return sorted(key for key in {**before, **after} if before.get(key) != after.get(key))


def _depth(wishes: Preferences, name: str, got: str | None) -> int | None:
    """Nothing at all comes below everything on the list; what is not on the list cannot be compared."""
    return len(wishes.mentees[name].choices) + 1 if got is None else rank(wishes, name, got)
