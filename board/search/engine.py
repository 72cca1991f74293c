"""What callers ask of a search engine and what they get; which engine it is, they do not know."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from board.search.documents import Document
from board.search.query import Query


class IndexUnavailable(Exception):
    """The index is missing or damaged. Ask the database instead, and rebuild."""


@dataclass(frozen=True)
class Range:
    """A bound on a number: at least `low`, below `high`. `missing`: does a document without the number pass?"""

    low: float | None = None
    high: float | None = None
    missing: bool = False


@dataclass(frozen=True)
class SearchRequest:
    """Words, the scope, the filters. Values of one facet are alternatives; facets must all hold."""

    query: Query
    collections: tuple[str, ...]
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    sort: tuple[str, bool] | None = None
    """Number to sort by and whether downwards; missing ones come last. None: best match first."""
    page: int = 1
    per_page: int = 20


@dataclass(frozen=True)
class SearchResults:
    """The page asked for, and what is true of all pages."""

    keys: list[tuple[str, int]]
    total: int
    facets: dict[str, dict[str, int]]
    """Facet → value → how many, with every filter but the facet's own."""
    widened: bool = False
    """Nothing had all the words, so what has most of them was taken."""
    corrected: str | None = None
    """Did you mean this? Only told when nothing had the words as typed."""


class Engine(Protocol):
    """All but `is_ready` raise `IndexUnavailable`, and nothing else, when the index cannot be used.

    What goes wrong while the caller's own documents are being read stays the caller's exception.
    """

    def search(self, request: SearchRequest) -> SearchResults:
        """One page of what fits."""

    def suggest(self, typed: str, collections: tuple[str, ...], limit: int) -> list[tuple[str, int, str]]:
        """Collection, key and title of what the typed words may become."""

    def put(self, documents: Iterable[Document]) -> None:
        """Add these, or replace what has their ids."""

    def remove(self, ids: Iterable[str]) -> None:
        """Forget these."""

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        """Build anew beside the old index, then swap; answers how many documents there are."""

    def is_ready(self) -> bool:
        """Whether there is an index that can be read."""

    def count(self) -> int:
        """How many documents can be found."""
