"""Remembering what was worked out, up to a bound."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Memory:
    """Answers by question. When they hold too much together all are let go, and worked out again when asked for.

    Threads may share it: at worst two work out the same answer.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._held = 0
        self._answers: dict[Hashable, Any] = {}

    def once(self, question: Hashable, answer: Callable[[], T], size: Callable[[T], int] = lambda _: 1) -> T:
        """The answer, worked out at the first time of asking."""
        known: T | None = self._answers.get(question)
        if known is not None:
            return known
        made = answer()
        self._held += size(made)
        if self._held > self._most:
            self._answers, self._held = {}, size(made)
        self._answers[question] = made
        return made
