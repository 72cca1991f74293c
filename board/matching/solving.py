"""One run: the wishes in, who got whom out."""

from collections import Counter
from dataclasses import dataclass

from board.matching import acceptance, arrays, market, offers
from board.matching.acceptance import NOBODY
from board.matching.market import Market
from board.matching.wishes import Pairs, Preferences

MANY = 50_000
"""Above so many mentees the first rounds are done for all at once, in arrays."""


@dataclass(frozen=True)
class MatchOutcome:
    """What a run gives: who is with whom (pins too), who is without, and which places nobody took."""

    pairs: dict[str, str]
    unmatched: list[str]
    open_places: dict[str, int]


def solve(numbered: Market) -> list[int]:
    """The number of the choice that each mentee holds in the end, or `NOBODY`: by the solver that fits the market."""
    if numbered.has_offers:
        return offers.solve(numbered)
    if len(numbered.mentees) > MANY:
        return arrays.solve(numbered)
    return acceptance.solve(numbered)


def run(wishes: Preferences) -> MatchOutcome:
    """Match. The same wishes give the same outcome on any machine."""
    numbered = market.build(wishes)
    return outcome(wishes, numbered, solve(numbered))


def outcome(wishes: Preferences, numbered: Market, has: list[int]) -> MatchOutcome:
    """From numbers back to names, in the order of names."""
    by_key = dict(wishes.pins)
    by_key |= {
        mentee: numbered.choices[choice]
        for mentee, choice in zip(numbered.mentees, has, strict=True)
        if choice != NOBODY
    }
    pairs = dict(sorted(by_key.items()))
    return MatchOutcome(pairs, sorted(set(wishes.mentees) - set(pairs)), open_places(wishes, pairs))


def open_places(wishes: Preferences, pairs: Pairs) -> dict[str, int]:
    """Places that nobody took, for each choice that has some; an offer has no more than its mentor has left."""
    taken = Counter(pairs.values())
    taken_of = Counter(wishes.mentor_of(choice) for choice in pairs.values())
    left = {}
    for choice in wishes.all_choices():
        mentor = wishes.mentor_of(choice)
        capacity = 0 if wishes.mentors[mentor].closed else wishes.mentors[mentor].capacity
        left[choice] = min(wishes.places_of(choice) - taken[choice], capacity - taken_of[mentor])
    return {choice: places for choice, places in left.items() if places > 0}
