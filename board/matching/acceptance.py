"""Deferred acceptance: mentees ask, mentors hold on to the best who asked so far.

Gale and Shapley 1962, with capacities as in the residency match since 1998 (Roth and Peranson 1999), without couples.
The result is stable, it is the best stable one for every mentee at once, and no mentee gains by ranking untruthfully
(Dubins and Freedman 1981; Roth 1982). It does not depend on who asks first.
"""

from collections.abc import Iterable
from heapq import heappush, heapreplace

from board.matching.market import Market

NOBODY = -1
ANY_IS_ENOUGH, NONE_IS_ENOUGH = -1, 1 << 62


def solve(market: Market) -> list[int]:
    """The number of the choice that each mentee holds in the end, or `NOBODY`.

    O(E log c) for E listed pairs and c places.
    """
    taken: list[list[int]] = [[] for _ in market.choices]
    settle(market, range(len(market.mentees)), market.starts[:-1], taken)
    return holders(taken, len(market.mentees))


def settle(market: Market, free: Iterable[int], position: list[int], taken: list[list[int]]) -> None:
    """Let each free mentee ask down the list until held; whoever is displaced asks on from where they stood.

    `held[j]` is a heap of merits: its first is the weakest whom choice j holds, and the first to go.
    """
    listed, merits, places, people = market.listed, market.merits, market.places, len(market.mentees)
    to_beat = [_to_beat(heap, room) for heap, room in zip(taken, places, strict=True)]
    for mentee in free:
        entry, end = position[mentee], market.starts[mentee + 1]
        while entry < end:
            choice, merit = listed[entry], merits[entry]
            entry += 1
            if merit > to_beat[choice]:
                position[mentee] = entry
                heap = taken[choice]
                if len(heap) < places[choice]:
                    heappush(heap, merit)
                    to_beat[choice] = _to_beat(heap, places[choice])
                    break
                mentee = heapreplace(heap, merit) % people
                to_beat[choice] = heap[0]
                entry, end = position[mentee], market.starts[mentee + 1]


def _to_beat(heap: list[int], places: int) -> int:
    """The merit above which somebody new is held: anybody's while there is room, nobody's where there are no places."""
    if not places:
        return NONE_IS_ENOUGH
    return heap[0] if len(heap) == places else ANY_IS_ENOUGH


def holders(taken: Iterable[Iterable[int]], people: int) -> list[int]:
    """From what each choice holds to what each mentee has."""
    has = [NOBODY] * people
    for choice, merits in enumerate(taken):
        for merit in merits:
            has[merit % people] = choice
    return has
