"""What everybody asked for: the whole input of a match, and nothing else."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Pairs = Mapping[str, str]
"""Mentee → what they got: the mentor, or the offer where mentors make several."""

LEFT_OVER, USUAL = 0, 1
"""Priority groups: who went without a mentor last time comes before the others, inside one tier."""


@dataclass(frozen=True)
class Mentee:
    """One mentee: the choices from the most wanted down, and the priority group."""

    choices: tuple[str, ...]
    group: int = USUAL


@dataclass(frozen=True)
class Mentor:
    """One mentor: places, and tiers of mentees from the most wanted down. Who is in no tier is not accepted.

    `tiers` is None where the mentor has no say: all who choose the mentor stand in one tier.
    """

    capacity: int
    tiers: tuple[tuple[str, ...], ...] | None = None
    closed: bool = False
    """Paused or withdrew after the lists were made."""


@dataclass(frozen=True)
class MatchOffer:
    """One of several things a mentor offers, with places of its own under the mentor's overall capacity."""

    mentor: str
    capacity: int


@dataclass(frozen=True)
class Preferences:
    """The frozen input. Equal wishes give the equal match, in whatever order they were written down."""

    mentees: Mapping[str, Mentee]
    mentors: Mapping[str, Mentor]
    seed: str
    offers: Mapping[str, MatchOffer] = field(default_factory=dict)
    """Empty: mentees choose mentors. Otherwise they choose offers."""
    exclusions: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(mentee, mentor) → the rule that keeps them apart."""
    pins: Mapping[str, str] = field(default_factory=dict)
    """Mentee → the choice that the coordinator fixed beforehand."""

    def mentor_of(self, choice: str) -> str:
        """Whose choice this is."""
        return self.offers[choice].mentor if self.offers else choice

    def places_of(self, choice: str) -> int:
        """How many mentees the choice itself can hold."""
        return self.offers[choice].capacity if self.offers else self.mentors[choice].capacity

    def all_choices(self) -> list[str]:
        """Everything that can be chosen, by name."""
        return sorted(self.offers or self.mentors)


def lottery(seed: str, mentee: str) -> int:
    """The one lottery number of a mentee, used by every mentor: 64 bits of SHA-256 over seed and name.

    One number for all keeps more first choices than a number per mentor would (Abdulkadiroglu, Pathak and Roth 2009).
    """
    return int.from_bytes(hashlib.sha256(f"{seed}:{mentee}".encode("utf-8", "surrogatepass")).digest()[:8], "big")


def draw(wishes: Preferences) -> list[str]:
    """All mentees in the order in which ties are settled: priority group, lottery number, name."""
    return sorted(wishes.mentees, key=lambda name: (wishes.mentees[name].group, lottery(wishes.seed, name), name))


def commitment(seed: str) -> str:
    """What is shown before lists are made, so that nobody can look for a luckier seed afterwards."""
    return hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()


def canonical(value: Any) -> str:
    """JSON that is the same text for equal values: sorted, compact, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def to_json(wishes: Preferences) -> str:
    """The wishes as canonical JSON. The order inside a tier carries no meaning and is not kept."""
    return canonical(
        {
            "seed": wishes.seed,
            "mentees": {
                name: {"choices": mentee.choices, "group": mentee.group} for name, mentee in wishes.mentees.items()
            },
            "mentors": {name: _mentor_to_json(mentor) for name, mentor in wishes.mentors.items()},
            "offers": {
                name: {"mentor": match_offer.mentor, "capacity": match_offer.capacity}
                for name, match_offer in wishes.offers.items()
            },
            "exclusions": sorted([*pair, rule] for pair, rule in wishes.exclusions.items()),
            "pins": wishes.pins,
        }
    )


def _mentor_to_json(mentor: Mentor) -> dict[str, Any]:
    tiers = None if mentor.tiers is None else [sorted(tier) for tier in mentor.tiers]
    return {"capacity": mentor.capacity, "tiers": tiers, "closed": mentor.closed}


def from_json(text: str) -> Preferences:
    """The wishes that `to_json` wrote."""
    data = json.loads(text)
    return Preferences(
        mentees={name: Mentee(tuple(item["choices"]), item["group"]) for name, item in data["mentees"].items()},
        mentors={name: _mentor_from_json(item) for name, item in data["mentors"].items()},
        seed=data["seed"],
        offers={name: MatchOffer(item["mentor"], item["capacity"]) for name, item in data["offers"].items()},
        exclusions={(mentee, mentor): rule for mentee, mentor, rule in data["exclusions"]},
        pins=data["pins"],
    )


def _mentor_from_json(row: dict[str, Any]) -> Mentor:
    tiers = None if row["tiers"] is None else tuple(tuple(tier) for tier in row["tiers"])
    return Mentor(row["capacity"], tiers, row["closed"])
