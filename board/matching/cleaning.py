"""Making dirty input usable: every repair is told, none is silent.

What can only be a mistake (an unknown name, somebody listed twice, a capacity below nothing) is an *error* where a
person can mend it, as in a file. A wish that only one side has is no mistake; the pair drops out and a *notice* says
so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from board.matching.wishes import Mentee, Mentor, Preferences


@dataclass(frozen=True)
class CleanedInput:
    """Usable wishes, and everything that was repaired to get them, a line each."""

    wishes: Preferences
    errors: list[str]
    notices: list[str]

    @property
    def warnings(self) -> list[str]:
        """All of it."""
        return self.errors + self.notices


def clean(wishes: Preferences) -> CleanedInput:
    """Mend, and drop pairs that only one side wishes."""
    mended = mend(wishes)
    notices: list[str] = []
    return CleanedInput(_mutual(mended.wishes, notices), mended.errors, notices)


def mend(wishes: Preferences) -> CleanedInput:
    """Drop unknown and repeated names; capacities below nothing become none."""
    errors: list[str] = []
    mentors = {
        name: _mentor(name, mentor, wishes.mentees, errors) for name, mentor in sorted(wishes.mentors.items())
    }  # fmt: skip
    mentees = {
        name: replace(mentee, choices=_known(f"mentee {name}", mentee.choices, wishes.offers or mentors, errors))
        for name, mentee in sorted(wishes.mentees.items())
    }
    return CleanedInput(replace(wishes, mentees=mentees, mentors=mentors), errors, [])


def _mentor(name: str, mentor: Mentor, mentees: Mapping[str, Mentee], errors: list[str]) -> Mentor:
    capacity = mentor.capacity
    if capacity < 0:
        errors.append(f"mentor {name}: a capacity of {capacity} is below nothing")
        capacity = 0
    if mentor.tiers is None:
        return replace(mentor, capacity=capacity)
    left = iter(_known(f"mentor {name}", chain.from_iterable(mentor.tiers), mentees, errors))
    remaining = set(left)
    tiers = []
    for tier in mentor.tiers:
        mine = tuple(dict.fromkeys(text for text in tier if text in remaining))
        remaining.difference_update(mine)
        tiers.append(mine)
    return replace(mentor, capacity=capacity, tiers=tuple(tiers))


def _known(who: str, names: Iterable[str], known: Mapping[str, object], errors: list[str]) -> tuple[str, ...]:
    stored: dict[str, None] = {}
    for name in names:
        if name not in known:
            errors.append(f"{who}: {name} is not known")
        elif name in stored:
            errors.append(f"{who}: {name} is listed twice")
        else:
            stored[name] = None
    return tuple(stored)


def _mutual(wishes: Preferences, notices: list[str]) -> Preferences:
    """Keep only pairs that both sides wish."""
    chosen: dict[str, set[str]] = {name: set() for name in wishes.mentors}
    for name, mentee in wishes.mentees.items():
        for choice in mentee.choices:
            chosen[wishes.mentor_of(choice)].add(name)
    mentors = {}
    for name, mentor in wishes.mentors.items():
        if mentor.tiers is None:
            mentors[name] = mentor
            continue
        lonely = [text for text in chain.from_iterable(mentor.tiers) if text not in chosen[name]]
        notices += [f"mentor {name}: {text} did not choose this mentor" for text in lonely]
        tiers = tuple(tuple(text for text in tier if text in chosen[name]) for tier in mentor.tiers)
        mentors[name] = replace(mentor, tiers=tiers)
    mentees = {name: _accepted(name, mentee, wishes, mentors, notices) for name, mentee in wishes.mentees.items()}
    return replace(wishes, mentees=mentees, mentors=mentors)


def _accepted(
    name: str, mentee: Mentee, wishes: Preferences, mentors: Mapping[str, Mentor], notices: list[str]
) -> Mentee:
    def accepts(choice: str) -> bool:
        tiers = mentors[wishes.mentor_of(choice)].tiers
        return tiers is None or any(name in tier for tier in tiers)

    notices += [f"mentee {name}: {choice} does not accept them" for choice in mentee.choices if not accepts(choice)]
    return replace(mentee, choices=tuple(choice for choice in mentee.choices if accepts(choice)))
