"""The engine on a folder of Whoosh's: one writer at a time, any number of readers, none of whom ever waits for a disk.

The index is a cache of the database. It lies in a folder of its own under `root`. The file `current` names that folder
and the generation in it: each change replaces it by one rename, so that no reader ever sees half of one, and whoever
reads it knows whether what is in memory is the newest.
"""

import fcntl
import logging
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from whoosh import index
from whoosh.filedb.filestore import FileStorage
from whoosh.writing import NO_MERGE

from board.search.codec import ArraySegment, ArrayWriter, check, read, schema
from board.search.documents import Document
from board.search.engine import IndexUnavailable, Key, Scope, SearchRequest, SearchResults, Suggestion
from board.search.query import Query
from board.search.searching import Searcher
from board.search.snapshot import Snapshot
from board.search.terms import Terms

log = logging.getLogger(__name__)

LONGEST_WAIT = 0.5
"""Seconds that a search waits while another thread reads a newer generation, before it answers from the older one."""
LOOKS = 5
"""How often a reader looks again when a writer cleared files away between two looks."""
MOST_TELLING = 5_000
"""Documents of which a process remembers what tells most of them: some five megabytes."""
BATCH = 20_000
"""Documents that a rebuild puts into one segment."""


class Generation(Searcher):
    """The index as it was at one moment. Never changed, so that threads may share it."""

    def __init__(self, snapshot: Snapshot, stamp: str) -> None:
        self.snapshot = snapshot
        self.stamp = stamp
        self.terms = Terms(snapshot)
        self._telling: dict[int, list[str]] = {}
        super().__init__(snapshot, self.terms)

    def telling(self, doc: int) -> list[str]:
        """Worked out once for a document: what the index says of it stays as long as this generation does."""
        known = self._telling.get(doc)
        if known is None:
            if len(self._telling) >= MOST_TELLING:
                self._telling.clear()
            known = self._telling[doc] = super().telling(doc)
        return known


