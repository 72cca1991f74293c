"""Assigning reviewers to applications: as evenly as conflicts allow, the same each time from the same seed. Pure."""

from collections import Counter, deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

Pair = tuple[int, int]
"""The number of an application, and of a reviewer."""


@dataclass(frozen=True)
class KnownPairs:
    """What is known of applications and reviewers before they are assigned."""

    barred: Collection[Pair] = ()
    """Conflicts."""
    scored: Collection[Pair] = ()
    """They stay."""
    assigned: Collection[Pair] = ()
    """They stay too, unless evenness needs them to move."""


def assign(
    applications: Sequence[int],
    reviewers: Sequence[int],
    each: int,
    *,
    known: KnownPairs,
    seed: int,
) -> set[Pair]:
    """Who reads what: `each` reviewers for every application, or all who may where fewer may.

    The loads of two reviewers differ by more than one only where the conflicts leave no other way.
    """
    chance = Random(seed)  # noqa: S311 (a lottery that anybody can repeat, not a secret)
    order, people = sorted(applications), sorted(reviewers)
    chance.shuffle(order)
    chance.shuffle(people)
    barred, fixed = set(known.barred), set(known.scored)
    assigned = fixed | {pair for pair in known.assigned if pair not in barred}
    load = Counter(reviewer for _, reviewer in assigned)
    for application in order:
        lacking = each - sum((application, person) in assigned for person in people)
        free = [
            person for person in people if (application, person) not in assigned and (application, person) not in barred
        ]
        for reviewer in sorted(free, key=lambda number: load[number])[: max(lacking, 0)]:
            assigned.add((application, reviewer))
            load[reviewer] += 1
    while _even_out(assigned, fixed, barred, order, people):
        pass
    return assigned


def _even_out(assigned: set[Pair], fixed: set[Pair], barred: set[Pair], order: list[int], people: list[int]) -> bool:
    """Hand applications on along the shortest chain from a reviewer with more to one with at least two fewer.

    When no such chain exists from anybody, no other assignment is more even; this is how a maximum flow is found.
    """
    load = Counter(reviewer for _, reviewer in assigned)
    for start in sorted(people, key=lambda number: -load[number]):
        came: dict[int, Pair] = {}
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            if load[here] <= load[start] - 2:
                _hand_on(assigned, came, start, here)
                return True
            for application in order:
                if (application, here) not in assigned or (application, here) in fixed:
                    continue
                for other in people:
                    pair = (application, other)
                    if other != start and other not in came and pair not in assigned and pair not in barred:
                        came[other] = (application, here)
                        waiting.append(other)
    return False


def _hand_on(assigned: set[Pair], came: dict[int, Pair], start: int, end: int) -> None:
    """Move one application along each link of the chain, from its end back to its start."""
    while end != start:
        application, giver = came[end]
        assigned.remove((application, giver))
        assigned.add((application, end))
        end = giver
