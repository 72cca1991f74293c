"""Why two people are never matched, whatever else fits. Each reason has a code, so that “why not” can be answered."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from board.school import settings as school_settings


class Exclusion(StrEnum):
    """A reason that no wish overrides."""

    SELF = "self"
    BLOCKED = "blocked"
    CONFLICT = "conflict"
    CONCERN = "concern"
    NOT_SENIOR = "not-senior"
    NO_COMMON_LANGUAGE = "no-common-language"


WORDS: dict[Exclusion, str] = {
    Exclusion.SELF: "This is you.",
    Exclusion.BLOCKED: "Not available.",
    Exclusion.CONFLICT: "Not available: they hold an assessment role, or another tie that mentoring must not meet.",
    Exclusion.CONCERN: "Not available: an earlier pair ended with a concern.",
    Exclusion.NOT_SENIOR: "Not available: a student mentor is at least a year ahead.",
    Exclusion.NO_COMMON_LANGUAGE: "You have no language in common.",
}
"""A block reads as mere absence: nobody learns that they were blocked."""


class Person(NamedTuple):
    """What of a person decides."""

    user_id: int
    class_year: str = ""
    languages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ties:
    """A mentee's ties to mentors, by the mentors' account numbers."""

    blocked: frozenset[int] = frozenset()
    """By either side."""
    conflicts: frozenset[int] = frozenset()
    """Declared or derived, neither lifted nor overridden."""
    concerns: frozenset[int] = frozenset()


def between(mentee: Person, mentor: Person, kind: str, ties: Ties) -> Exclusion | None:
    """The first reason that keeps these two apart, or None."""
    if mentee.user_id == mentor.user_id:
        return Exclusion.SELF
    if mentor.user_id in ties.blocked:
        return Exclusion.BLOCKED
    if mentor.user_id in ties.conflicts:
        return Exclusion.CONFLICT
    if mentor.user_id in ties.concerns:
        return Exclusion.CONCERN
    if kind == "peer" and not _is_ahead(mentor.class_year, mentee.class_year):
        return Exclusion.NOT_SENIOR
    if mentee.languages and mentor.languages and not mentee.languages & mentor.languages:
        return Exclusion.NO_COMMON_LANGUAGE
    return None


def _is_ahead(mentor_year: str, mentee_year: str) -> bool:
    """In the order of the school's class years. A year that the school does not list is neither ahead nor behind."""
    years = school_settings.class_years
    if mentor_year not in years or mentee_year not in years:
        return mentor_year != mentee_year or not mentor_year
    return years.index(mentor_year) > years.index(mentee_year)
