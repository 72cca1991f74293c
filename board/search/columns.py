"""What documents are narrowed and sorted by, a column for each facet and number."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property

import numpy as np

from board.search.analysis import stem
from board.search.beginnings import Beginnings, forgiven
from board.search.engine import COLLECTION
from board.search.folding import fold
from board.search.ranges import Range
from board.search.segment import Array, SegmentRow


class FacetColumn:
    """Which values each document has: a row of small numbers, 0 where it has no more."""

    def __init__(self, values: Sequence[str], codes: Array) -> None:
        self.values = list(values)
        self.codes = codes
        self._numbers = {value: number for number, value in enumerate(self.values, start=1)}

    @classmethod
    def read(cls, rows: Sequence[SegmentRow], name: str) -> "FacetColumn":
        """One facet of all rows."""
        labels = [tuple(dict.fromkeys(labels_of(row, name))) for row in rows]
        values = sorted({value for label in labels for value in label})
        numbers = {value: number for number, value in enumerate(values, start=1)}
        codes = np.zeros((len(rows), max([1, *map(len, labels)])), dtype=np.min_scalar_type(len(values)))
        for column in range(codes.shape[1]):
            codes[:, column] = [numbers[label[column]] if len(label) > column else 0 for label in labels]
        return cls(values, codes)

    @classmethod
    def join(cls, parts: Sequence["FacetColumn"]) -> "FacetColumn":
        """The same facet of several segments, one after another."""
        if len(parts) == 1:
            return parts[0]
        values = sorted({value for part in parts for value in part.values})
        numbers = {value: number for number, value in enumerate(values, start=1)}
        dtype, width = np.min_scalar_type(len(values)), max((part.codes.shape[1] for part in parts), default=1)
        codes = np.zeros((sum(len(part.codes) for part in parts), width), dtype=dtype)
        first = 0
        for part in parts:
            renumbered = np.array([0, *(numbers[value] for value in part.values)], dtype=dtype)
            codes[first : first + len(part.codes), : part.codes.shape[1]] = renumbered[part.codes]
            first += len(part.codes)
        return cls(values, codes)

    def count(self, docs: Array) -> dict[str, int]:
        """How many of the documents have each value; values that none has are left out."""
        counts = np.bincount(self.codes.take(docs, axis=0).ravel(), minlength=1)
        counts[0] = 0
        return {self.values[number - 1]: int(counts[number]) for number in np.flatnonzero(counts)}

    def with_any(self, values: Iterable[str]) -> Array:
        """For each document, whether it has one of the values."""
        asked_values = np.zeros(len(self.values) + 1, dtype=bool)
        asked_values[[self._numbers[value] for value in values if value in self._numbers]] = True
        return np.asarray(asked_values[self.codes].any(axis=1))

    def named(self, typed: str, slips: int) -> list[str]:
        """The values that somebody may mean."""
        return self._spoken.named(typed, slips)

    @cached_property
    def _spoken(self) -> "SpokenValues":
        return SpokenValues(self.values)


class SpokenValues:
    """Values in order, by the words that they are made of."""

    def __init__(self, values: Sequence[str]) -> None:
        self._values = values
        self._words = sorted((word, number) for number, value in enumerate(values) for word in spoken(value))

    def named(self, typed: str, slips: int = 0) -> list[str]:
        """The values that somebody may mean: each typed word, or its stem, begins one of a value's words."""
        meant: set[int] | None = None
        for word in spoken(typed):
            numbers = self._meant(word, min(slips, forgiven(word)))
            meant = numbers if meant is None else meant & numbers
            if not meant:
                break
        return [self._values[number] for number in sorted(meant or ())]

    def _meant(self, word: str, slips: int) -> set[int]:
        numbers = {number for _, number in self._beginning(word) + self._beginning(stem(word))}
        return numbers | {self._words[place][1] for place, _ in (self._beginnings.near(word, slips) if slips else ())}

    @cached_property
    def _beginnings(self) -> Beginnings:
        return Beginnings.of([word for word, _ in self._words])

    def _beginning(self, letters: str) -> list[tuple[str, int]]:
        first = bisect_left(self._words, (letters,))
        return self._words[first : bisect_left(self._words, (letters + chr(0x10FFFF),))]


class Number:
    """A number or instant of each document; not a number where it is not known."""

    def __init__(self, values: Array) -> None:
        self.values = values

    @classmethod
    def read(cls, rows: Sequence[SegmentRow], name: str) -> "Number":
        """One number of all rows."""
        return cls(np.array([row.numbers.get(name, np.nan) for row in rows], dtype=float))

    @classmethod
    def join(cls, parts: Sequence["Number"]) -> "Number":
        """The same number of several segments, one after another."""
        return cls(np.concatenate([part.values for part in parts] or [np.empty(0)]))

    def within(self, bounds: Range, docs: Array) -> Array:
        """For each of these documents, whether its number lies in the range."""
        return are_within(self.values.take(docs), bounds)


def are_within(values: Array, bounds: Range) -> Array:
    """For each number whether it lies in the range; what is not a number is missing."""
    inside = np.ones(len(values), dtype=bool) if bounds.missing else ~np.isnan(values)
    if bounds.low is not None:
        inside &= ~(values < bounds.low)
    if bounds.high is not None:
        inside &= ~(values >= bounds.high)
    return inside


def least(places: Array, first: int, last: int) -> Array:
    """The numbers that come from the first to the last place when all are in order."""
    if last < len(places):
        places = np.partition(places, last - 1)[:last]
    return np.sort(places)[first:last]


def labels_of(row: SegmentRow, name: str) -> tuple[str, ...]:
    """The values of a row's facet."""
    return (row.collection,) if name == COLLECTION else tuple(row.labels.get(name, ()))


def spoken(text: str) -> list[str]:
    """A value's words, which may be joined by hyphens."""
    return fold(text).replace("-", " ").split()
