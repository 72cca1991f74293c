"""The engine on Whoosh: its index and ranking for the words, bit masks of our own for filters and facets.

The index is a cache of the database. It lies in a folder of its own under `root`; the file `current` names the folder,
so that a rebuild swaps by one rename and no reader ever sees half of it. Writers take turns by a lock file. Readers
share one snapshot per process, one at a time, and exchange it when the index has a newer generation.
"""

import fcntl
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh import query as whoosh
from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.writing import IndexWriter

from board.search import analysis, words
from board.search.documents import Document
from board.search.engine import (
    IndexUnavailable,
    Key,
    Scope,
    SearchRequest,
    SearchResults,
    Snippet,
    Suggestion,
)
from board.search.folding import fold
from board.search.query import Query, parse
from board.search.snapshot import Snapshot


def schema() -> Schema:
    """Titles count double. `words` and `heading` are unstemmed, for what is still being typed and for corrections."""
    return Schema(
        id=ID(stored=True, unique=True),
        title=TEXT(analyzer=analysis.stemmed(), field_boost=2.0),
        text=TEXT(analyzer=analysis.stemmed()),
        names=TEXT(analyzer=analysis.stemmed()),
        words=TEXT(analyzer=analysis.plain(), phrase=False),
        heading=TEXT(analyzer=analysis.plain(), phrase=False),
        shown=STORED(),
    )


class WhooshEngine:
    """One folder, many readers, one writer at a time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._snapshot: Snapshot | None = None
        self._reading = threading.RLock()  # Whoosh's readers move one file position, so threads must take turns

    def search(self, request: SearchRequest) -> SearchResults:
        """One page of what fits, with facet counts."""
        with _only_unavailable(), self._reading:
            snapshot = self._current()
            query = request.query
            scope = _scope(snapshot, request.scope)
            found, scores, words_asked, enough = self._match(snapshot, query, scope)
            own = _own(snapshot, request)
            facets = {
                name: snapshot.count_values(name, _all_of(found, (mask for one, mask in own.items() if one != name)))
                for name in request.facets
            }
            for name, ranges in request.bands.items():
                rest = _all_of(found, (mask for one, mask in own.items() if one != name))
                facets[name] = {
                    value: count
                    for value, bounds in ranges.items()
                    if (count := (rest & snapshot.within(name, bounds)).bit_count())
                }
            narrowed = _all_of(found, own.values())
            without = {}
            if not narrowed:
                for name in own:
                    if count := _all_of(found, (mask for one, mask in own.items() if one != name)).bit_count():
                        without[name] = count
            order = snapshot.ordered(narrowed, request.sort, scores)
            first = max(request.page - 1, 0) * request.per_page
            page = order[first : first + request.per_page]
            corrected = None
            if scores is not None and (enough < words_asked or not scores):
                corrected = words.correct(snapshot.searcher, query)
            return SearchResults(
                keys=[snapshot.keys[number] for number in page],
                total=len(order),
                facets=facets,
                words=words_asked,
                enough=enough,
                corrected=corrected,
                snippets=[Snippet(((snapshot.titles[one], False),), ()) for one in page] if request.snippets else [],
                without=without,
            )

    def suggest(self, typed: str, scope: Scope, limit: int, facets: tuple[str, ...] = ()) -> list[Suggestion]:
        """Titles that the typed words may become, best first."""
        with _only_unavailable(), self._reading:
            parts = words.beginning(parse(typed))
            snapshot = self._current()
            if not parts:
                return []
            within = _scope(snapshot, scope)
            beginning = fold(typed).strip()
            values = [
                Suggestion(facet, None, value)
                for facet in facets
                for value in snapshot.count_values(facet, within)
                if any(word.startswith(beginning) for word in fold(value).replace("-", " ").split())
            ]
            found = snapshot.run(whoosh.And(parts), within)
            order = snapshot.ordered(snapshot.mask_of(found), None, found)
            titles = [Suggestion(*snapshot.keys[number], snapshot.titles[number]) for number in order]
            return [*values, *titles][: max(limit, 0)]

    def similar(self, key: Key, scope: Scope, limit: int) -> list[Key]:
        """What shares words with its title."""
        with _only_unavailable(), self._reading:
            snapshot = self._current()
            if key not in snapshot.keys:
                return []
            number = snapshot.keys.index(key)
            query = parse(snapshot.titles[number] + " ")
            parts = words.wanted(query)
            if not parts:
                return []
            found = snapshot.run(whoosh.Or(parts), _scope(snapshot, scope))
            order = snapshot.ordered(snapshot.mask_of(found), None, found)
            return [snapshot.keys[one] for one in order if one != number][: max(limit, 0)]

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace."""
        rows = [_row(document) for document in documents]
        with _only_unavailable(), self._turn(), _writing(self._open()) as writer:
            for row in rows:
                writer.update_document(**row)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget."""
        named = list(ids)
        with _only_unavailable(), self._turn(), _writing(self._open()) as writer:
            for one in named:
                writer.delete_by_term("id", one)

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        """Build beside, then swap."""
        with _only_unavailable():
            self.root.mkdir(parents=True, exist_ok=True)
        made, trouble = 0, _Reading()
        with _only_unavailable(trouble), self._turn():
            fresh = self.root / secrets.token_hex(6)
            fresh.mkdir()
            try:
                with _writing(index.create_in(str(fresh), schema())) as writer:
                    for made, document in enumerate(trouble.watch(documents), start=1):
                        writer.add_document(**_row(document))
                        if progress is not None:
                            progress(made)
                pointer = self.root / "current.new"
                pointer.write_text(fresh.name, encoding="ascii")
                pointer.replace(self.root / "current")
            except BaseException:
                shutil.rmtree(fresh, ignore_errors=True)
                raise
            for old in self.root.iterdir():
                if old.is_dir() and old != fresh:
                    shutil.rmtree(old, ignore_errors=True)
        return made

    def count(self) -> int:
        """How many documents can be found."""
        with _only_unavailable():
            return len(self._current())

    def is_ready(self) -> bool:
        """Whether there is an index that can be read."""
        try:
            return self.count() >= 0
        except IndexUnavailable:
            return False

    def _match(self, snapshot: Snapshot, query: Query, scope: int) -> tuple[int, dict[int, float] | None, int, int]:
        """What fits, its scores (None when no words count), how many words were asked for and how many were enough."""
        unwanted = words.unwanted(query)
        if unwanted is not None:  # subtracted here: Whoosh's own AndNot lets some through when both sides are unions
            scope &= ~snapshot.mask_of(snapshot.run(unwanted))
        parts = words.wanted(query)
        if not parts:
            return scope, None, 0, 0
        scores, enough = snapshot.run(whoosh.And(parts), scope), len(parts)
        if not scores and len(parts) > 1:
            scores, enough = snapshot.run_most(parts, scope)
        return snapshot.mask_of(scores), scores, len(parts), enough

    def _open(self) -> index.FileIndex:
        name = (self.root / "current").read_text(encoding="ascii").strip()
        return index.open_dir(str(self.root / name))

    def _current(self) -> Snapshot:
        """The snapshot of the newest generation. Tried again, since a writer may clear files away between two looks."""
        for _ in range(3):
            try:
                return self._look()
            except (OSError, NameError, index.EmptyIndexError):  # NameError is Whoosh's word for a missing file
                time.sleep(0.02)
        return self._look()

    def _look(self) -> Snapshot:
        with self._reading:
            opened = self._open()
            stamp = (opened.storage.folder, opened.latest_generation())
            if self._snapshot is None or self._snapshot.stamp != stamp:
                self._snapshot = Snapshot(opened, stamp)
            return self._snapshot

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with (self.root / "writing").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield


class _Reading:
    """Remembers what went wrong while the caller's documents were read, to tell it from damage to the index."""

    def __init__(self) -> None:
        self.failed: Exception | None = None

    def watch(self, documents: Iterable[Document]) -> Iterator[Document]:
        try:
            yield from documents
        except Exception as trouble:
            self.failed = trouble
            raise


