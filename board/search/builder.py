"""Building a segment: out of documents, and out of older segments when they are merged."""

import json
import os
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from unicodedata import normalize

import numpy as np

from board.search import analysis
from board.search.documents import Document
from board.search.language import stop_words
from board.search.segment import NAMES_FROM, PLACES_END, TEXT_FROM, Array, Segment, SegmentRow, joined

_PLACE_BITS, _STEM_FROM = 16, 40
"""A posting while it is sorted is one whole number: stem, document and place from the highest bits to the lowest."""


class Builder:
    """Collects documents, and segments to be merged, for a new segment."""

    def __init__(self) -> None:
        self._rows: list[SegmentRow] = []
        self._texts: list[bytes] = []
        self._stems: defaultdict[str, int] = defaultdict(count().__next__)
        self._headings: defaultdict[str, int] = defaultdict(count().__next__)
        self._numbers = _Numbers(self._stems)
        self._tokens, self._docs, self._places = array("i"), array("i"), array("H")
        self._heading_tokens, self._heading_docs = array("i"), array("i")
        self._merged: list[tuple[Array, Array, Array]] = []
        self._merged_headings: list[tuple[Array, Array]] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, document: Document) -> None:
        """One more document. Its letters are kept composed, so that its words can be marked."""
        title, text = normalize("NFC", document.title), normalize("NFC", document.text)
        title_words, names = analysis.words(title), analysis.words(document.names)
        self._add_words(title_words, 0, NAMES_FROM)
        self._add_words(names, NAMES_FROM, TEXT_FROM)
        self._add_words(analysis.words(text), TEXT_FROM, PLACES_END)
        heading = {self._headings[word] for word in (*title_words, *names)}
        self._heading_tokens.extend(heading)
        self._heading_docs.extend([len(self)] * len(heading))
        self._rows.append(SegmentRow(document.collection, document.key, title, document.labels, document.numbers))
        self._texts.append(text.encode("utf-8", "replace"))

    def _add_words(self, words: list[str], first: int, end: int) -> None:
        numbers = [number for number in map(self._numbers.__getitem__, words) if number >= 0][: end - first - 1]
        self._tokens.extend(numbers)
        self._docs.extend([len(self)] * len(numbers))
        self._places.extend(range(first, first + len(numbers)))

    def merge(self, segment: Segment, deleted: Iterable[int]) -> None:
        """All that another segment has, without what was deleted from it."""
        values = np.ones(len(segment), dtype=bool)
        values[list(deleted)] = False
        renumbered = np.cumsum(values) - 1 + len(self)
        stems, docs, places = segment.tokens()
        current_values = values[docs]
        numbers = _numbers(segment.stems, stems[current_values], self._stems)
        self._merged.append((numbers[stems[current_values]], renumbered[docs[current_values]], places[current_values]))
        for spelling, stem in zip(segment.spellings, segment.stem_of_spelling.tolist(), strict=True):
            if numbers[stem] >= 0:
                self._numbers[spelling] = int(numbers[stem])
        headings, docs = segment.heading_tokens()
        current_values = values[docs]
        numbers = _numbers(segment.heading_words, headings[current_values], self._headings)
        self._merged_headings.append((numbers[headings[current_values]], renumbered[docs[current_values]]))
        self._rows.extend(segment.rows[doc] for doc in np.flatnonzero(values).tolist())
        self._texts.extend(segment.text(doc).encode() for doc in np.flatnonzero(values).tolist())

    def write(self, path: Path) -> None:
        """Keep all that was collected in one file, on the disk itself when this returns."""
        with path.open("wb") as file:
            np.savez(file, **self._arrays())  # type: ignore[arg-type]  # numpy's stub takes a name for another option
            file.flush()
            os.fsync(file.fileno())

    def _arrays(self) -> dict[str, Array]:
        stems = sorted(self._stems)
        spellings = sorted(word for word, number in self._numbers.items() if number >= 0)
        rank = _ranks(stems, self._stems)
        starts = np.cumsum([0, *map(len, self._texts)])
        return {
            "rows": np.frombuffer(json.dumps(self._rows).encode(), dtype=np.uint8),
            "texts": np.frombuffer(b"".join(self._texts), dtype=np.uint8),
            "text_starts": starts,
            "stems": joined(stems),
            "spellings": joined(spellings),
            "stem_of_spelling": rank[[self._numbers[word] for word in spellings]].astype(np.int32),
            **self._posting_arrays(rank),
            **self._heading_arrays(),
        }

    def _posting_arrays(self, rank: Array) -> dict[str, Array]:
        added = (_view(self._tokens), _view(self._docs), _view(self._places))
        keys = np.concatenate(
            [
                (rank[stems] << _STEM_FROM) | (docs.astype(np.int64) << _PLACE_BITS) | places
                for stems, docs, places in (*self._merged, added)
            ]
        )
        keys.sort()
        places = (keys & _low(_PLACE_BITS)).astype(np.uint16)
        keys >>= _PLACE_BITS
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        counts = np.diff(first, append=len(keys))
        in_title = np.add.reduceat(places < NAMES_FROM, first, dtype=np.int64) if len(first) else first
        keys = keys[first]
        docs = keys & _low(_STEM_FROM - _PLACE_BITS)
        starts = np.searchsorted(keys >> (_STEM_FROM - _PLACE_BITS), np.arange(len(rank) + 1))
        weights = counts + in_title
        return {
            "docs": docs.astype(np.int32),
            "counts": counts.astype(np.uint16),
            "weights": weights.astype(np.uint16),
            "places": places,
            "starts": starts,
            "place_starts": np.append(first, len(places))[starts],
            "lengths": np.bincount(docs, weights, minlength=len(self)).astype(np.int32),
        }

    def _heading_arrays(self) -> dict[str, Array]:
        words = sorted(self._headings)
        rank = _ranks(words, self._headings)
        added = (_view(self._heading_tokens), _view(self._heading_docs))
        keys = np.concatenate([(rank[word] << _STEM_FROM) | doc for word, doc in (*self._merged_headings, added)])
        keys.sort()
        return {
            "heading_words": joined(words),
            "heading_docs": (keys & _low(_STEM_FROM)).astype(np.int32),
            "heading_starts": np.searchsorted(keys >> _STEM_FROM, np.arange(len(words) + 1)),
        }


class _Numbers(dict[str, int]):
    """Word as it is written → the number of its stem, found out when first met; -1 for what does not count."""

    def __init__(self, stems: defaultdict[str, int]) -> None:
        super().__init__()
        self._stems = stems

    def __missing__(self, word: str) -> int:
        self[word] = -1 if word in stop_words() else self._stems[analysis.stem(word)]
        return self[word]


def _view(numbers: "array[int]") -> Array:
    return np.frombuffer(numbers, dtype=numbers.typecode)


def _numbers(words: list[str], used: Array, numbers: Mapping[str, int]) -> Array:
    """Place in a list → number, where it is used; -1 elsewhere."""
    answer = np.full(len(words), -1, dtype=np.int64)
    for place in np.unique(used).tolist():
        answer[place] = numbers[words[place]]
    return answer


def _ranks(words: list[str], numbers: Mapping[str, int]) -> Array:
    """Number → place in the sorted list."""
    ranks = np.empty(len(words), dtype=np.int64)
    ranks[[numbers[word] for word in words]] = np.arange(len(words))
    return ranks


def _low(bits: int) -> int:
    """The lowest bits of a number, all set."""
    return (1 << bits) - 1
