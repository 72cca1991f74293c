"""Counts as a report shows them: multiples of five that cannot be worked back (docs/decisions/0016).

A family is a number of people or events that is shown as a total and in breakdowns; a chain is a family with parts of
it, each within the one before (students, students with a mentor). Three things hold for all that is shown of a chain:

- each number is a multiple of five and differs from the true one by less than five;
- each breakdown adds up to the same total;
- the same counts give the same numbers, in whatever report and however often they are asked for.

Everything else that a report shows (shares, sums over years, remainders) is computed from these numbers, never from
the counts. So whoever asks for all of it learns no more than these numbers.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

BASE = 5

Counts = Mapping[str, int]


@dataclass(frozen=True)
class Rounding:
    """What is drawn for one family: the secret of the installation makes it, so nobody can draw it again."""

    secret: bytes
    family: str

    def total(self, count: int) -> int:
        """A total: the multiple of five below or above, the nearer one the more probable."""
        return BASE * ((count + int(self._draw("total") * BASE)) // BASE)

    def chain(self, stages: Sequence[Counts]) -> list[dict[str, int]]:
        """One breakdown of a chain: each stage adds up to its rounded total, and stays within the one before.

        Where its total leaves no other choice, a number may exceed the one it is part of, by five.
        """
        rounded: list[dict[str, int]] = []
        for counts in stages:
            rounded.append(self._rounded(counts, within=rounded[-1] if rounded else None))
        return rounded

    def _rounded(self, counts: Counts, *, within: Counts | None) -> dict[str, int]:
        below = {label: count // BASE * BASE for label, count in counts.items()}
        raised = (self.total(sum(counts.values())) - sum(below.values())) // BASE
        between = [label for label, count in counts.items() if count % BASE]

        def turn(label: str) -> tuple[bool, float]:
            exceeds = within is not None and below[label] + BASE > within.get(label, 0)
            return exceeds, -log(self._draw(label)) / (counts[label] % BASE)

        first = set(sorted(between, key=turn)[:raised])
        return {label: number + BASE * (label in first) for label, number in below.items()}

    def _draw(self, label: str) -> float:
        """A number between 0 and 1, neither included."""
        digest = hmac.digest(self.secret, f"reports\n{self.family}\n{label}".encode(), hashlib.sha256)
        return (int.from_bytes(digest[:6]) + 0.5) / 2**48
