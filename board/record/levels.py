"""Reading ticks: the highest level seen of each behaviour, the middle of those for a competency. Never a grade.

Levels of different people are never averaged for fewer than three of them: here they are not averaged at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from board.catalogue.rubric import Behaviour, Rubric
from board.catalogue.words import Competency
from board.record.models import Assessment, Entry, Relation

RATERS_FOR_A_MIDDLE = 3
"""Fewer are shown one by one."""


@dataclass(frozen=True)
class Axis:
    """One competency: the middle level by oneself and by others, and of how many behaviours each was formed."""

    competency: Competency
    own: int | None
    own_count: int
    seen: int | None
    seen_count: int
    of: int


@dataclass(frozen=True)
class Line:
    """One behaviour, side by side: one's own level, then that of each person who ticked."""

    behaviour: Behaviour
    own: int | None
    seen: tuple[int | None, ...]
    middle: int | None
    evidence: tuple[str, ...]


def axes(rubric: Rubric, entries: Sequence[Entry]) -> list[Axis]:
    """The six competencies over all entries."""
    ticked = [one for entry in entries for one in entry.assessments]
    own = highest(one.levels for one in ticked if one.relation is Relation.SELF)
    seen = highest(one.levels for one in ticked if one.relation is not Relation.SELF)
    return [_axis(rubric, competency, own, seen) for competency in Competency]


def highest(ticks: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Behaviour → the highest level ticked for it anywhere."""
    best: dict[str, int] = {}
    for levels in ticks:
        for key, level in levels.items():
            best[key] = max(level, best.get(key, 0))
    return best


def _axis(rubric: Rubric, competency: Competency, own: Mapping[str, int], seen: Mapping[str, int]) -> Axis:
    keys = [one.key for one in rubric.of(competency)]
    mine, theirs = [own[key] for key in keys if key in own], [seen[key] for key in keys if key in seen]
    return Axis(
        competency=competency,
        own=median_low(mine) if mine else None,
        own_count=len(mine),
        seen=median_low(theirs) if theirs else None,
        seen_count=len(theirs),
        of=len(keys),
    )


def side_by_side(rubric: Rubric, assessments: Sequence[Assessment]) -> list[Line]:
    """Every behaviour that anybody ticked. With three people or more, the middle of what they ticked too."""
    own = next((one for one in assessments if one.relation is Relation.SELF), None)
    others = [one for one in assessments if one.relation is not Relation.SELF]
    lines = []
    for behaviour in rubric.behaviours:
        key = behaviour.key
        mine = own.levels.get(key) if own else None
        seen = tuple(one.levels.get(key) for one in others)
        known = [level for level in seen if level]
        if mine is None and not known:
            continue
        middle = median_low(known) if len(known) >= RATERS_FOR_A_MIDDLE else None
        evidence = tuple(one.evidence[key] for one in assessments if one.evidence.get(key))
        lines.append(Line(behaviour, mine, seen, middle, evidence))
    return lines
