"""How a posting fits a person, in words. It orders and explains; it hides nothing and keeps no score of anybody.

What counts is only what the person said of themself (areas, competencies, tags, free hours, class year) and which
competencies their record still lacks.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from board.accounts.models import User
from board.kernel.wording import listed
from board.opportunities import eligibility
from board.opportunities.labels import hours_words
from board.vocabulary.words import Area, Competency

AREA, WANTED, LACKING, TAG, HOURS = 15, 10, 12, 8, 10
"""What each thing in common is worth; two of a kind count at most, so that all together make a hundred."""
MOST = 2


class FitInput(Protocol):
    """What fit reads of a posting: a row of the database, or the few columns that a long list needs."""

    areas: list[str]
    competencies: list[str]
    tags: list[str]
    hours_from: int | None
    hours_to: int | None
    class_years: list[str]
    programmes: list[str]


P = TypeVar("P", bound=FitInput)


@dataclass(frozen=True)
class PostingFit:
    """What speaks for it, and what speaks against it."""

    reasons: list[str]
    doubts: list[str]


def fit(user: User, posting: FitInput, lacking: frozenset[str] = frozenset()) -> PostingFit:
    """How this posting fits this person; `lacking` are the competencies that their record has nothing of yet."""
    areas, tags = _common(user.areas, posting.areas), _common(_lower(user.tags), _lower(posting.tags))
    lacked = _common(sorted(lacking), posting.competencies)
    asked = _common(user.competencies, posting.competencies)
    reasons = []
    if areas:
        reasons.append(f"In {listed([Area(area).label.lower() for area in areas])}, which you care for")
    if lacked:
        reasons.append(f"Builds {_spoken(lacked)}, which your record lacks so far")
    if rest := [text for text in asked if text not in lacked]:
        reasons.append(f"Builds {_spoken(rest)}, as you want to")
    if tags:
        reasons.append(f"About {listed(tags)}, one of your interests" if len(tags) == 1 else f"About {listed(tags)}")
    hours, fits = _hours(user, posting)
    unmet = _unmet(user, posting)
    is_named = not unmet and user.class_year in posting.class_years
    year = f"Open to your class year, {user.class_year}" if is_named else ""
    reasons += [words for words in (hours if fits else "", year) if words]
    doubts = unmet + ([hours] if not fits else [])
    return PostingFit(reasons, doubts)


@dataclass(frozen=True, slots=True)
class FitCriteria:
    """What counts of a person, read once for all postings that are compared with it."""

    areas: frozenset[str]
    competencies: frozenset[str]
    lacking: frozenset[str]
    tags: frozenset[str]
    hours_free: int | None

    @classmethod
    def of(cls, user: User, lacking: frozenset[str]) -> "FitCriteria":
        """Of this person, whose record lacks some competencies."""
        tags = frozenset(_lower(user.tags))
        return cls(frozenset(user.areas), frozenset(user.competencies), lacking, tags, user.hours_free)

    def score(self, posting: FitInput) -> int:
        """How well a posting fits, from 0 to 100, and no words."""
        return (
            AREA * _shared(self.areas, posting.areas)
            + WANTED * _shared(self.competencies, posting.competencies)
            + LACKING * _shared(self.lacking, posting.competencies)
            + TAG * _shared(self.tags, _lower(posting.tags))
            + HOURS * (self.hours_free is not None and _hours_fit(self.hours_free, posting))
        )


def ranked(user: User, postings: Iterable[P], lacking: frozenset[str] = frozenset()) -> list[P]:
    """All of them: those open to this person first, then what fits better; alike ones stay as they came."""
    wishes = FitCriteria.of(user, lacking)
    return sorted(postings, key=lambda p: (bool(_unmet(user, p)), -wishes.score(p)))


def _unmet(user: User, posting: FitInput) -> list[str]:
    """The conditions that this person does not meet, as far as both sides have said."""
    return [doubt.words for doubt in eligibility.doubts(user, posting) if doubt.is_certain]


def _hours(user: User, posting: FitInput) -> tuple[str, bool]:
    """What to say of its hours, and whether they fit; what is not known fits."""
    if _hours_asked(posting) is None or user.hours_free is None:
        return "", True
    words = hours_words(posting.hours_from, posting.hours_to)
    if _hours_fit(user.hours_free, posting):
        return f"{words[0].upper()}{words[1:]}: you have {user.hours_free} free", True
    return f"Asks for {words}, and you have {user.hours_free} free", False


def _hours_asked(posting: FitInput) -> int | None:
    return posting.hours_from if posting.hours_from is not None else posting.hours_to


def _hours_fit(free: int, posting: FitInput) -> bool:
    asked = _hours_asked(posting)
    return asked is None or asked <= free


def _common(mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    return [text for text in mine if text in theirs]


def _shared(mine: frozenset[str], theirs: Sequence[str]) -> int:
    return min(MOST, len(mine.intersection(theirs)))


def _lower(tags: Sequence[str]) -> list[str]:
    return [tag.lower() for tag in tags]


def _spoken(competencies: Sequence[str]) -> str:
    return listed([Competency(competency).label.lower() for competency in competencies])
