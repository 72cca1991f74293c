"""The rubric: what reviewers score from 1 to 5, what each number means, and how much each criterion weighs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

LOWEST, HIGHEST = 1, 5
MOST_CRITERIA = 6
HEAVIEST = 5


@dataclass(frozen=True)
class Criterion:
    """One question to the reviewer. `anchors` says what 1, 2, 3, 4 and 5 mean; a number in between may go unsaid."""

    key: str
    name: str
    weight: int
    anchors: tuple[str, ...]

    def as_row(self) -> dict[str, Any]:
        """How the database keeps it."""
        return asdict(self) | {"anchors": list(self.anchors)}


DEFAULT = (
    Criterion(
        "reasons",
        "Reasons for wanting this",
        2,
        (
            "Could have been written for any posting",
            "Names the work, not why it draws them",
            "Says why, in general words",
            "Says why, from something they saw or did",
            "Ties their own experience to what this work needs",
        ),
    ),
    Criterion(
        "experience",
        "What they bring",
        2,
        (
            "Nothing that bears on it yet",
            "Took part in something near it",
            "Did a part of such work with others",
            "Carried such work, and shows what came of it",
            "Led such work, and shows what changed by it",
        ),
    ),
    Criterion(
        "follow-through",
        "Follow-through",
        1,
        (
            "Starts many things, none told to the end",
            "One thing finished with help",
            "Finished what they began",
            "Finished, and handed it on",
            "Finished under difficulty, and it still runs",
        ),
    ),
)


def criteria(rows: Sequence[Mapping[str, Any]]) -> tuple[Criterion, ...]:
    """The rubric that the rows hold; the default one when there are none."""
    return tuple(Criterion(row["key"], row["name"], row["weight"], tuple(row["anchors"])) for row in rows) or DEFAULT


def weigh(scores: Mapping[str, int], rubric: Sequence[Criterion]) -> float | None:
    """The mean of the scores by their weights, over the criteria that were scored; None when none was."""
    counted = [(scores[criterion.key], criterion.weight) for criterion in rubric if criterion.key in scores]
    if not counted:
        return None
    return sum(score * weight for score, weight in counted) / sum(weight for _, weight in counted)
