"""Counts as a report shows them: multiples of five that cannot be worked back (docs/decisions/0016).

A family is a number of people or events that is shown as a total and in breakdowns, with its parts: each part lies
within another (students with a mentor within students). Four things hold for all that is shown of a family:

- each number is a multiple of five and differs from the true one by less than five;
- each breakdown adds up to the same total;
- no number is above the one that it is part of;
- the same counts give the same numbers, in whatever report and however often they are asked for.

Everything else that a report shows (shares, sums over years, remainders) is computed from these numbers, never from
the counts. So whoever asks for all of it learns no more than these numbers.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, islice
from math import log

BASE = 5
CHOICES = 300
"""How many choices of what is raised are looked at for one part, before the one around it is chosen otherwise."""

Counts = Mapping[str, int]
Table = Mapping[str, Counts]
"""Part → label → count: one breakdown. The first part is the whole; each other comes after the one it lies within."""
Numbers = dict[str, dict[str, int]]
"""The same, as it is shown."""


@dataclass(frozen=True)
class Rounding:
    """What is drawn for one family: the secret of the installation makes it, so nobody can draw it again."""

    secret: bytes
    family: str
    within: Mapping[str, str]
    """Part → the part that it lies within; the whole has none."""

    def rounded(self, tables: Mapping[str, Table]) -> dict[str, Numbers]:
        """Every breakdown of the family, by its name. All have the same totals."""
        drawn = int(self.draw("total") * BASE)
        for nudge in (*range(drawn, BASE), *range(drawn)):
            numbers = {name: TableRounding(self, table, nudge).numbers() for name, table in tables.items()}
            if all(numbers.values()):
                return numbers
        return {name: TableRounding(self, table, drawn, must_add_up=False).numbers() for name, table in tables.items()}

    def draw(self, label: str) -> float:
        """A number between 0 and 1, neither included."""
        digest = hmac.digest(self.secret, f"reports\n{self.family}\n{label}".encode(), hashlib.sha256)
        return (int.from_bytes(digest[:6]) + 0.5) / 2**48


@dataclass(frozen=True)
class TableRounding:
    """One table, of which each count is lowered or raised to a multiple of five."""

    rounding: Rounding
    table: Table
    nudge: int
    """What is added to each total before it is lowered: the same for all, so no part's passes that of its whole."""
    must_add_up: bool = True
    """Otherwise a part without room in its whole is left lower than its total: nothing that was tried came to that."""

    def numbers(self) -> Numbers:
        """The table as it is shown; empty if these totals leave a part no room in its whole."""
        whole = next(iter(self.table))
        raised = self._raised(whole, frozenset())
        if raised is None:
            return {}
        return {
            part: {label: lowered(count) + BASE * (label in raised[part]) for label, count in counts.items()}
            for part, counts in self.table.items()
        }

    def _raised(self, part: str, above: frozenset[str]) -> dict[str, frozenset[str]] | None:
        """Part → what is raised of it, for a part and all that lies within it; None if nothing fits what is above."""
        counts = self.table[part]
        missing = lowered(sum(counts.values()) + self.nudge) - sum(map(lowered, counts.values()))
        free = [label for label in self._between(part) if label in above or not self._is_tied(part, label)]
        number = missing // BASE if self.must_add_up else min(missing // BASE, len(free))
        for choice in islice(combinations(free, number), CHOICES):
            inner = [self._raised(name, frozenset(choice)) for name in self._inside(part)]
            if None not in inner:
                return {part: frozenset(choice)} | {
                    name: labels for each in inner if each for name, labels in each.items()
                }
        return None

    def _inside(self, part: str) -> list[str]:
        return [name for name, outer in self.rounding.within.items() if outer == part]

    def _between(self, part: str) -> list[str]:
        """The labels whose count is no multiple of five, in the order in which they are raised."""
        counts = self.table[part]
        return sorted(
            (label for label, count in counts.items() if count % BASE),
            key=lambda label: -log(self.rounding.draw(label)) / (counts[label] % BASE),
        )

    def _is_tied(self, part: str, label: str) -> bool:
        """Can this be raised only where what is around it is raised too?"""
        outer = self.rounding.within.get(part)
        return outer is not None and lowered(self.table[outer][label]) == lowered(self.table[part][label])


def lowered(count: int) -> int:
    """The multiple of five at or below a count."""
    return count // BASE * BASE
