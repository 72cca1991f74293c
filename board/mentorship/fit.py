"""How well a mentor and a mentee fit: a score from 0 to 100, with the parts it is made of and a word for each.

Pure. The same part counts for both sides, so both read the same reasons. What one side has not said counts for neither:
its weight is spread over the rest, and the page says which parts are known. A background counts only where both sides
asked for it; it is empty here otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from board.matching.scoring import HALF_UP
from board.mentorship.choices import (
    BACKGROUNDS,
    CHANNELS,
    FREQUENCIES,
    SPECIALTIES,
    STYLES,
    TIMES,
    TOPICS,
    MentorKind,
    named,
)

WEIGHTS: dict[str, int] = {"topics": 50, "specialty": 15, "time": 15, "stage": 10, "manner": 10}
TITLES: dict[str, str] = {
    "topics": "Topics",
    "specialty": "Specialty",
    "time": "Time",
    "stage": "Career stage",
    "manner": "Way of meeting",
    "background": "Background",
}
LEAST_PARTS = 3
"""A number is told from so many known parts on: one shared tick would read as 100 of 100."""
HALF_HOURS = 2
"""A part of the week that both have free holds at least so many."""
HALF_HOURS_ENOUGH = 4


@dataclass(frozen=True)
class MatchCriteria:
    """What a mentee looks for."""

    topics: frozenset[str] = frozenset()
    specialties: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    frequency: str = ""
    style: str = ""
    backgrounds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MentorOffer:
    """What a mentor brings."""

    kind: str
    topics: frozenset[str] = frozenset()
    specialties: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    frequency: str = ""
    style: str = ""
    backgrounds: frozenset[str] = frozenset()


class FitPart(NamedTuple):
    """One feature that both sides filled in: how much of it fits, and why."""

    name: str
    weight: int
    share: float
    words: str

    @property
    def title(self) -> str:
        """What it is called."""
        return TITLES[self.name]


class MentorFit(NamedTuple):
    """How well two fit, and the parts it is made of."""

    rank: int
    """From 0 to 100, to put several in order; 0 where nothing is known of both."""
    parts: tuple[FitPart, ...]
    unknown: tuple[str, ...]

    @property
    def score(self) -> int | None:
        """The rank as a number to show; None where too few parts are known to mean anything."""
        return self.rank if len(self.parts) >= LEAST_PARTS else None

    @property
    def reasons(self) -> list[str]:
        """What speaks for it, the weightiest first."""
        good = [part for part in self.parts if part.share > 0]
        return [item.words for item in sorted(good, key=lambda item: -item.weight * item.share)]

    @property
    def known(self) -> str:
        """`3 of 5 parts known`, or nothing when all are."""
        of_all = len(WEIGHTS)
        missing = len([name for name in self.unknown if name in WEIGHTS])
        return f"{of_all - missing} of {of_all} parts known" if missing else ""


def fit(match_criteria: MatchCriteria, offered: MentorOffer, *, background_weight: int = 0) -> MentorFit:
    """Score one pair. Suggests only: nothing here ever overrides what a person chose."""
    shares = {
        "topics": _topics(match_criteria, offered),
        "specialty": _specialty(match_criteria, offered),
        "time": _time(match_criteria, offered),
        "stage": _stage(match_criteria, offered),
        "manner": _manner(match_criteria, offered),
    }
    weights = dict(WEIGHTS)
    if background_weight and match_criteria.backgrounds and offered.backgrounds:
        shares["background"], weights["background"] = _background(match_criteria, offered), background_weight
    known = {name: matches for name, matches in shares.items() if matches is not None}
    parts = tuple(FitPart(name, weights[name], share, words) for name, (share, words) in known.items())
    total = sum(part.weight for part in parts)
    rank = int(100 * sum(part.weight * part.share for part in parts) / total + HALF_UP) if total else 0
    return MentorFit(rank, parts, tuple(name for name in shares if name not in known))


_SPECIALTY_NAMES = {key: name for key, (name, _) in SPECIALTIES.items()}
_STAGES = [mentor_kind.value for mentor_kind in MentorKind]
_Found = tuple[float, str] | None


def _topics(match_criteria: MatchCriteria, offered: MentorOffer) -> _Found:
    if not match_criteria.topics or not offered.topics:
        return None
    both = match_criteria.topics & offered.topics
    words = f"{len(both)} of {len(match_criteria.topics)} topics"
    return len(both) / len(match_criteria.topics), f"{words}: {_listed(TOPICS, both)}" if both else words


def _specialty(match_criteria: MatchCriteria, offered: MentorOffer) -> _Found:
    if not match_criteria.specialties or not offered.specialties:
        return None
    if both := match_criteria.specialties & offered.specialties:
        return 1.0, f"Same specialty: {_listed(_SPECIALTY_NAMES, both)}"
    families = _families(match_criteria.specialties) & _families(offered.specialties)
    return (0.5, f"Near in specialty: {sorted(families)[0]}") if families else (0.0, "Another specialty")


def _time(match_criteria: MatchCriteria, offered: MentorOffer) -> _Found:
    if not match_criteria.times or not offered.times:
        return None
    both = match_criteria.times & offered.times
    share = min(len(both) * HALF_HOURS, HALF_HOURS_ENOUGH) / HALF_HOURS_ENOUGH
    return share, f"Both free: {_listed(TIMES, both)}" if both else "No time in common"


def _stage(match_criteria: MatchCriteria, offered: MentorOffer) -> _Found:
    if not match_criteria.stages:
        return None
    steps = min(abs(_STAGES.index(offered.kind) - _STAGES.index(stage)) for stage in match_criteria.stages)
    label = MentorKind(offered.kind).label
    return {0: (1.0, f"{label}, as wished"), 1: (0.5, f"{label}, one step from the wish")}.get(
        steps, (0.0, f"{label}, not your preferred stage")
    )


def _manner(match_criteria: MatchCriteria, offered: MentorOffer) -> _Found:
    answers: list[tuple[bool, str]] = []
    if match_criteria.channels and offered.channels:
        both = match_criteria.channels & offered.channels
        answers.append((bool(both), _listed(CHANNELS, both)))
    if match_criteria.frequency and offered.frequency:
        answers.append((match_criteria.frequency == offered.frequency, FREQUENCIES[offered.frequency]))
    if match_criteria.style and offered.style:
        answers.append((match_criteria.style == offered.style, STYLES[offered.style]))
    if not answers:
        return None
    equal = [words for same, words in answers if same]
    share = len(equal) / len(answers)
    return share, f"Same meeting format: {', '.join(equal).lower()}" if equal else "Different meeting formats"


def _background(match_criteria: MatchCriteria, offered: MentorOffer) -> _Found:
    both = match_criteria.backgrounds & offered.backgrounds
    if not both:
        return None
    return len(both) / len(match_criteria.backgrounds), f"You both asked for this: {_listed(BACKGROUNDS, both)}"


def _families(specialties: Iterable[str]) -> set[str]:
    return {SPECIALTIES[key][1] for key in specialties if key in SPECIALTIES}


def _listed(words: dict[str, str], keys: frozenset[str]) -> str:
    return ", ".join(named(words, list(keys)))
