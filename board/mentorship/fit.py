"""How well a mentor and a mentee fit: a score from 0 to 100, with the parts it is made of and a word for each.

Pure. The same part counts for both sides, so both read the same reasons. What one side has not said counts for neither:
its weight is spread over the rest, and the page says which parts are known. A background counts only where both sides
asked for it; it is empty here otherwise.
"""

from collections.abc import Callable, Iterable
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
    shares = _shares(match_criteria, offered, background_weight)
    known = [(name, weight, share) for name, weight, share in shares if share is not None]
    parts = [
        FitPart(name, weight, share, _WORDS[name](match_criteria, offered, share)) for name, weight, share in known
    ]
    return MentorFit(_rank(shares), tuple(parts), tuple(name for name, _, share in shares if share is None))


def rank(match_criteria: MatchCriteria, offered: MentorOffer, *, background_weight: int = 0) -> int:
    """The rank of that fit alone, for an order of many: no words are made for it."""
    return _rank(_shares(match_criteria, offered, background_weight))


Share = float | None
"""How much of a part fits, from 0 to 1; None where one side has not said."""


def _shares(
    match_criteria: MatchCriteria, offered: MentorOffer, background_weight: int
) -> list[tuple[str, int, Share]]:
    """Each part with its weight."""
    shares = [(name, WEIGHTS[name], share_of(match_criteria, offered)) for name, share_of in _SHARES.items()]
    if background_weight and match_criteria.backgrounds and offered.backgrounds:
        shares.append(("background", background_weight, _background(match_criteria, offered)))
    return shares


def _rank(shares: Iterable[tuple[str, int, Share]]) -> int:
    total, reached = 0, 0.0
    for _, weight, share in shares:
        if share is not None:
            total += weight
            reached += weight * share
    return int(100 * reached / total + HALF_UP) if total else 0


_SPECIALTY_NAMES = {key: name for key, (name, _) in SPECIALTIES.items()}
_STAGES = [mentor_kind.value for mentor_kind in MentorKind]


def _topics(match_criteria: MatchCriteria, offered: MentorOffer) -> Share:
    if not match_criteria.topics or not offered.topics:
        return None
    return len(match_criteria.topics & offered.topics) / len(match_criteria.topics)


def _topics_words(match_criteria: MatchCriteria, offered: MentorOffer, _share: float) -> str:
    both = match_criteria.topics & offered.topics
    words = f"{len(both)} of {len(match_criteria.topics)} topics"
    return f"{words}: {_listed(TOPICS, both)}" if both else words


def _specialty(match_criteria: MatchCriteria, offered: MentorOffer) -> Share:
    if not match_criteria.specialties or not offered.specialties:
        return None
    if match_criteria.specialties & offered.specialties:
        return 1.0
    return 0.5 if _families(match_criteria.specialties) & _families(offered.specialties) else 0.0


def _specialty_words(match_criteria: MatchCriteria, offered: MentorOffer, share: float) -> str:
    if share == 1:
        return f"Same specialty: {_listed(_SPECIALTY_NAMES, match_criteria.specialties & offered.specialties)}"
    families = _families(match_criteria.specialties) & _families(offered.specialties)
    return f"Near in specialty: {sorted(families)[0]}" if families else "Another specialty"


def _time(match_criteria: MatchCriteria, offered: MentorOffer) -> Share:
    if not match_criteria.times or not offered.times:
        return None
    return min(len(match_criteria.times & offered.times) * HALF_HOURS, HALF_HOURS_ENOUGH) / HALF_HOURS_ENOUGH


def _time_words(match_criteria: MatchCriteria, offered: MentorOffer, _share: float) -> str:
    both = match_criteria.times & offered.times
    return f"Both free: {_listed(TIMES, both)}" if both else "No time in common"


_SHARE_BY_STEPS = {0: 1.0, 1: 0.5}
_STAGE_WORDS = {1.0: "as wished", 0.5: "one step from the wish", 0.0: "not your preferred stage"}


def _stage(match_criteria: MatchCriteria, offered: MentorOffer) -> Share:
    if not match_criteria.stages:
        return None
    here = _STAGES.index(offered.kind)
    return _SHARE_BY_STEPS.get(min(abs(here - _STAGES.index(stage)) for stage in match_criteria.stages), 0.0)


def _stage_words(_match_criteria: MatchCriteria, offered: MentorOffer, share: float) -> str:
    return f"{MentorKind(offered.kind).label}, {_STAGE_WORDS[share]}"


def _manner(match_criteria: MatchCriteria, offered: MentorOffer) -> Share:
    answers = []
    if match_criteria.channels and offered.channels:
        answers.append(bool(match_criteria.channels & offered.channels))
    if match_criteria.frequency and offered.frequency:
        answers.append(match_criteria.frequency == offered.frequency)
    if match_criteria.style and offered.style:
        answers.append(match_criteria.style == offered.style)
    return sum(answers) / len(answers) if answers else None


def _manner_words(match_criteria: MatchCriteria, offered: MentorOffer, _share: float) -> str:
    equal = []
    if both := match_criteria.channels & offered.channels:
        equal.append(_listed(CHANNELS, both))
    if match_criteria.frequency and match_criteria.frequency == offered.frequency:
        equal.append(FREQUENCIES[offered.frequency])
    if match_criteria.style and match_criteria.style == offered.style:
        equal.append(STYLES[offered.style])
    return f"Same meeting format: {', '.join(equal).lower()}" if equal else "Different meeting formats"


def _background(match_criteria: MatchCriteria, offered: MentorOffer) -> Share:
    return len(match_criteria.backgrounds & offered.backgrounds) / len(match_criteria.backgrounds) or None


def _background_words(match_criteria: MatchCriteria, offered: MentorOffer, _share: float) -> str:
    return f"You both asked for this: {_listed(BACKGROUNDS, match_criteria.backgrounds & offered.backgrounds)}"


_SHARES: dict[str, Callable[[MatchCriteria, MentorOffer], Share]] = {
    "topics": _topics,
    "specialty": _specialty,
    "time": _time,
    "stage": _stage,
    "manner": _manner,
}
_WORDS: dict[str, Callable[[MatchCriteria, MentorOffer, float], str]] = {
    "topics": _topics_words,
    "specialty": _specialty_words,
    "time": _time_words,
    "stage": _stage_words,
    "manner": _manner_words,
    "background": _background_words,
}
"""What is said of a part that has this share."""


def _families(specialties: Iterable[str]) -> set[str]:
    return {SPECIALTIES[key][1] for key in specialties if key in SPECIALTIES}


def _listed(words: dict[str, str], keys: frozenset[str]) -> str:
    return ", ".join(named(words, list(keys)))
