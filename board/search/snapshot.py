"""One generation of the index, in memory and never changed: its documents, their columns and their order.

A document is a number over all segments, one segment's after another's. What is asked for is joined from the segments
when it is first needed; the segments are shared by all generations that have them.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TypeVar

import numpy as np

from board.search.columns import FacetColumn, Number, least
from board.search.engine import COLLECTION, Key, Scope
from board.search.memory import Memory
from board.search.ranges import Range
from board.search.segment import Array, Segment

MOST_REMEMBERED = 500
"""Columns, masks and orders kept ready: a byte to eight for each document."""

T = TypeVar("T")


class Snapshot:
    """Everything about one generation but its words."""

    def __init__(self, segments: Mapping[str, tuple[Segment, frozenset[int]]]) -> None:
        self.by_name = {name: segment for name, (segment, _) in segments.items()}
        self.segments = [segment for segment, _ in segments.values()]
        self.firsts: list[int] = np.cumsum([0, *map(len, self.segments)])[:-1].tolist()
        self.size = sum(map(len, self.segments))
        self.is_live = np.ones(self.size, dtype=bool)
        for first, (_, deleted) in zip(self.firsts, segments.values(), strict=True):
            self.is_live[[first + doc for doc in deleted]] = False
        self._memory = Memory(MOST_REMEMBERED)

    def __len__(self) -> int:
        return int(self.is_live.sum())

    def keys(self, docs: Sequence[int]) -> list[Key]:
        """What these documents are called by those who handed them in."""
        return [(row.collection, row.key) for row in (self._at(doc, lambda part, at: part.rows[at]) for doc in docs)]

    def live_keys(self) -> set[Key]:
        """What all documents are called."""
        return set(self.keys(np.flatnonzero(self.is_live).tolist()))

    def titles(self, docs: Sequence[int]) -> list[str]:
        """The titles of these documents."""
        return [self._at(doc, lambda segment, number: segment.rows[number].title) for doc in docs]

    def texts(self, docs: Sequence[int]) -> list[str]:
        """The texts of these documents."""
        return [self._at(doc, Segment.text) for doc in docs]

    def find(self, key: Key) -> int | None:
        """The document of this name."""
        named = self.with_any(COLLECTION, frozenset({key[0]})) & (self._keys == key[1])
        docs = np.flatnonzero(named & self.is_live)
        return int(docs[0]) if len(docs) else None

    def facet(self, name: str) -> FacetColumn:
        """A facet of all documents."""
        return self._memory.once(
            ("facet", name), lambda: FacetColumn.join([_facet(segment, name) for segment in self.segments])
        )

    def number(self, name: str) -> Number:
        """A number of all documents."""
        return self._memory.once(
            ("number", name), lambda: Number.join([_number(segment, name) for segment in self.segments])
        )

    def with_any(self, facet: str, values: frozenset[str]) -> Array:
        """For each document, whether it has one of the values."""
        return self._memory.once((facet, values), lambda: self.facet(facet).with_any(values))

    def labelled(self, facet: str, values: frozenset[str], docs: Array) -> Array:
        """For each of these documents, whether it has one of the values."""
        return np.asarray(self.with_any(facet, values)[docs])

    def count_labels(self, facet: str, docs: Array) -> dict[str, int]:
        """How many of the documents have each value of a facet."""
        return self.facet(facet).count(docs)

    def named(self, facet: str, typed: str, slips: int = 0) -> list[str]:
        """The values of a facet that somebody may mean."""
        return self.facet(facet).named(typed, slips)

    def count_visible(self, facet: str, value: str, scope: Scope) -> int:
        """How many documents of a scope have the value."""
        docs = np.flatnonzero(self.with_any(facet, frozenset({value})))
        return int(self.is_visible(scope, docs).sum())

    def within(self, name: str, bounds: Range, docs: Array) -> Array:
        """For each of these documents, whether its number lies in the range."""
        return self.number(name).within(bounds, docs)

    def everything(self, scope: Scope) -> Array:
        """All documents in the scope."""
        docs = np.flatnonzero(self._open(scope.collections))
        return docs[self.is_visible(scope, docs)]

    def is_visible(self, scope: Scope, docs: Array) -> Array:
        """For each of these documents, whether it is in the scope."""
        visible = self._open(scope.collections)[docs]
        for name, bounds in scope.ranges.items():
            visible &= self.within(name, bounds, docs)
        return np.asarray(visible)

    def places(self, docs: Array) -> Array:
        """For each of these documents its place among all by collection and number."""
        return np.asarray(self._rank[docs])

    def at(self, places: Array) -> Array:
        """The documents at these places."""
        return np.asarray(self._by_key[places])

    def by_number(self, name: str, downwards: bool, docs: Array, first: int, last: int) -> list[int]:
        """From the first to the last place of these documents by a number, missing ones last, ties by key."""
        in_order, place = self._by_number(name, downwards)
        return list(in_order[least(place[docs], first, last)].tolist())

    def title_lengths(self, docs: Array) -> Array:
        """How many letters the title of each of these documents has."""
        return np.asarray(self._title_lengths[docs])

    @cached_property
    def _by_key(self) -> Array:
        """All documents by collection and number."""
        return np.lexsort((self._keys, self.facet(COLLECTION).codes[:, 0]))

    @cached_property
    def _rank(self) -> Array:
        """For each document its place in that order."""
        return np.argsort(self._by_key)

    def _by_number(self, name: str, downwards: bool) -> tuple[Array, Array]:
        """All documents by a number, missing ones last, ties by key; and for each document its place in that order."""

        def order() -> tuple[Array, Array]:
            values = self.number(name).values
            by_number = np.lexsort((self._rank, -values if downwards else values))
            return by_number, np.argsort(by_number)

        return self._memory.once(("order", name, downwards), order)

    def _open(self, collections: tuple[str, ...]) -> Array:
        return self._memory.once(
            ("open", collections), lambda: self.with_any(COLLECTION, frozenset(collections)) & self.is_live
        )

    @cached_property
    def _title_lengths(self) -> Array:
        return np.concatenate([_title_lengths(segment) for segment in self.segments] or [np.empty(0, dtype=np.int64)])

    @cached_property
    def _keys(self) -> Array:
        return np.concatenate([segment.keys for segment in self.segments] or [np.empty(0, dtype=np.int64)])

    def _at(self, doc: int, read: Callable[[Segment, int], T]) -> T:
        part = bisect_right(self.firsts, doc) - 1
        return read(self.segments[part], doc - self.firsts[part])


def _facet(segment: Segment, name: str) -> FacetColumn:
    return segment.memory.once(("facet", name), lambda: FacetColumn.read(segment.rows, name))


def _number(segment: Segment, name: str) -> Number:
    return segment.memory.once(("number", name), lambda: Number.read(segment.rows, name))


def _title_lengths(segment: Segment) -> Array:
    return segment.memory.once(
        "title lengths", lambda: np.array([len(row.title) for row in segment.rows], dtype=np.int64)
    )
