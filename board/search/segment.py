"""One immutable part of the index, in memory: read whole from one file of arrays.

Postings lie one after another, sorted by stem and then by document, so that everything about a stem is one slice of
each array. A document is a number from 0 up within its segment. Places count the words of a document: those of the
title from 0, of the lesser names from `NAMES_FROM`, of the text from `TEXT_FROM`.
"""

import json
from bisect import bisect_left
from collections.abc import Mapping
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from board.search.beginnings import Beginnings
from board.search.memory import Memory

Array = NDArray[Any]

NAMES_FROM, TEXT_FROM, PLACES_END = 1_000, 2_000, 65_535
"""Words past the end of their part are not indexed."""

MOST_REMEMBERED = 200
"""Columns and the like that others work out of a segment and keep with it."""


class SegmentRow(NamedTuple):
    """What is kept of a document as it is."""

    collection: str
    key: int
    title: str
    labels: Mapping[str, tuple[str, ...]]
    numbers: Mapping[str, float]


class Slice(NamedTuple):
    """A stem's postings: in which documents it stands, how often, and how much that weighs."""

    docs: Array
    counts: Array
    weights: Array
    places: Array


class Segment:
    """A part of the index in memory. Nothing that happens to its file afterwards reaches it."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.rows = _rows(arrays["rows"].tobytes())
        self.keys = np.array([row.key for row in self.rows], dtype=np.int64)
        self.memory = Memory(MOST_REMEMBERED)
        self.stems = parted(arrays["stems"])
        self.spellings = parted(arrays["spellings"])
        self.stem_of_spelling = arrays["stem_of_spelling"]
        self.lengths = arrays["lengths"]
        self.heading_words = parted(arrays["heading_words"])
        self.heading_starts, self.heading_docs = arrays["heading_starts"], arrays["heading_docs"]
        self._starts, self._place_starts = arrays["starts"], arrays["place_starts"]
        self._postings = Slice(*(arrays[name] for name in Slice._fields))
        self._texts, self._text_starts = arrays["texts"], arrays["text_starts"]

    def __len__(self) -> int:
        return len(self.rows)

    @classmethod
    def read(cls, path: Path) -> "Segment":
        """What was written there; a file that is damaged does not pass its own checksums."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays)

    def has(self, stem: str) -> bool:
        """Whether any word has this stem."""
        place = bisect_left(self.stems, stem)
        return place < len(self.stems) and self.stems[place] == stem

    def postings(self, stem: str) -> Slice | None:
        """Where a stem stands."""
        place = bisect_left(self.stems, stem)
        if place == len(self.stems) or self.stems[place] != stem:
            return None
        part = slice(self._starts[place], self._starts[place + 1])
        docs, counts, weights, places = self._postings
        inside = places[self._place_starts[place] : self._place_starts[place + 1]]
        return Slice(docs[part], counts[part], weights[part], inside)

    def stems_beginning(self, letters: str) -> set[str]:
        """The stems of all words as they are written that begin with these letters."""
        first, last = _between(self.spellings, letters)
        return {self.stems[number] for number in self.stem_of_spelling[first:last]}

    def titled(self, letters: str) -> Array:
        """The documents that have a word beginning with these letters in their title or lesser names; some twice."""
        first, last = _between(self.heading_words, letters)
        return self.heading_docs[self.heading_starts[first] : self.heading_starts[last]]

    @property
    def beginnings(self) -> Beginnings:
        """What the heading words begin with."""
        return self.memory.once("beginnings", lambda: Beginnings.of(self.heading_words))

    def text(self, doc: int) -> str:
        """A document's text as it was handed in."""
        return str(self._texts[self._text_starts[doc] : self._text_starts[doc + 1]].tobytes(), "utf-8")

    def tokens(self) -> tuple[Array, Array, Array]:
        """Every word that was indexed: number of its stem, document, place."""
        stems = np.repeat(np.arange(len(self.stems)), np.diff(self._place_starts))
        return stems, np.repeat(self._postings.docs, self._postings.counts), self._postings.places

    def heading_tokens(self) -> tuple[Array, Array]:
        """Every word of a title or lesser name, once a document: its number, the document."""
        return np.repeat(np.arange(len(self.heading_words)), np.diff(self.heading_starts)), self.heading_docs


def _rows(written: bytes) -> list[SegmentRow]:
    """The rows again. Thousands of them have the same few values, which are kept once."""
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    rows = []
    for collection, key, title, labels, numbers in json.loads(written):
        for name, values in labels.items():
            labels[name] = shared.setdefault(tuple(values), tuple(values))
        rows.append(SegmentRow(intern(collection), key, title, labels, numbers))
    return rows


def joined(words: list[str]) -> Array:
    """Words as an array keeps them."""
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def parted(words: Array) -> list[str]:
    """The words again."""
    return str(words.tobytes(), "utf-8").split("\n") if len(words) else []


def _between(words: list[str], letters: str) -> tuple[int, int]:
    """Where the words that begin with these letters start and end in a sorted list."""
    return bisect_left(words, letters), bisect_left(words, letters + chr(0x10FFFF))
