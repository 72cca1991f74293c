"""What callers ask of a search engine and what they get; which engine it is, they do not know."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from board.search.documents import Document
from board.search.query import Query
from board.search.ranges import Range as Range

COLLECTION = "collection"
"""The one facet that every document has: how many fit in each collection."""

Key = tuple[str, int]
"""Collection and number: what a slice reads its row by."""

Marked = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is what was searched for. Nothing in it is markup."""


class IndexUnavailable(Exception):
    """The index is missing or damaged. Ask the database instead, and rebuild."""


class IndexOvertaken(IndexUnavailable):
    """Somebody changed a document while the index was built anew from an older state of it. Build again."""


@dataclass(frozen=True)
class Scope:
    """What the reader may find at all. Applied before anything is counted, suggested, corrected or marked."""

    collections: tuple[str, ...]
    ranges: Mapping[str, Range] = field(default_factory=dict)


@dataclass(frozen=True)
class SearchRequest:
    """Words, the scope, the filters. Values of one facet are alternatives; facets and ranges must all hold.

    What the query's own field words and triggers say is added to the filters and ranges.
    """

    query: Query
    scope: Scope
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)
    facets: tuple[str, ...] = ()
    bands: Mapping[str, Mapping[str, Range]] = field(default_factory=dict)
    """Number → name → range: counted like a facet whose values are these names."""
    sort: tuple[str, bool] | None = None
    """Number to sort by and whether downwards; missing ones come last. None: best match first."""
    page: int = 1
    per_page: int = 20
    snippets: bool = False
    is_forgiving: bool = False
    """Where nothing has all words as they are typed, what has them corrected is the answer."""


class Snippet(NamedTuple):
    """The title, and the part of the text where the words stand closest, with the words marked."""

    title: Marked
    text: Marked
    instead: tuple[tuple[str, str], ...] = ()
    """What stands there for words that do not, and the words as they were typed: *quality improvement* for QI."""


@dataclass(frozen=True)
class SearchResults:
    """The page asked for, and what is true of all pages."""

    keys: list[Key]
    total: int
    facets: dict[str, dict[str, int]]
    """Facet or band → value → how many, with every filter but its own."""
    words: int = 0
    """How many words and phrases were asked for."""
    enough: int = 0
    """How many of them each result has at least. Fewer than `words`: nothing had them all, so most were enough."""
    corrected: str | None = None
    """What was meant, perhaps: only told when nothing had all the words as typed."""
    is_forgiven: bool = False
    """These are the results of what was meant, and not of what was typed."""
    query: Query = field(default_factory=Query)
    """What was searched in the end: corrected, and with what the index itself writes otherwise."""
    snippets: list[Snippet] = field(default_factory=list)
    """One for each key, when asked for."""
    nearly: list[Key] = field(default_factory=list)
    """When few have all the words: the next best, which have most of them. They fill the page, and are not counted."""
    nearly_snippets: list[Snippet] = field(default_factory=list)
    without: dict[str, int] = field(default_factory=dict)
    """When nothing was found: filter or range → how many there would be without it. What would not help is absent."""

    @property
    def widened(self) -> bool:
        """Fewer than all of the words were enough."""
        return self.enough < self.words


class Suggestion(NamedTuple):
    """What the typed words may become: a title, with its key, or a facet's value, without."""

    what: str
    """The collection of a title; the facet of a value."""
    key: int | None
    text: str


class Engine(Protocol):
    """All but `is_ready` raise `IndexUnavailable`, and nothing else, when the index cannot be used.

    What goes wrong while the caller's own documents are being read stays the caller's exception.
    """

    is_transactional: bool
    """Whether a change belongs to the unit of work that is open, and is made there; otherwise it follows the commit."""

    tables: tuple[str, ...]
    """Those of the school's database in which it keeps what people wrote; none where it keeps files."""

    def search(self, request: SearchRequest) -> SearchResults:
        """One page of what fits."""

    def total(self, query: Query, scope: Scope) -> int:
        """How many documents of a scope have all that is asked."""

    def suggest(self, typed: str, scope: Scope, limit: int, facets: tuple[str, ...] = ()) -> list[Suggestion]:
        """Titles, and values of the facets, that the typed words may become; values first."""

    def similar(self, key: Key, scope: Scope, limit: int) -> list[Key]:
        """What has the most telling words in common with a document, most alike first."""

    def put(self, documents: Iterable[Document]) -> None:
        """Add these, or replace what has their ids."""

    def remove(self, ids: Iterable[str]) -> None:
        """Forget these."""

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        """Build anew beside the old index, then swap; answers how many documents there are."""

    def is_ready(self) -> bool:
        """Whether there is an index that can be read."""

    def distrust(self) -> None:
        """Say that the index misses something: from now on it is not ready, until it is built anew. Raises nothing."""

    def count(self) -> int:
        """How many documents can be found."""

    def changed_at(self) -> datetime | None:
        """When it was changed last; None where there is none. Raises nothing."""

    def keys(self) -> set[Key]:
        """Everything that can be found."""
