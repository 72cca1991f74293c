"""Is a result what it claims to be? The definitions, applied to names; nothing here is shared with the solvers.

A mentee and a choice *block* a result when both would rather have each other than what the result gives them (Gale and
Shapley 1962; for offers under a mentor's overall limit, Abraham, Irving and Manlove 2007). No blocking pair: stable.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from board.matching.wishes import Mentor, Pairs, Preferences, lottery

Key = tuple[int, int, int, str]


@dataclass(frozen=True)
class Findings:
    """What is wrong with a result; all empty for a right one."""

    over_capacity: list[str] = field(default_factory=list)
    """Mentors and offers that hold more than they have places."""
    not_agreed: list[tuple[str, str]] = field(default_factory=list)
    """Pairs in which one side did not accept the other, or a rule keeps them apart; pins are allowed to be."""
    blocking: list[tuple[str, str]] = field(default_factory=list)
    """Pairs who would both rather have each other."""

    @property
    def is_stable(self) -> bool:
        """Within capacities, agreed by both sides, and nobody blocks."""
        return not (self.over_capacity or self.not_agreed or self.blocking)


def check(wishes: Preferences, pairs: Pairs) -> Findings:
    """Look at every mentee and everything they would rather have."""
    look = _Look(wishes, pairs)
    return Findings(look.over_capacity(), look.not_agreed(), look.blocking())


def keys(wishes: Preferences) -> dict[str, dict[str, Key] | None]:
    """Mentor → mentee → the key the mentor compares, lower first: tier, group, lottery, name. None: all in one tier."""
    numbers = {name: (mentee.group, lottery(wishes.seed, name), name) for name, mentee in wishes.mentees.items()}
    return {name: _keys_of(mentor, numbers) for name, mentor in wishes.mentors.items()}


def _keys_of(mentor: Mentor, numbers: dict[str, tuple[int, int, str]]) -> dict[str, Key] | None:
    if mentor.tiers is None:
        return None
    return {
        name: (depth, *numbers[name]) for depth, tier in enumerate(mentor.tiers) for name in tier if name in numbers
    }


class Comparison:
    """How each mentor compares mentees, straight from the definition."""

    def __init__(self, wishes: Preferences) -> None:
        self.wishes, self.keys = wishes, keys(wishes)
        self.numbers = {
            name: (0, mentee.group, lottery(wishes.seed, name), name) for name, mentee in wishes.mentees.items()
        }

    def key(self, mentor: str, mentee: str) -> Key | None:
        """Lower comes first; None where the mentor does not accept the mentee."""
        of_mentor = self.keys[mentor]
        return self.numbers[mentee] if of_mentor is None else of_mentor.get(mentee)

    def accepts(self, mentor: str, mentee: str) -> Key | None:
        """The key where nothing stands between them: open, not excluded, accepted."""
        if self.wishes.mentors[mentor].closed or (mentee, mentor) in self.wishes.exclusions:
            return None
        return self.key(mentor, mentee)


class _Look:
    def __init__(self, wishes: Preferences, pairs: Pairs) -> None:
        self.wishes, self.pairs = wishes, pairs
        self.compare = Comparison(wishes)
        self.at_choice: dict[str, list[str]] = defaultdict(list)
        self.at_mentor: dict[str, list[str]] = defaultdict(list)
        for mentee, choice in pairs.items():
            self.at_choice[choice].append(mentee)
            self.at_mentor[wishes.mentor_of(choice)].append(mentee)
        self.weakest_at_choice = {
            choice: max(self._key(wishes.mentor_of(choice), text) for text in taken)
            for choice, taken in self.at_choice.items()
        }
        self.weakest_at_mentor = {
            mentor: max(self._key(mentor, text) for text in taken) for mentor, taken in self.at_mentor.items()
        }

    def _key(self, mentor: str, mentee: str) -> tuple[float, int, int, str]:
        """A pinned mentee whom the mentor never accepted comes after everybody."""
        return self.compare.key(mentor, mentee) or (float("inf"), 0, 0, mentee)

    def over_capacity(self) -> list[str]:
        wishes = self.wishes
        mentors = {name for name, taken in self.at_mentor.items() if len(taken) > wishes.mentors[name].capacity}
        choices = {name for name, taken in self.at_choice.items() if len(taken) > wishes.places_of(name)}
        return sorted(mentors | choices)

    def not_agreed(self) -> list[tuple[str, str]]:
        return [
            (mentee, choice)
            for mentee, choice in sorted(self.pairs.items())
            if self.wishes.pins.get(mentee) != choice
            and (
                choice not in self.wishes.mentees[mentee].choices
                or self.compare.accepts(self.wishes.mentor_of(choice), mentee) is None
            )
        ]

    def blocking(self) -> list[tuple[str, str]]:
        return [
            (mentee, choice)
            for mentee, other in sorted(self.wishes.mentees.items())
            for choice in _wanted_more(other.choices, self.pairs.get(mentee))
            if self._would_rather(choice, mentee)
        ]

    def _would_rather(self, choice: str, mentee: str) -> bool:
        """Would the mentor rather have this mentee there than leave things as they are?"""
        mentor = self.wishes.mentor_of(choice)
        key = self.compare.accepts(mentor, mentee)
        if key is None:
            return False
        if len(self.at_choice[choice]) >= self.wishes.places_of(choice):
            return choice in self.weakest_at_choice and key < self.weakest_at_choice[choice]
        if len(self.at_mentor[mentor]) < self.wishes.mentors[mentor].capacity or mentee in self.at_mentor[mentor]:
            return True
        return mentor in self.weakest_at_mentor and key < self.weakest_at_mentor[mentor]


def _wanted_more(choices: tuple[str, ...], has: str | None) -> tuple[str, ...]:
    """The part of the list above what the mentee has; all of it when that is nothing, or not on the list."""
    return choices[: choices.index(has)] if has in choices else choices


def blocked_by(wishes: Preferences, pairs: Pairs) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """For each pin the blocking pairs it creates: the pinned mentee or the pinned mentor is one of the two."""
    blocking = check(wishes, pairs).blocking
    return {
        (mentee, choice): [
            pair
            for pair in blocking
            if pair[0] == mentee or wishes.mentor_of(pair[1]) == wishes.mentor_of(choice)
        ]
        for mentee, choice in sorted(wishes.pins.items())
    }  # fmt: skip
