"""Facets, their values, and the names of numbers, by the small numbers that stand for them in the index.

Under one epoch they are only ever added to, in the order of their numbers, so each process remembers what it has read.
"""

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np

from board.search.columns import SpokenValues
from board.search.postgresql.connection import Asker
from board.search.postgresql.schema import SCHEMA
from board.search.segment import Array

Label = tuple[str, str]
"""A facet and one of its values."""
NONE = 0
"""What no name has."""


class IndexNames:
    """What one index calls things, as far as it was read. Threads may share it: what is added is added whole."""

    def __init__(self, epoch: object) -> None:
        self.epoch = epoch
        self._labels: dict[int, Label] = {}
        self._label_ids: dict[Label, int] = {}
        self._numbers: dict[str, int] = {}
        self._spoken: dict[str, SpokenValues] = {}

    def read(self, ask: Asker, last_label: int, last_number: int) -> None:
        """Learn what was added meanwhile."""
        if last_label > max(self._labels, default=0):
            rows = ask.rows(f"SELECT id, facet, value FROM {SCHEMA}.labels")
            self._labels = {number: (facet, value) for number, facet, value in rows}
            self._label_ids = {label: number for number, label in self._labels.items()}
            self._spoken = {}
        if last_number > max(self._numbers.values(), default=0):
            self._numbers = dict(ask.rows(f"SELECT name, id FROM {SCHEMA}.numbers"))

    def value(self, label: int) -> str:
        """What a label says."""
        return self._labels[label][1]

    def facet(self, label: int) -> str:
        """Of what it says that."""
        return self._labels[label][0]

    def named(self, facet: str, typed: str, slips: int) -> list[str]:
        """The values of a facet that somebody may mean."""
        spoken = self._spoken
        if facet not in spoken:
            spoken[facet] = SpokenValues(sorted(value for name, value in self._label_ids if name == facet))
        return spoken[facet].named(typed, slips)

    def ids(self, facet: str, values: Iterable[str]) -> list[int]:
        """The labels of these values; those that nothing ever had are left out."""
        return [self._label_ids[facet, value] for value in sorted(values) if (facet, value) in self._label_ids]

    def number(self, name: str) -> int:
        """What stands for the name of a number."""
        return self._numbers.get(name, NONE)

    def ranks(self, labels: Array) -> Array:
        """For each of these labels its place by the alphabet."""
        known = np.unique(labels)
        words = sorted(self._labels[label][1] for label in known.tolist())
        ranks = np.array([bisect_left(words, self._labels[label][1]) for label in known.tolist()], dtype=np.int64)
        return ranks[np.searchsorted(known, labels)] if len(known) else labels
