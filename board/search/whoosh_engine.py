"""The engine on Whoosh: its index and ranking for the words, bit masks of our own for filters and facets.

The index is a cache of the database. It lies in a folder of its own under `root`; the file `current` names the folder,
so that a rebuild swaps by one rename and no reader ever sees half of it. Writers take turns by a lock file. Readers
share one snapshot per process and exchange it when the index has a newer generation.
"""

import fcntl
import secrets
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh import index
from whoosh.fields import ID, STORED, TEXT, Schema

from board.search import analysis, words
from board.search.documents import Document
from board.search.engine import IndexUnavailable, SearchRequest, SearchResults
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
        self._swap = threading.Lock()

    def search(self, request: SearchRequest) -> SearchResults:
        """One page of what fits, with facet counts."""
        with _only_unavailable():
            snapshot = self._current()
            scope = snapshot.scope(request.collections)
            scores, widened = self._match(snapshot, request.query, scope)
            found = scope if scores is None else snapshot.mask_of(scores)
            own = {name: snapshot.with_any(name, values) for name, values in request.filters.items() if values}
            for name, bounds in request.ranges.items():
                found &= snapshot.within(name, bounds)
            facets = {
                name: snapshot.count_values(name, _all_of(found, (mask for one, mask in own.items() if one != name)))
                for name in request.facets
            }
            found = _all_of(found, own.values())
            order = snapshot.ordered(found, request.sort, scores)
            first = (request.page - 1) * request.per_page
            keys = [snapshot.keys[number] for number in order[first : first + request.per_page]]
            corrected = None
            if scores is not None and (not scores or widened):
                corrected = words.correct(snapshot.searcher, request.query)
            return SearchResults(keys, len(order), facets, widened, corrected)

    def suggest(self, typed: str, collections: tuple[str, ...], limit: int) -> list[tuple[str, int, str]]:
        """Titles that the typed words may become, best first."""
        with _only_unavailable():
            query = parse(typed)
            if query.is_empty:
                return []
            snapshot = self._current()
            found = snapshot.run(words.beginning(query))
            scope = snapshot.scope(collections)
            order = snapshot.ordered(snapshot.mask_of(found) & scope, None, found)
            return [(*snapshot.keys[number], snapshot.titles[number]) for number in order[:limit]]

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace."""
        with _only_unavailable(), self._turn():
            writer = self._open().writer()
            for document in documents:
                writer.update_document(**_row(document))
            writer.commit()

    def remove(self, ids: Iterable[str]) -> None:
        """Forget."""
        with _only_unavailable(), self._turn():
            writer = self._open().writer()
            for one in ids:
                writer.delete_by_term("id", one)
            writer.commit()

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        """Build beside, then swap."""
        self.root.mkdir(parents=True, exist_ok=True)
        with self._turn():
            fresh = self.root / secrets.token_hex(6)
            fresh.mkdir()
            writer = index.create_in(str(fresh), schema()).writer(limitmb=256)
            made = 0
            for made, document in enumerate(documents, start=1):
                writer.add_document(**_row(document))
                if progress is not None:
                    progress(made)
            writer.commit()
            pointer = self.root / "current.new"
            pointer.write_text(fresh.name, encoding="ascii")
            pointer.replace(self.root / "current")
            for old in self.root.iterdir():
                if old.is_dir() and old != fresh:
                    shutil.rmtree(old, ignore_errors=True)
        return made

    def count(self) -> int:
        """How many documents can be found."""
        with _only_unavailable():
            return len(self._current().keys)

    def _match(self, snapshot: Snapshot, query: Query, scope: int) -> tuple[dict[int, float] | None, bool]:
        """Document → score; None when no words were asked. Asks for some of the words where none has them all."""
        if query.is_empty:
            return None, False
        unwanted = words.unwanted(query)
        if unwanted is not None:  # subtracted here: Whoosh's own AndNot lets some through when both sides are unions
            scope &= ~snapshot.mask_of(snapshot.run(unwanted))
        scores = snapshot.run(words.every(query), scope)
        if scores or len(query.wanted) < 2:
            return scores, False
        return snapshot.run(words.some(query), scope), True

    def _open(self) -> index.FileIndex:
        name = (self.root / "current").read_text(encoding="ascii").strip()
        return index.open_dir(str(self.root / name))

    def _current(self) -> Snapshot:
        opened = self._open()
        stamp = (opened.storage.folder, opened.latest_generation())
        snapshot = self._snapshot
        if snapshot is not None and snapshot.stamp == stamp:
            return snapshot
        with self._swap:
            if self._snapshot is None or self._snapshot.stamp != stamp:
                self._snapshot = Snapshot(opened, stamp)
            return self._snapshot

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with (self.root / "writing").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield


@contextmanager
def _only_unavailable() -> Iterator[None]:
    """A damaged index raises anything at all, from EOFError to KeyError; callers need one name for it."""
    try:
        yield
    except Exception as trouble:
        raise IndexUnavailable(f"{type(trouble).__name__}: {trouble}") from trouble


def _row(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "text": document.text,
        "names": document.names,
        "heading": f"{document.title} {document.names}",
        "words": f"{document.title} {document.names} {document.text}",
        "shown": {
            "title": document.title,
            "labels": {name: list(values) for name, values in document.labels.items()},
            "numbers": dict(document.numbers),
        },
    }


def _all_of(mask: int, others: Iterable[int]) -> int:
    for other in others:
        mask &= other
    return mask
