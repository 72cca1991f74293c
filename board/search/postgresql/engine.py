"""The engine on PostgreSQL: any number of machines ask one index, which lies where the school's own tables lie.

What changes the index does so within the unit of work that changes the school, or in one of its own where none is
open: a search finds what is committed, and what its own transaction wrote, and nothing else. Nothing but names and two
statistics is remembered from one search to the next.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime

from sqlalchemy import Connection

from board.search.documents import Document
from board.search.engine import IndexOvertaken, IndexUnavailable, Key, Scope, SearchRequest, SearchResults, Suggestion
from board.search.postgresql import connection, writing
from board.search.postgresql.catalogue import PostgresqlCatalogue
from board.search.postgresql.connection import Asker
from board.search.postgresql.lexicon import PostgresqlLexicon, Statistics
from board.search.postgresql.names import IndexNames
from board.search.postgresql.schema import CREATE, SCHEMA, TABLES
from board.search.query import Query
from board.search.searching import Searcher

log = logging.getLogger(__name__)

MANY = 5_000
"""From so many documents on, one more or less changes no order: they are counted once in a while."""
RECOUNT_SECONDS = 60.0
OVERTAKEN = ("40001", "23505")
"""PostgreSQL's words for: somebody else changed the same meanwhile."""


class PostgresqlEngine:
    """One database.

    `connection` answers that of the transaction that is open; `unit_of_work` opens a new one, and commits it;
    `joined_unit_of_work` does so where none is open, and otherwise joins it.
    """

    is_transactional = True
    tables = TABLES

    def __init__(
        self,
        connection: Callable[[], Connection],
        unit_of_work: Callable[[], AbstractContextManager[None]],
        joined_unit_of_work: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._connection = connection
        self._unit_of_work = unit_of_work
        self._joined_unit_of_work = joined_unit_of_work
        self._names = IndexNames(None)
        self._statistics = Statistics(0, 1.0)
        self._counted_at = -RECOUNT_SECONDS

    def search(self, request: SearchRequest) -> SearchResults:
        """One page of what fits, with facet counts."""
        with self._searcher() as searcher:
            return searcher.search(request)

    def total(self, query: Query, scope: Scope) -> int:
        """How many have all that is asked."""
        with self._searcher() as searcher:
            return searcher.total(query, scope)

    def suggest(self, typed: str, scope: Scope, limit: int, facets: tuple[str, ...] = ()) -> list[Suggestion]:
        """Values and titles that the typed words may become."""
        with self._searcher() as searcher:
            return searcher.suggest(typed, scope, limit, facets)

    def similar(self, key: Key, scope: Scope, limit: int) -> list[Key]:
        """What shares a document's most telling words."""
        with self._searcher() as searcher:
            return searcher.similar(key, scope, limit)

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace."""
        changed = list({document.id: document for document in documents}.values())
        with self._writing() as ask:
            writing.put(ask, changed)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget."""
        named = list(ids)
        with self._writing() as ask:
            writing.remove(ask, named)

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        """Build from one state of the database, and change what differs; two at once take turns.

        Raises `IndexUnavailable` where somebody else changed the same document meanwhile: build again.
        """
        with _only_unavailable(), self._unit_of_work(), connection.writing(self._connection) as ask:
            ask.do("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", SCHEMA)
            ask.do(CREATE)
        handed_in = _HandedIn(documents)
        with _only_unavailable(handed_in), self._unit_of_work(), connection.alone(self._connection) as ask:
            writing.lock_state(ask)
            count = writing.rebuild(ask, iter(handed_in), progress or (lambda _: None))
        with _only_unavailable(), self._unit_of_work(), connection.writing(self._connection) as ask:
            writing.forget_labels(ask)
        return count

    def distrust(self) -> None:
        """Take away the row that says it was built."""
        with suppress(IndexUnavailable), self._writing() as ask:
            ask.do(f"DELETE FROM {SCHEMA}.state")

    def count(self) -> int:
        """How many documents can be found."""
        with self._reading() as ask:
            return int(ask.row(f"SELECT count(*) FROM {SCHEMA}.documents")[0])

    def changed_at(self) -> datetime | None:
        """When it was changed last; None where there is none."""
        question = (
            f"SELECT greatest(max(built_at), (SELECT max(changed_at) FROM {SCHEMA}.documents)) FROM {SCHEMA}.state"
        )
        try:
            with _only_unavailable(), connection.reading(self._connection) as ask:
                at: datetime | None = ask.row(question)[0]
                return at
        except IndexUnavailable:
            return None

    def keys(self) -> set[Key]:
        """Everything that can be found."""
        with _only_unavailable(), connection.reading(self._connection) as ask:
            return {
                (collection, key) for collection, key in ask.rows(f"SELECT collection, key FROM {SCHEMA}.documents")
            }

    def is_ready(self) -> bool:
        """Whether there is an index that was built to its end and can be read."""
        try:
            with self._searcher():
                return True
        except IndexUnavailable:
            return False

    @contextmanager
    def _searcher(self) -> Iterator[Searcher]:
        with _only_unavailable(), connection.reading(self._connection) as ask:
            names, size = self._read_names(ask)
            catalogue = PostgresqlCatalogue(ask, names, size)
            yield Searcher(catalogue, PostgresqlLexicon(ask, catalogue, self._count(ask)))

    @contextmanager
    def _reading(self) -> Iterator[Asker]:
        with _only_unavailable(), connection.reading(self._connection) as ask:
            self._read_names(ask)
            yield ask

    @contextmanager
    def _writing(self) -> Iterator[Asker]:
        with _only_unavailable(), self._joined_unit_of_work(), connection.writing(self._connection) as ask:
            self._read_names(ask)
            yield ask

    def _read_names(self, ask: Asker) -> tuple[IndexNames, int]:
        """The names of the index as it is now, and more than the greatest number of a document.

        Raises `IndexUnavailable` where no index was built.
        """
        rows = ask.rows(
            f"""
            SELECT epoch,
                   (SELECT coalesce(max(id), 0) FROM {SCHEMA}.labels),
                   (SELECT coalesce(max(id), 0) FROM {SCHEMA}.numbers),
                   (SELECT coalesce(max(id), 0) + 1 FROM {SCHEMA}.documents)
            FROM {SCHEMA}.state
            """
        )
        if not rows:
            raise IndexUnavailable("it was never built to its end")
        epoch, last_label, last_number, size = rows[0]
        names = self._names if self._names.epoch == epoch else IndexNames(epoch)
        names.read(ask, last_label, last_number)
        self._names = names
        return names, size

    def _count(self, ask: Asker) -> Statistics:
        if self._statistics.documents < MANY or time.monotonic() > self._counted_at + RECOUNT_SECONDS:
            documents, mean = ask.row(f"SELECT count(*), coalesce(avg(length), 1)::float8 FROM {SCHEMA}.documents")
            self._statistics, self._counted_at = Statistics(documents, mean), time.monotonic()
        return self._statistics


class _HandedIn:
    """Documents of the caller, and what went wrong in reading them: that stays the caller's."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = documents
        self.failed: Exception | None = None

    def __iter__(self) -> Iterator[Document]:
        try:
            yield from self._documents
        except Exception as problem:
            self.failed = problem
            raise


@contextmanager
def _only_unavailable(handed_in: _HandedIn | None = None) -> Iterator[None]:
    """Whatever PostgreSQL says of an index that cannot be used; callers need one name for it."""
    try:
        yield
    except IndexUnavailable:
        raise
    except Exception as raised:
        if handed_in is not None and handed_in.failed is raised:
            raise
        sqlstate = getattr(getattr(raised, "orig", raised), "sqlstate", "")
        is_missing = sqlstate in ("42P01", "3F000")  # as it is before the first one was built
        if sqlstate in OVERTAKEN:
            raise IndexOvertaken(str(raised)) from raised
        log.log(logging.INFO if is_missing else logging.WARNING, "the index cannot be used: %r", raised)
        raise IndexUnavailable(f"{type(raised).__name__}: {raised}") from raised
