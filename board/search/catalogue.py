"""What a searcher works with, whichever engine it belongs to: documents by number, and where words stand in them.

A document is a whole number here, from 0 up, that means something only while one request is answered.
"""

from collections.abc import Iterable, Sequence
from typing import Protocol

from board.search.engine import Key, Scope
from board.search.ranges import Range
from board.search.segment import Array
from board.search.terms import TermMatches


class Catalogue(Protocol):
    """Everything about the documents but their words."""

    @property
    def size(self) -> int:
        """More than the greatest number of a document that is named."""

    def keys(self, docs: Sequence[int]) -> list[Key]:
        """What these documents are called by those who handed them in."""

    def find(self, key: Key) -> int | None:
        """The document of this name."""

    def titles(self, docs: Sequence[int]) -> list[str]:
        """The titles of these documents."""

    def texts(self, docs: Sequence[int]) -> list[str]:
        """The texts of these documents."""

    def title_lengths(self, docs: Array) -> Array:
        """How many letters the title of each has."""

    def everything(self, scope: Scope) -> Array:
        """All documents in the scope."""

    def is_visible(self, scope: Scope, docs: Array) -> Array:
        """For each of these documents, whether it is in the scope."""

    def labelled(self, facet: str, values: frozenset[str], docs: Array) -> Array:
        """For each of these documents, whether it has one of the values."""

    def within(self, name: str, bounds: Range, docs: Array) -> Array:
        """For each of these documents, whether its number lies in the range."""

    def named(self, facet: str, typed: str, slips: int = 0) -> list[str]:
        """The values of a facet that somebody may mean, who slips no more than so often in a word."""

    def count_labels(self, facet: str, docs: Array) -> dict[str, int]:
        """How many of the documents have each value of a facet."""

    def count_visible(self, facet: str, value: str, scope: Scope) -> int:
        """How many documents of a scope have the value."""

    def places(self, docs: Array) -> Array:
        """For each of these documents its place by collection and number, below 2²⁴."""

    def at(self, places: Array) -> Array:
        """The documents at places that `places` told last."""

    def by_number(self, name: str, downwards: bool, docs: Array, first: int, last: int) -> list[int]:
        """From the first to the last place of these documents by a number, missing ones last, ties by key."""


class Lexicon(Protocol):
    """Where words and phrases stand, and how much that says."""

    def word(self, stem: str) -> TermMatches:
        """The documents that have a word with this stem."""

    def words(self, stems: Iterable[str]) -> list[TermMatches]:
        """The same, of several."""

    def phrase(self, stems: Sequence[str]) -> TermMatches:
        """The documents that have these words one after another."""

    def beginning(self, letters: str) -> TermMatches:
        """The documents that have a word beginning with these letters."""

    def titled(self, letters: str) -> Array:
        """The documents that have a word beginning with these letters in their title or lesser names."""

    def nearly_titled(self, letters: str, slips: int) -> list[tuple[int, Array]]:
        """The documents that have a word there that begins nearly so, by how many slips it is away: one or more."""

    def rarities(self, stems: Iterable[str]) -> dict[str, float]:
        """How much each word says: the more, the fewer documents have it."""

    def known(self, stems: Iterable[str]) -> set[str]:
        """Those of the stems that a word anywhere has."""

    def count_visible(self, stem: str, scope: Scope) -> int:
        """How many documents of a scope have a word with this stem."""

    def alike(self, word: str, slips: int) -> Iterable[str]:
        """Words as they are written somewhere that may be so many slips away from this one."""
