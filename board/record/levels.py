"""Reading ticks: the highest level seen of each behaviour, the middle of those for a competency. Never a grade.

Levels of different people are never averaged for fewer than three of them: here they are not averaged at all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from board.record.models import Assessment, Entry, Grade, Relation
from board.vocabulary import rubric as vocabulary_rubric
from board.vocabulary.rubric import Behaviour, Rubric
from board.vocabulary.words import Competency

Ticked = Mapping[Behaviour, int]
RATERS_FOR_A_MIDDLE = 3
"""Fewer are shown one by one."""


@dataclass(frozen=True)
class Axis:
    """One competency: the middle level by oneself and by approved supervisors, and from how many behaviours each."""

    competency: Competency
    own: int | None
    own_count: int
    seen: int | None
    seen_count: int
    of: int


@dataclass(frozen=True)
class LevelLine:
    """One behaviour, side by side: one's own level, then that of each person who ticked."""

    behaviour: Behaviour
    own: int | None
    seen: tuple[int | None, ...]
    middle: int | None
    evidence: tuple[str, ...]


def axes(rubric: Rubric, entries: Sequence[Entry]) -> list[Axis]:
    """The six competencies over all entries, out of as many behaviours as the rubric of today has.

    What was seen of an entry counts until the student writes it anew.
    """
    ticked = [assessment for entry in entries for assessment in entry.counted]
    own = highest(assessment for assessment in ticked if assessment.relation is Relation.SELF)
    seen = highest(
        assessment for assessment in ticked if assessment.grade is Grade.APPROVED and assessment.is_of_this_version
    )
    return [_axis(rubric, competency, own, seen) for competency in Competency]


def highest(ticked: Iterable[Assessment]) -> dict[Behaviour, int]:
    """Behaviour → the highest level ticked for it anywhere."""
    best: dict[Behaviour, int] = {}
    for assessment in ticked:
        for behaviour, level in told(assessment).items():
            best[behaviour] = max(level, best.get(behaviour, 0))
    return best


def told(assessment: Assessment) -> dict[Behaviour, int]:
    """Behaviour → level, in the wording under which it was ticked: a later one is another behaviour."""
    wording = vocabulary_rubric.version(assessment.rubric).by_key
    return {wording[key]: level for key, level in assessment.levels.items() if key in wording}


def _axis(rubric: Rubric, competency: Competency, own: Ticked, seen: Ticked) -> Axis:
    mine = [level for behaviour, level in own.items() if behaviour.competency == competency]
    theirs = [level for behaviour, level in seen.items() if behaviour.competency == competency]
    return Axis(
        competency=competency,
        own=median_low(mine) if mine else None,
        own_count=len(mine),
        seen=median_low(theirs) if theirs else None,
        seen_count=len(theirs),
        of=len(rubric.of(competency)),
    )


def side_by_side(assessments: Sequence[Assessment]) -> list[LevelLine]:
    """Every behaviour that anybody ticked. With three people or more, the middle of what they ticked too."""
    ticked = [(assessment, told(assessment)) for assessment in assessments]
    own = next((levels for assessment, levels in ticked if assessment.relation is Relation.SELF), {})
    others = [levels for assessment, levels in ticked if assessment.relation is not Relation.SELF]
    lines = []
    for behaviour in _in_order(assessments):
        seen = tuple(levels.get(behaviour) for levels in others)
        known = [level for level in seen if level]
        if behaviour not in own and not known:
            continue
        evidence = (assessment.evidence.get(behaviour.key) for assessment, levels in ticked if behaviour in levels)
        middle = median_low(known) if len(known) >= RATERS_FOR_A_MIDDLE else None
        lines.append(LevelLine(behaviour, own.get(behaviour), seen, middle, tuple(filter(None, evidence))))
    return lines


def _in_order(assessments: Sequence[Assessment]) -> Iterable[Behaviour]:
    """The behaviours of every version that was ticked, the newest first, each once."""
    versions = sorted({assessment.rubric for assessment in assessments}, reverse=True)
    return dict.fromkeys(behaviour for name in versions for behaviour in vocabulary_rubric.version(name).behaviours)