@contextmanager
def _only_unavailable(reading: _Reading | None = None) -> Iterator[None]:
    """A damaged index raises anything at all, from EOFError to KeyError; callers need one name for it."""
    try:
        yield
    except Exception as trouble:
        if reading is not None and reading.failed is trouble:
            raise
        raise IndexUnavailable(f"{type(trouble).__name__}: {trouble}") from trouble


@contextmanager
def _writing(opened: index.FileIndex) -> Iterator[IndexWriter]:
    """A writer that commits at the end, or lets go of its lock when something goes wrong."""
    writer = opened.writer()
    try:
        yield writer
        writer.commit()
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise


def _row(document: Document) -> dict[str, Any]:
    title, text, names = fold(document.title), fold(document.text), fold(document.names)
    return {
        "id": document.id,
        "title": title,
        "text": text,
        "names": names,
        "heading": f"{title} {names}",
        "words": f"{title} {names} {text}",
        "shown": {
            "title": document.title,
            "labels": {name: list(values) for name, values in document.labels.items()},
            "numbers": dict(document.numbers),
        },
    }


def _scope(snapshot: Snapshot, scope: Scope) -> int:
    return _all_of(
        snapshot.scope(scope.collections), (snapshot.within(name, bounds) for name, bounds in scope.ranges.items())
    )


def _own(snapshot: Snapshot, request: SearchRequest) -> dict[str, int]:
    """Filter → the documents that pass it. What one facet is asked for in several ways is asked for once."""
    own: dict[str, int] = {}
    for name, values in request.filters.items():
        if values:
            own[name] = snapshot.with_any(name, values)
    for name, values in request.query.choices.items():
        own[name] = own.get(name, 0) | snapshot.with_any(name, snapshot.named(name, values))
    for name, bounds in [*request.ranges.items(), *request.query.ranges.items()]:
        own[name] = own.get(name, -1) & snapshot.within(name, bounds)
    return own


def _all_of(mask: int, others: Iterable[int]) -> int:
    for other in others:
        mask &= other
    return mask
