"""Where words and phrases stand in a snapshot, and how much that says: BM25F, with a word's rarity as Lucene has it.

The score of a document for a word is the word's rarity times its impact there. Impacts are worked out once for all
documents of a word, so that a query only has to gather and add.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from board.search import spelling
from board.search.beginnings import Beginnings
from board.search.engine import Scope
from board.search.memory import Memory
from board.search.segment import NAMES_FROM, Array, Slice
from board.search.snapshot import Snapshot

K1, B = 1.5, 0.75
"""How soon a word said again counts little more, and how much long documents are marked down."""

MOST_REMEMBERED = 5_000_000
"""Postings kept ready: twelve bytes each."""

RARER = 30
"""When one word is so many times rarer than another its documents are looked up one by one among the other's."""

_PLACE_BITS = 16


class TermMatches(NamedTuple):
    """Documents in ascending order, and how well each fits."""

    docs: Array
    scores: Array

    def times(self, factor: float) -> "TermMatches":
        """The same documents, each fitting so much better or worse."""
        return TermMatches(self.docs, self.scores * np.float32(factor))


NOTHING = TermMatches(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))


class Terms:
    """The words of one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._parts = list(zip(snapshot.segments, snapshot.firsts, strict=True))
        self._size = snapshot.size
        lengths = np.concatenate([segment.lengths for segment in snapshot.segments] or [np.ones(1)])
        self._norms = (K1 * (1 - B + B * lengths / max(float(lengths.mean()), 1.0))).astype(np.float32)
        self._memory = Memory(MOST_REMEMBERED)

    def word(self, stem: str) -> TermMatches:
        """The documents that have a word with this stem."""
        return self._memory.once(("word", stem), lambda: self._word(stem), _size)

    def phrase(self, stems: Sequence[str]) -> TermMatches:
        """The documents that have these words one after another."""
        if len(stems) < 2:
            return self.word(stems[0]) if stems else NOTHING
        return self._memory.once(("phrase", *stems), lambda: self._phrase(stems), _size)

    def beginning(self, letters: str) -> TermMatches:
        """The documents that have a word beginning with these letters; who has several counts by the best of them."""

        def beginning() -> TermMatches:
            stems = {stem for segment, _ in self._parts for stem in segment.stems_beginning(letters)}
            return either([self.word(stem) for stem in stems])

        return self._memory.once(("beginning", letters), beginning, _size)

    def titled(self, letters: str) -> Array:
        """The documents that have a word beginning with these letters in their title or lesser names."""

        def titled() -> Array:
            docs = [segment.titled(letters) + np.int64(first) for segment, first in self._parts]
            return np.unique(np.concatenate(docs or [NOTHING.docs]))

        return self._memory.once(("titled", letters), titled, len)

    def nearly_titled(self, letters: str, slips: int) -> list[tuple[int, Array]]:
        """The documents that have a word there that begins nearly with these letters, by its slips."""
        near = self._beginnings.near(letters, slips)
        by_slips = [(count, [place for place, other in near if other == count]) for count in range(1, slips + 1)]
        return [(count, np.concatenate(list(map(self._titled_by, places)))) for count, places in by_slips if places]

    def words(self, stems: Iterable[str]) -> list[TermMatches]:
        """The same as `word`, of several."""
        return list(map(self.word, stems))

    def known(self, stems: Iterable[str]) -> set[str]:
        """Those of the stems that a word anywhere has."""
        return {stem for stem in stems if any(segment.has(stem) for segment, _ in self._parts)}

    def count_visible(self, stem: str, scope: Scope) -> int:
        """How many documents of a scope have a word with this stem."""
        return int(self._snapshot.is_visible(scope, self.word(stem).docs).sum())

    def alike(self, word: str, slips: int) -> set[str]:
        """Words as they are written somewhere that may be so many slips away from this one."""
        return {other for segment, _ in self._parts for other in spelling.alike(word, segment, slips)}

    def rarities(self, stems: Iterable[str]) -> dict[str, float]:
        """How much each word says."""
        return {stem: self.rarity(stem) for stem in stems}

    def rarity(self, stem: str) -> float:
        """How much a word says: the more, the fewer documents have it."""
        return self._rarity(len(self.word(stem).docs))

    @cached_property
    def _beginnings(self) -> Beginnings:
        """What the heading words of all segments begin with, one segment's after another's."""
        return Beginnings.join([segment.beginnings for segment, _ in self._parts])

    def _titled_by(self, place: int) -> Array:
        starts, docs = self._headings
        return docs[starts[place] : starts[place + 1]]

    @cached_property
    def _headings(self) -> tuple[list[int], Array]:
        """For each of those heading words where its documents start, and the documents."""
        counts = [np.diff(segment.heading_starts) for segment, _ in self._parts]
        docs = [segment.heading_docs + np.int64(first) for segment, first in self._parts]
        return np.concatenate([[0], *counts]).cumsum().tolist(), np.concatenate(docs or [NOTHING.docs])

    def _rarity(self, having: int) -> float:
        return math.log(1 + (self._size - having + 0.5) / (having + 0.5))

    def _slices(self, stem: str) -> Iterator[tuple[Slice, int]]:
        for segment, first in self._parts:
            if (matching_slice := segment.postings(stem)) is not None:
                yield matching_slice, first

    def _word(self, stem: str) -> TermMatches:
        slices = list(self._slices(stem))
        if not slices:
            return NOTHING
        docs = np.concatenate([other.docs + np.int64(first) for other, first in slices])
        weights = np.concatenate([other.weights for other, _ in slices])
        return self._scored(docs, weights, self._rarity(len(docs)))

    def _scored(self, docs: Array, weights: Array, rarity: float) -> TermMatches:
        heavy = weights.astype(np.float32)
        return TermMatches(docs, np.float32(rarity * (K1 + 1)) * heavy / (heavy + self._norms[docs]))

    def _phrase(self, stems: Sequence[str]) -> TermMatches:
        starts = self._places(stems[0])
        for distance, stem in enumerate(stems[1:], start=1):
            places = self._places(stem) - distance
            few, many = (starts, places) if len(starts) < len(places) else (places, starts)
            starts = few[are_among(few, many)]
        docs, first, counts = np.unique(starts >> _PLACE_BITS, return_index=True, return_counts=True)
        if not len(docs):
            return NOTHING
        in_title = np.add.reduceat((starts & ((1 << _PLACE_BITS) - 1)) < NAMES_FROM, first, dtype=np.int64)
        return self._scored(docs, counts + in_title, sum(map(self.rarity, stems)))

    def _places(self, stem: str) -> Array:
        """Everywhere a word stands: the document in the high bits, the place in the low ones; ascending."""
        places = [
            (np.repeat(other.docs + np.int64(first), other.counts) << _PLACE_BITS) | other.places
            for other, first in self._slices(stem)
        ]
        return np.concatenate(places or [NOTHING.docs])


def both(term_matches: TermMatches, other: TermMatches) -> TermMatches:
    """The documents of both, and what they fit together."""
    few, many = (term_matches, other) if len(term_matches.docs) < len(other.docs) else (other, term_matches)
    if not len(few.docs):
        return NOTHING
    if len(few.docs) * RARER < len(many.docs):
        place = np.searchsorted(many.docs, few.docs)
        place[place == len(many.docs)] = 0
        taken = many.docs[place] == few.docs
        return TermMatches(few.docs[taken], few.scores[taken] + many.scores[place[taken]])
    spread = np.zeros(max(few.docs[-1], many.docs[-1]) + 1, dtype=np.float32)
    spread[many.docs] = many.scores
    more = spread.take(few.docs)
    taken = np.flatnonzero(more > 0)
    return TermMatches(few.docs.take(taken), few.scores.take(taken) + more.take(taken))


def either(several: Iterable[TermMatches]) -> TermMatches:
    """The documents of any, each by the best it fits."""
    term_matches = [term_matches for term_matches in several if len(term_matches.docs)]
    if len(term_matches) < 2:
        return term_matches[0] if term_matches else NOTHING
    docs = np.concatenate([term_matches.docs for term_matches in term_matches])
    order = np.argsort(docs, kind="stable")
    docs, scores = docs[order], np.concatenate([term_matches.scores for term_matches in term_matches])[order]
    first = np.flatnonzero(np.diff(docs, prepend=-1))
    return TermMatches(docs[first], np.maximum.reduceat(scores, first))


def are_among(docs: Array, others: Array) -> Array:
    """For each of the documents, whether the others, in ascending order, hold it too."""
    if not len(others):
        return np.zeros(len(docs), dtype=bool)
    place = np.searchsorted(others, docs)
    place[place == len(others)] = 0
    return np.asarray(others[place] == docs)


def _size(term_matches: TermMatches) -> int:
    return len(term_matches.docs)
