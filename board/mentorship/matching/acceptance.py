"""Deferred acceptance: mentees ask, mentors hold on to the best who asked so far.

Gale and Shapley 1962, with capacities as in the residency match since 1998 (Roth and Peranson 1999), without couples.
The result is stable, it is the best stable one for every mentee at once, and no mentee gains by ranking untruthfully
(Dubins and Freedman 1981; Roth 1982). It does not depend on who asks first.
"""

from collections.abc import Iterable, MutableSequence, Sequence
from heapq import heappush, heapreplace

from board.mentorship.matching.market import Market

NOBODY = -1


def solve(market: Market) -> list[int]:
    """The number of the choice that each mentee holds in the end, or `NOBODY`.

    O(E log c) for E listed pairs and c places.
    """
    held: list[list[int]] = [[] for _ in market.choices]
    starts = market.starts.tolist()
    settle(market, range(len(market.mentees)), starts[:-1], starts[1:], held)
    return holders(held, len(market.mentees))


def settle(
    market: Market,
    free: Iterable[int],
    position: MutableSequence[int],
    ends: Sequence[int],
    held: list[list[int]],
) -> None:
    """Let each free mentee ask down the list until held; whoever is displaced asks on from where they stood.

    `held[j]` is a heap of merits: its first is the weakest whom choice j holds, and the first to go.
    """
    listed, merits = market.listed.data, market.merits.data
    places, people = market.places.tolist(), len(market.mentees)
    for mentee in free:
        while (entry := position[mentee]) < ends[mentee]:
            position[mentee] = entry + 1
            choice, merit = listed[entry], merits[entry]
            heap = held[choice]
            if len(heap) < places[choice]:
                heappush(heap, merit)
                break
            if heap and merit > heap[0]:
                mentee = heapreplace(heap, merit) % people


def holders(held: Iterable[Iterable[int]], people: int) -> list[int]:
    """From what each choice holds to what each mentee has."""
    has = [NOBODY] * people
    for choice, merits in enumerate(held):
        for merit in merits:
            has[merit % people] = choice
    return has
