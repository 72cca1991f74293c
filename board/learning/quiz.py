"""The quiz as arithmetic: in which order it is asked, and what is right. Pure."""

import random
from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar


class Enquiry(Protocol):
    """What the arithmetic needs of a question."""

    id: int
    choices: list[str]
    right: list[int]


Q = TypeVar("Q", bound=Enquiry)


def order(questions: Sequence[Q], seed: int) -> list[tuple[Q, list[int]]]:
    """The questions, each with the numbers of its choices, shuffled; the same seed gives the same order anywhere."""
    chance = random.Random(seed)  # noqa: S311 (an order, not a secret)
    shuffled = list(questions)
    chance.shuffle(shuffled)
    return [(question, chance.sample(range(len(question.choices)), len(question.choices))) for question in shuffled]


def is_right(question: Enquiry, ticked: Sequence[int]) -> bool:
    """Exactly the right choices were ticked."""
    return set(ticked) == set(question.right)


def percent(questions: Sequence[Enquiry], answers: Mapping[str, Sequence[int]]) -> int:
    """Whole percent of the questions that are right, rounded down: nobody passes by rounding."""
    right = sum(is_right(question, answers.get(str(question.id), ())) for question in questions)
    return 100 * right // len(questions)
