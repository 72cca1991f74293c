"""The wishes as numbers: what the solvers run on."""

from collections.abc import Iterator
from dataclasses import dataclass

from board.matching.wishes import Preferences, draw


@dataclass(frozen=True)
class Market:
    """Who may be placed where, and who comes first there. Only pairs that both sides accept are in it.

    Mentees are numbered from the last in the draw to the first, so a *merit*, the number that a mentor compares, holds
    both the tier and the person: `merit = tiers from the bottom * number of mentees + mentee`. Higher is better; no two
    are equal at one mentor; `merit % number of mentees` is the mentee.
    """

    mentees: list[str]
    choices: list[str]
    """The names of what can be chosen."""
    owners: list[int]
    """The mentor's number for each choice: the choice's own number unless mentors make several offers."""
    starts: list[int]
    """Mentee i's list is `listed[starts[i]:starts[i + 1]]`, from the most wanted down."""
    listed: list[int]
    merits: list[int]
    """The merit of the mentee at each listed choice."""
    places: list[int]
    """Free places of each choice, pins taken off."""
    limits: list[int]
    """Free places of each mentor over all offers, pins taken off."""

    @property
    def has_offers(self) -> bool:
        """Do mentors make several offers, or limit them together more than each?"""
        same_owner = self.owners == list(range(len(self.limits)))
        return not (same_owner and self.places == self.limits)

    def merits_of(self, mentee: int) -> dict[int, int]:
        """Choice → merit, in the mentee's order."""
        first, last = self.starts[mentee], self.starts[mentee + 1]
        return dict(zip(self.listed[first:last], self.merits[first:last], strict=True))


def build(wishes: Preferences) -> Market:
    """Number the wishes. Pinned mentees keep their number but list nothing; their place is taken already."""
    mentees = draw(wishes)[::-1]
    choices, mentors = wishes.all_choices(), sorted(wishes.mentors)
    of_choice = {name: number for number, name in enumerate(choices)}
    of_mentor = {name: number for number, name in enumerate(mentors)}
    starts, listed, merits = [0], [], []
    heights = _Heights(wishes, of_choice)
    for number, name in enumerate(mentees):
        for choice, height in heights.mutual(name):
            listed.append(choice)
            merits.append(height * len(mentees) + number)
        starts.append(len(listed))
    places = [wishes.places_of(name) for name in choices]
    limits = [wishes.mentors[name].capacity for name in mentors]
    for pinned in wishes.pins.values():
        places[of_choice[pinned]] -= 1
        limits[of_mentor[wishes.mentor_of(pinned)]] -= 1
    return Market(
        mentees=mentees,
        choices=choices,
        owners=[of_mentor[wishes.mentor_of(name)] for name in choices],
        starts=starts,
        listed=listed,
        merits=merits,
        places=_room(places, mentees),
        limits=_room(limits, mentees),
    )


def _room(places: list[int], mentees: list[str]) -> list[int]:
    """Never below nothing, and never more than there are people."""
    return [min(max(place, 0), len(mentees)) for place in places]


class _Heights:
    """How high a mentee stands with a mentor: the number of tiers from the bottom, or not at all."""

    def __init__(self, wishes: Preferences, of_choice: dict[str, int]) -> None:
        self.wishes, self.of_choice = wishes, of_choice
        self.top = max((len(mentor.tiers) for mentor in wishes.mentors.values() if mentor.tiers is not None), default=1)
        self.heights = {
            name: None if mentor.tiers is None else _heights(mentor.tiers, self.top)
            for name, mentor in wishes.mentors.items()
        }

    def mutual(self, mentee: str) -> Iterator[tuple[int, int]]:
        """The choices that accept the mentee, in the mentee's order, each with the height."""
        if mentee in self.wishes.pins:
            return
        for name in self.wishes.mentees[mentee].choices:
            mentor = self.wishes.mentor_of(name)
            if self.wishes.mentors[mentor].closed or (mentee, mentor) in self.wishes.exclusions:
                continue
            heights = self.heights[mentor]
            height = self.top if heights is None else heights.get(mentee)
            if height is not None:
                yield self.of_choice[name], height


def _heights(tiers: tuple[tuple[str, ...], ...], top: int) -> dict[str, int]:
    return {name: top - depth for depth, tier in enumerate(tiers) for name in tier}