class WhooshEngine:
    """One folder."""

    is_transactional = False
    tables: tuple[str, ...] = ()

    def __init__(self, root: Path) -> None:
        self.root = root
        self._pointer = root / "current"
        self._answers: Generation | None = None
        self._reading = threading.Lock()

    def search(self, request: SearchRequest) -> SearchResults:
        """One page of what fits, with facet counts."""
        with _only_unavailable():
            return self._current().search(request)

    def total(self, query: Query, scope: Scope) -> int:
        """How many have all that is asked."""
        with _only_unavailable():
            return self._current().total(query, scope)

    def suggest(self, typed: str, scope: Scope, limit: int, facets: tuple[str, ...] = ()) -> list[Suggestion]:
        """Values and titles that the typed words may become."""
        with _only_unavailable():
            return self._current().suggest(typed, scope, limit, facets)

    def similar(self, key: Key, scope: Scope, limit: int) -> list[Key]:
        """What shares a document's most telling words."""
        with _only_unavailable():
            return self._current().similar(key, scope, limit)

    def put(self, documents: Iterable[Document]) -> None:
        """Add or replace."""
        changed = {document.id: document for document in documents}
        with _only_unavailable(), self._writing() as writer:
            self._delete(writer, changed)
            for document in changed.values():
                writer.add(document)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget."""
        named = list(ids)
        with _only_unavailable(), self._writing() as writer:
            self._delete(writer, named)

    def rebuild(self, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
        """Build beside, then swap."""
        domain_error_or_fault = _DomainErrorOrFault()
        with _only_unavailable(domain_error_or_fault):
            self.root.mkdir(parents=True, exist_ok=True)
            with self._turn():
                self._sweep()
                fresh = self.root / secrets.token_hex(6)
                fresh.mkdir()
                try:
                    made, generation = _fill(fresh, domain_error_or_fault.watch(documents), progress)
                    self._point_at(fresh, generation)
                finally:
                    self._sweep()
        return made

    def distrust(self) -> None:
        """Take away the pointer to it. Where the folder does not let us, `doctor` names it."""
        try:
            self._pointer.unlink(missing_ok=True)
        except OSError as problem:
            log.warning("the index misses something, and its pointer cannot be taken away: %r", problem)

    def count(self) -> int:
        """How many documents can be found."""
        with _only_unavailable():
            return len(self._current().snapshot)

    def changed_at(self) -> datetime | None:
        """When it was changed last; None where there is none."""
        try:
            return datetime.fromtimestamp(self._pointer.stat().st_mtime, UTC)
        except OSError:
            return None

    def keys(self) -> set[Key]:
        """Everything that can be found."""
        with _only_unavailable():
            return self._current().snapshot.live_keys()

    def is_ready(self) -> bool:
        """Whether there is an index that can be read, looked up on the disk and not in memory."""
        try:
            with _only_unavailable():
                if not self._pointer.exists():
                    return False
                storage, segments = self._contents(self._stamp())
                for segment in segments:
                    check(storage, segment)
            return True
        except IndexUnavailable:
            return False

    def _current(self, longest_wait: float = LONGEST_WAIT) -> Generation:
        """The newest generation in memory; an older one when another thread takes long to read the newest."""
        answers = self._answers
        if answers is not None and answers.stamp == self._stamp():
            return answers
        if not self._reading.acquire(timeout=-1 if answers is None else longest_wait) and answers is not None:
            return answers
        try:
            self._answers = self._read(self._answers)
            return self._answers
        finally:
            self._reading.release()

    def _read(self, known: Generation | None) -> Generation:
        """Read what is not known yet. A writer may clear files away between two looks, hence several."""
        for looks in range(1, LOOKS + 1):
            stamp = self._stamp()  # there is one as soon as there is an index: no sense in waiting for it
            try:
                return known if known is not None and known.stamp == stamp else self._look(stamp, known)
            except (FileNotFoundError, NameError, index.EmptyIndexError):  # NameError: Whoosh's word for the first
                if looks == LOOKS:
                    raise
                time.sleep(0.02)
        raise AssertionError("unreachable")

    def _look(self, stamp: str, known: Generation | None) -> Generation:
        storage, entries = self._contents(stamp)
        in_memory = {} if known is None else known.snapshot.by_name
        segments = {}
        for entry in entries:
            name = entry.segment_id()
            segments[name] = (in_memory[name] if name in in_memory else read(storage, entry), entry.deleted_docs())
        return Generation(Snapshot(segments), stamp)

    def _contents(self, stamp: str) -> tuple[FileStorage, list[ArraySegment]]:
        storage = FileStorage(str(self._folder(stamp)))
        return storage, index.TOC.read(storage, index._DEF_INDEX_NAME).segments

    def _stamp(self) -> str:
        return self._pointer.read_bytes().decode("ascii", "replace")

    def _folder(self, stamp: str) -> Path:
        name, _generation = stamp.split()
        return self.root / name

    def _point_at(self, folder: Path, generation: int) -> None:
        """From now on this is the index."""
        fresh = self.root / "current.new"
        fresh.write_text(f"{folder.name} {generation}", encoding="ascii")
        fresh.replace(self._pointer)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Writers take turns, those of other processes too. Who is killed loses the turn."""
        with (self.root / "writing").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _writing(self) -> Iterator[ArrayWriter]:
        """A change to the index, for which only the newest generation is looked at."""
        with self._turn():
            folder = self._folder(self._stamp())
            opened = index.open_dir(str(folder))
            self._point_at(folder, opened.latest_generation())  # a writer may have been killed before it did
            with _committing(opened, ArrayWriter.merge_small) as writer:
                yield writer
            self._point_at(folder, writer.generation)

    def _delete(self, writer: ArrayWriter, ids: Iterable[str]) -> None:
        snapshot = self._current(longest_wait=-1).snapshot
        for text in ids:
            collection, _, number = text.rpartition(":")
            doc = snapshot.find((collection, int(number)))
            if doc is not None:
                writer.delete_document(doc)

    def _sweep(self) -> None:
        """Throw away every folder but the one in use: older ones, and what a killed rebuild left."""
        used = self._stamp().split() if self._pointer.exists() else []
        for folder in self.root.iterdir():
            if folder.is_dir() and folder.name not in used:
                shutil.rmtree(folder, ignore_errors=True)


def _fill(folder: Path, documents: Iterator[Document], progress: Callable[[int], None] | None) -> tuple[int, int]:
    """A new index of these documents; answers how many they are, and its generation."""
    opened = index.create_in(str(folder), schema())
    made, more = 0, True
    while more:
        more = False
        with _committing(opened, NO_MERGE) as writer:
            for document in islice(documents, BATCH):
                writer.add(document)
                made, more = made + 1, True
                if progress is not None:
                    progress(made)
    return made, writer.generation


class _DomainErrorOrFault:
    """Remembers what went wrong while the caller's documents were read, to tell it from damage to the index."""

    def __init__(self) -> None:
        self.failed: Exception | None = None

    def watch(self, documents: Iterable[Document]) -> Iterator[Document]:
        try:
            yield from documents
        except Exception as problem:
            self.failed = problem
            raise


@contextmanager
def _only_unavailable(error: _DomainErrorOrFault | None = None) -> Iterator[None]:
    """A damaged index raises anything at all, from EOFError to KeyError; callers need one name for it."""
    try:
        yield
    except Exception as raised:
        if error is not None and error.failed is raised:
            raise
        is_missing = isinstance(raised, FileNotFoundError)  # as it is before the first one was built
        log.log(logging.INFO if is_missing else logging.WARNING, "the index cannot be used: %r", raised)
        raise IndexUnavailable(f"{type(raised).__name__}: {raised}") from raised


@contextmanager
def _committing(opened: index.FileIndex, policy: Callable[..., object]) -> Iterator[ArrayWriter]:
    """A writer that commits at the end, or lets go of its lock when something goes wrong."""
    writer = ArrayWriter(opened)
    try:
        yield writer
        writer.commit(mergetype=policy)
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise
