"""A list put in order by questions about two at a time: do you want this one more than the one above it?

Each mentor is asked about upwards until one above is wanted more, then the next below is: an insertion sort, which asks
few questions about a list that is nearly in order.
"""

from dataclasses import dataclass
from typing import Self

from board.web.addresses import number


@dataclass(frozen=True)
class PairQuestion:
    """Is the choice at `place` wanted more than the one above it?

    `start` is the place at which it was first asked about. Places count from 0, so both are at least 1.
    """

    start: int = 1
    place: int = 1

    @classmethod
    def read(cls, written: str) -> Self:
        """As `str` writes it; the first question where it is nothing of the kind."""
        start, place = (number(part) or 0 for part in (written + "-").split("-")[:2])
        return cls(start, place) if 1 <= place <= start else cls()

    def __str__(self) -> str:
        return f"{self.start}-{self.place}"

    def is_in(self, choices: list[str]) -> bool:
        """Is there such a place on this list, or has everybody been asked about?"""
        return self.start < len(choices)

    def is_about(self, above: str, this: str, choices: list[str]) -> bool:
        """Are these two still the ones at its places? Numbers that were typed meanwhile may have moved them."""
        return choices[self.place - 1 : self.place + 1] == [above, this]

    def answered(self, choices: list[str], *, is_more: bool) -> list[str]:
        """The list after the answer."""
        if not is_more:
            return choices
        above, this = choices[self.place - 1 : self.place + 1]
        return [*choices[: self.place - 1], this, above, *choices[self.place + 1 :]]

    def following(self, *, is_more: bool) -> "PairQuestion":
        """What is asked after the answer."""
        if is_more and self.place > 1:
            return PairQuestion(self.start, self.place - 1)
        return PairQuestion(self.start + 1, self.start + 1)
