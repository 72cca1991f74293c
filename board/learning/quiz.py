"""The quiz as arithmetic: in which order it is asked, and what is right. Pure."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


class Written(Protocol):
    """What the arithmetic needs of a question as it was written."""

    id: int
    text: str
    choices: list[str]
    right: list[int]
    takes_several: bool
    explanation: str


@dataclass(frozen=True)
class AskedQuestion:
    """A question as one try asks it: its choices stand in the order in which they are shown."""

    id: int
    text: str
    choices: list[str]
    right: list[int]
    """The places of the right choices, counted from 0."""
    takes_several: bool
    explanation: str

    def is_right(self, ticked: Sequence[int]) -> bool:
        """Exactly the right choices were ticked."""
        return set(ticked) == set(self.right)


def draw(
    questions: Sequence[Written], seed: int, most: int | None = None, seen: Mapping[int, int] | None = None
) -> list[AskedQuestion]:
    """At most so many questions with their choices, shuffled; the same seed gives the same order anywhere.

    `seen` tells how often each was asked before: those asked least come first.
    """
    chance = random.Random(seed)  # noqa: S311 (an order, not a secret)
    shuffled = chance.sample(questions, len(questions))
    if most is not None and most < len(questions):
        times = seen or {}
        least = sorted(shuffled, key=lambda question: times.get(question.id, 0))[:most]
        shuffled = chance.sample(least, most)
    return [_asked(question, chance) for question in shuffled]


def _asked(question: Written, chance: random.Random) -> AskedQuestion:
    order = chance.sample(range(len(question.choices)), len(question.choices))
    return AskedQuestion(
        id=question.id,
        text=question.text,
        choices=[question.choices[number] for number in order],
        right=[place for place, number in enumerate(order) if number in question.right],
        takes_several=question.takes_several,
        explanation=question.explanation,
    )


def percent(asked: Sequence[AskedQuestion], answers: Mapping[str, Sequence[int]]) -> int:
    """Whole percent of the questions that are right, rounded down: nobody passes by rounding."""
    right = sum(asked_question.is_right(answers.get(str(asked_question.id), ())) for asked_question in asked)
    return 100 * right // len(asked)
