"""Why each mentee got this choice and none of those they wanted more: a proof, one code per missed choice.

A code names nobody, and tells neither how a mentor sorted others nor what others wished. `recompute` derives every code
again from the frozen wishes, by names and definitions where `explain` uses the solver's numbers.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum

from board.matching.checking import Comparison, Key
from board.matching.market import Market
from board.matching.wishes import Pairs, Preferences, draw


class Code(StrEnum):
    """Why a choice was missed."""

    FULL_TIER = "full-tier"
    """Every place went to somebody in a better tier."""
    FULL_LOTTERY = "full-lottery"
    """The last place went to somebody in the same tier who comes earlier in the draw."""
    NOT_ACCEPTED = "not-accepted"
    """The mentor did not offer a place."""
    EXCLUDED = "excluded"
    """A rule keeps the two apart; the rule is named."""
    CLOSED = "closed"
    """The mentor paused, withdrew, or has no places."""
    RESERVED = "reserved"
    """The coordinator had given every place beforehand."""


class NoReason(ValueError):
    """A choice was missed although nothing stood in the way: the result is not stable."""


@dataclass(frozen=True)
class MissedChoice:
    """One choice that the mentee wanted more than what they got."""

    choice: str
    code: Code
    rule: str = ""
    own_place: int | None = None
    """The mentee's place in the draw, 1 first; told with FULL_LOTTERY."""
    last_place: int | None = None
    """The place in the draw of whoever got the last place; told with FULL_LOTTERY."""


@dataclass(frozen=True)
class Proof:
    """What one mentee is told."""

    mentee: str
    got: str | None
    rank: int | None
    """Which choice that is, 1 for the first; None without one, or when it is not on the list."""
    pinned: bool
    missed: tuple[MissedChoice, ...]


def explain(wishes: Preferences, market: Market, has: list[int]) -> dict[str, Proof]:
    """The proof of every mentee, from the numbers the solver ran on."""
    cuts = _Cuts(market, has)
    number_of = {name: number for number, name in enumerate(market.choices)}
    proofs = {}
    for number, mentee in enumerate(market.mentees):
        merits = market.merits_of(number)
        got = market.choices[has[number]] if has[number] >= 0 else wishes.pins.get(mentee)
        missed = tuple(
            _barred(wishes, mentee, choice) or cuts.missed(choice, number_of[choice], merits.get(number_of[choice]))
            for choice in _missed_choices(wishes, mentee, got)
        )
        proofs[mentee] = _proof(wishes, mentee, got, missed)
    return proofs


def _missed_choices(wishes: Preferences, mentee: str, got: str | None) -> tuple[str, ...]:
    """What stands above the result. A pin is the coordinator's doing, and no mentor's: it misses nothing."""
    if mentee in wishes.pins:
        return ()
    choices = wishes.mentees[mentee].choices
    return choices if got is None else choices[: choices.index(got)]


def _proof(wishes: Preferences, mentee: str, got: str | None, missed: tuple[MissedChoice, ...]) -> Proof:
    choices = wishes.mentees[mentee].choices
    rank = choices.index(got) + 1 if got in choices else None
    return Proof(mentee, got, rank, mentee in wishes.pins, missed)


def _barred(wishes: Preferences, mentee: str, choice: str) -> MissedChoice | None:
    """What is settled before anybody is compared."""
    mentor = wishes.mentor_of(choice)
    rule = wishes.exclusions.get((mentee, mentor))
    if rule is not None:
        return MissedChoice(choice, Code.EXCLUDED, rule)
    this_mentor = wishes.mentors[mentor]
    if this_mentor.closed or min(this_mentor.capacity, wishes.places_of(choice)) <= 0:
        return MissedChoice(choice, Code.CLOSED)
    return None


