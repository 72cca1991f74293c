"""Deferred acceptance where a mentor makes several offers under one overall limit.

The student-optimal algorithm for student-project allocation with preferences over students, SPA-S (Abraham, Irving and
Manlove 2007): stable, best for every mentee among all stable results, safe to answer truthfully.
"""

from bisect import insort

from board.matching.acceptance import holders
from board.matching.market import Market


def solve(market: Market) -> list[int]:
    """The number of the offer that each mentee holds in the end, or `acceptance.NOBODY`."""
    people = len(market.mentees)
    position, ends = market.starts[:-1], market.starts[1:]
    places = _Places(market)
    for mentee in range(people):
        asking: int | None = mentee
        while asking is not None and position[asking] < ends[asking]:
            entry = position[asking]
            position[asking] += 1
            gone = places.consider(market.listed[entry], market.merits[entry])
            asking = None if gone is None else gone % people
    return holders(places.held, people)


class _Places:
    """Whom each offer holds, and whom each mentor holds over all offers: merits, weakest first."""

    def __init__(self, market: Market) -> None:
        self.places, self.limits = market.places, market.limits
        self.owners = market.owners
        self.held: list[list[int]] = [[] for _ in self.places]
        self.over_all: list[list[int]] = [[] for _ in self.limits]
        self.offers_of: list[list[int]] = [[] for _ in self.limits]
        for offer, owner in enumerate(self.owners):
            self.offers_of[owner].append(offer)

    def consider(self, offer: int, merit: int) -> int | None:
        """Hold the one who asks if there is room or somebody weaker. Answers the merit of whoever goes without."""
        owner = self.owners[offer]
        insort(self.held[offer], merit)
        insort(self.over_all[owner], merit)
        if len(self.held[offer]) > self.places[offer]:
            return self._reject(offer, owner)
        if len(self.over_all[owner]) > self.limits[owner]:
            return self._reject(self._weakest_at(owner), owner)
        return None

    def _weakest_at(self, owner: int) -> int:
        """The offer that holds the weakest of all whom the mentor holds."""
        weakest = self.over_all[owner][0]
        return next(offer for offer in self.offers_of[owner] if self.held[offer][:1] == [weakest])

    def _reject(self, offer: int, owner: int) -> int:
        merit = self.held[offer].pop(0)
        self.over_all[owner].remove(merit)
        return merit
