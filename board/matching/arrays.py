"""Deferred acceptance for very many: all free mentees ask in the same round, in numpy; the last few go on singly.

Equal to `acceptance.solve`, because the order of asking changes nothing. Rounds are quick while many ask at once and
slow on a long chain of displacements, so they hand over to the heaps when few are free.
"""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from board.matching.acceptance import holders, settle
from board.matching.market import Market

Numbers = npt.NDArray[np.int64]

FEW = 0.02
"""The share of free mentees at which the heaps take over."""
ROUNDS = 200
EMPTY = -1


def solve(market: Market) -> list[int]:
    """The same as `acceptance.solve`."""
    people = len(market.mentees)
    rounds = _Rounds(market)
    free = np.arange(people)
    for _ in range(ROUNDS):
        if len(free) <= FEW * people:
            break
        free = rounds.ask(free)
    taken = rounds.heaps()
    settle(market, free.tolist(), rounds.position.tolist(), taken)
    return holders(taken, people)


class _Rounds:
    """Where each mentee stands in the list, and whom each choice holds: its slots, weakest first."""

    def __init__(self, market: Market) -> None:
        self.people = len(market.mentees)
        numbers = (market.listed, market.merits, market.places, market.starts)
        self.listed, self.merits, self.places, starts = (np.array(row, np.int64) for row in numbers)
        self.position, self.ends = starts[:-1].copy(), starts[1:]
        self.first_slot = np.concatenate(([0], np.cumsum(self.places)))
        self.slots = np.full(int(self.first_slot[-1]), EMPTY, np.int64)
        self.span = int(self.merits.max(initial=0)) + 2

    def ask(self, free: Numbers) -> Numbers:
        """One round: each free mentee asks for the next choice. Answers who is free after it and has a list left."""
        free = free[self.position[free] < self.ends[free]]
        entries = self.position[free]
        self.position[free] += 1
        choices, merits = self.listed[entries], self.merits[entries]
        heard = self.places[choices] > 0
        heard[heard] = merits[heard] > self.slots[self.first_slot[choices[heard]]]
        displaced = self._hold(choices[heard], merits[heard])
        return np.concatenate((free[~heard], displaced))

    def _hold(self, choices: Numbers, merits: Numbers) -> Numbers:
        """Each choice keeps the best of those it holds and those who ask. Answers the mentees who must go."""
        touched = np.unique(choices)
        places = self.places[touched]
        before = np.cumsum(places) - places
        slots = np.repeat(self.first_slot[touched] - before, places) + np.arange(int(places.sum()))
        rivals = np.concatenate((np.repeat(touched, places), choices)) * self.span
        rivals += np.concatenate((self.slots[slots], merits)) + 1
        rivals.sort()
        count = np.bincount(np.searchsorted(touched, rivals // self.span), minlength=len(touched))
        from_best = np.repeat(np.cumsum(count), count) - np.arange(len(rivals))
        values = from_best <= np.repeat(places, count)
        merits = rivals % self.span - 1
        self.slots[slots] = merits[values]
        gone: Numbers = merits[~values]
        mentees: Numbers = gone[gone != EMPTY] % self.people
        return mentees

    def heaps(self) -> list[list[int]]:
        """What is held, as `acceptance.settle` wants it: an ascending list is a heap."""
        slots, edges = self.slots.tolist(), self.first_slot.tolist()
        return [[merit for merit in slots[first:last] if merit != EMPTY] for first, last in pairwise(edges)]