class _Cuts:
    """The weakest merit held by each choice, and by each mentor, that is full."""

    def __init__(self, market: Market, has: list[int]) -> None:
        self.people, self.market = len(market.mentees), market
        by_key: dict[int, list[int]] = defaultdict(list)
        held_of: dict[int, list[int]] = defaultdict(list)
        for mentee, choice in enumerate(has):
            if choice >= 0:
                merit = market.merits_of(mentee)[choice]
                by_key[choice].append(merit)
                held_of[market.owners[choice]].append(merit)
        self.of_choice = _weakest(by_key, market.places)
        self.of_mentor = _weakest(held_of, market.limits)

    def missed(self, choice: str, number: int, merit: int | None) -> MissedChoice:
        """Why somebody of this merit missed a choice, of this number, that nothing bars."""
        if merit is None:
            return MissedChoice(choice, Code.NOT_ACCEPTED)
        if self.is_reserved(number):
            return MissedChoice(choice, Code.RESERVED)
        cut = self.against(number, merit)
        if cut // self.people > merit // self.people:
            return MissedChoice(choice, Code.FULL_TIER)
        own, last = (self.people - number % self.people for number in (merit, cut))
        return MissedChoice(choice, Code.FULL_LOTTERY, own_place=own, last_place=last)

    def is_reserved(self, choice: int) -> bool:
        """Had pins taken every place?"""
        return not (self.market.places[choice] and self.market.limits[self.market.owners[choice]])

    def against(self, choice: int, merit: int) -> int:
        """The merit that kept this one out."""
        for cut in (self.of_choice.get(choice), self.of_mentor.get(self.market.owners[choice])):
            if cut is not None and cut > merit:
                return cut
        raise NoReason(f"{self.market.choices[choice]} had room, or held somebody weaker")


def _weakest(by_key: dict[int, list[int]], places: list[int]) -> dict[int, int]:
    return {number: min(merits) for number, merits in by_key.items() if len(merits) >= places[number]}


def recompute(wishes: Preferences, pairs: Pairs) -> dict[str, Proof]:
    """Every proof again, from names and definitions alone."""
    again = _Again(wishes, pairs)
    return {
        mentee: _proof(
            wishes,
            mentee,
            pairs.get(mentee),
            tuple(again.missed(mentee, choice) for choice in _missed_choices(wishes, mentee, pairs.get(mentee))),
        )
        for mentee in wishes.mentees
    }


class _Again:
    def __init__(self, wishes: Preferences, pairs: Pairs) -> None:
        self.wishes, self.compare = wishes, Comparison(wishes)
        self.place = {name: place for place, name in enumerate(draw(wishes), start=1)}
        self.pinned_at = Counter(wishes.pins.values())
        self.pinned_with = Counter(wishes.mentor_of(choice) for choice in wishes.pins.values())
        self.at_choice: dict[str, list[Key]] = defaultdict(list)
        self.at_mentor: dict[str, list[Key]] = defaultdict(list)
        for mentee, choice in pairs.items():
            mentor = wishes.mentor_of(choice)
            key = None if mentee in wishes.pins else self.compare.key(mentor, mentee)
            if key is not None:
                self.at_choice[choice].append(key)
                self.at_mentor[mentor].append(key)

    def missed(self, mentee: str, choice: str) -> MissedChoice:
        """The code of one missed choice."""
        barred = _barred(self.wishes, mentee, choice)
        if barred:
            return barred
        own = self.compare.key(self.wishes.mentor_of(choice), mentee)
        if own is None:
            return MissedChoice(choice, Code.NOT_ACCEPTED)
        last = self._last_in(choice, own)
        if last is None:
            return MissedChoice(choice, Code.RESERVED)
        if last[0] < own[0]:
            return MissedChoice(choice, Code.FULL_TIER)
        return MissedChoice(choice, Code.FULL_LOTTERY, "", self.place[mentee], self.place[last[3]])

    def _last_in(self, choice: str, own: Key) -> Key | None:
        """Who got the last place, and comes before `own`; None where pins had taken every place."""
        mentor = self.wishes.mentor_of(choice)
        for taken, places in (
            (self.at_choice[choice], self.wishes.places_of(choice) - self.pinned_at[choice]),
            (self.at_mentor[mentor], self.wishes.mentors[mentor].capacity - self.pinned_with[mentor]),
        ):
            if places <= 0:
                return None
            if len(taken) >= places and max(taken) < own:
                return max(taken)
        raise NoReason(f"{choice} had room, or held somebody who comes later")
