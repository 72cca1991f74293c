"""What documents are narrowed, sorted and named by, packed so that thousands are read in one go.

Each row's `facts` are whole numbers of four bytes: the key in two, the letters of the title, how many labels and how
many numbers there are; then the labels, the collection first; then each number as its name's id and its eight bytes.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from board.search.segment import Array

_KEY, _TITLE, _LABELS, _NUMBERS, _HEAD = 0, 2, 3, 4, 5
_NUMBER = 3
"""Whole numbers that one number takes."""


def pack(key: int, title: str, labels: Sequence[int], numbers: Mapping[int, float]) -> bytes:
    """The facts of a document; `labels` and the names of `numbers` are ids."""
    head = struct.pack("<qiii", key, len(title), len(labels), len(numbers))
    values = b"".join(struct.pack("<id", name, number) for name, number in numbers.items())
    return head + struct.pack(f"<{len(labels)}i", *labels) + values


class Batch(NamedTuple):
    """Facts as they are read: documents, how long the facts of each are, and all of them one after another."""

    docs: Array
    lengths: Array
    packed: Array

    @classmethod
    def read(cls, docs: bytes | None, lengths: bytes | None, packed: bytes | None) -> "Batch":
        """What PostgreSQL joined; it has no bytes where there are no rows."""
        return cls(
            np.frombuffer(docs or b"", dtype=">i4").astype(np.int64),
            np.frombuffer(lengths or b"", dtype=">i4").astype(np.int64) // 4,
            np.frombuffer(packed or b"", dtype="<i4"),
        )


class Facts:
    """The facts of the documents that were asked for so far; those that are gone meanwhile have none."""

    def __init__(self, read: Callable[[Array], Batch]) -> None:
        self._read = read
        self._asked = np.empty(0, dtype=np.int64)
        self._docs = np.empty(0, dtype=np.int64)
        self._starts = np.empty(0, dtype=np.int64)
        self._packed = np.empty(0, dtype="<i4")
        self._columns: dict[int, Array] = {}
        self._flat: tuple[Array, Array] | None = None
        self._last: tuple[Array, Array, Array] | None = None

    def add(self, batch: Batch) -> None:
        """These are known from now on."""
        starts = np.cumsum(batch.lengths) - batch.lengths + len(self._packed)
        docs, starts = np.concatenate((self._docs, batch.docs)), np.concatenate((self._starts, starts))
        order = np.argsort(docs, kind="stable")
        self._docs, self._starts = docs[order], starts[order]
        self._packed = np.concatenate((self._packed, batch.packed))
        self._asked = _joined(self._asked, batch.docs)
        self._columns, self._flat, self._last = {}, None, None

    def rows(self, docs: Array) -> tuple[Array, Array]:
        """For each document its row here, and whether there is one: it may have been removed since it was named."""
        if self._last is not None and self._last[0] is docs:
            return self._last[1:]
        if not len(self._asked):
            missing = docs
        else:
            missing = docs[self._asked[np.searchsorted(self._asked, docs).clip(max=len(self._asked) - 1)] != docs]
        if len(missing):
            self.add(self._read(missing))
            self._asked = _joined(self._asked, missing)
        if not len(self._docs):
            return np.zeros(len(docs), dtype=np.int64), np.zeros(len(docs), dtype=bool)
        rows = np.searchsorted(self._docs, docs).clip(max=len(self._docs) - 1)
        self._last = docs, rows, self._docs[rows] == docs
        return self._last[1:]

    def keys(self, docs: Array) -> Array:
        """The key of each."""
        starts = self._starts[self.rows(docs)[0]]
        low, high = self._packed[starts].view("<u4").astype(np.int64), self._packed[starts + 1].astype(np.int64)
        return np.asarray((high << 32) | low)

    def title_lengths(self, docs: Array) -> Array:
        """The letters of each title."""
        return self._packed[self._starts[self.rows(docs)[0]] + _TITLE].astype(np.int64)

    def collections(self, docs: Array) -> Array:
        """The label that says each document's collection; 0 where the document is gone."""
        rows, is_there = self.rows(docs)
        if not len(self._docs):
            return np.zeros(len(docs), dtype=np.int64)
        return np.where(is_there, self._packed[self._starts[rows] + _HEAD], 0)

    def labels(self, docs: Array) -> tuple[Array, Array]:
        """All labels of these documents, and for each of them the place of its document among these."""
        rows, is_there = self.rows(docs)
        labels, owners = self._labels()
        place = np.full(len(self._docs), -1, dtype=np.int64)
        place[rows[is_there]] = np.flatnonzero(is_there)
        places = place[owners] if len(owners) else owners
        among = places >= 0
        return labels[among], places[among]

    def number(self, name: int, docs: Array) -> Array:
        """A number of each document; not a number where it has none."""
        rows, is_there = self.rows(docs)
        if name not in self._columns:
            self._columns[name] = self._column(name)
        column = self._columns[name]
        return np.where(is_there, column[rows], np.nan) if len(column) else np.full(len(docs), np.nan)

    def _labels(self) -> tuple[Array, Array]:
        if self._flat is None:
            places, owners = _ragged(self._starts + _HEAD, self._packed[self._starts + _LABELS])
            self._flat = self._packed[places], owners
        return self._flat

    def _column(self, name: int) -> Array:
        starts, counts = self._starts, self._packed[self._starts + _NUMBERS].astype(np.int64)
        first = starts + _HEAD + self._packed[starts + _LABELS]
        places, owners = _ragged(first, counts, _NUMBER)
        ours = self._packed[places] == name
        places, owners = places[ours], owners[ours]
        values = np.stack((self._packed[places + 1], self._packed[places + 2]), axis=1).astype("<i4")
        column = np.full(len(starts), np.nan)
        column[owners] = values.view("<f8")[:, 0] if len(values) else np.nan
        return column


def _joined(docs: Array, others: Array) -> Array:
    """Both, in order; some may be there twice."""
    return np.sort(np.concatenate((docs, others)), kind="stable")


def _ragged(starts: Array, counts: Array, step: int = 1) -> tuple[Array, Array]:
    """The places of several runs, one after another, and to which run each belongs."""
    counts = counts.astype(np.int64)
    owners = np.repeat(np.arange(len(counts)), counts)
    inside = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(starts, counts) + inside * step, owners
