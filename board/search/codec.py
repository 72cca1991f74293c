"""Whoosh's folder of segments, with each segment kept as arrays.

Whoosh keeps the table of contents, the generations, the deletions and the lock of the writer; what a posting is on disk
and how it is collected is ours. Whoosh's own reader and searcher can read the result, one posting at a time.
"""

from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from whoosh.analysis import Analyzer, Token
from whoosh.codec import base
from whoosh.fields import STORED, TEXT, Schema
from whoosh.formats import Positions
from whoosh.index import FileIndex
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo
from whoosh.writing import SegmentWriter

from board.search import analysis
from board.search.builder import Builder
from board.search.documents import Document
from board.search.segment import Segment

FIELD = "words"
MOST_SEGMENTS = 8
"""When there are more, the small ones are merged."""


class Stems(Analyzer):
    """Our analysis, for Whoosh."""

    def __call__(self, value: str, **_: Any) -> Iterator[Token]:
        token = Token(positions=True)
        for token.pos, token.text in enumerate(analysis.stems(value)):
            yield token


def schema() -> Schema:
    """One field holds every word; what is kept of a document as it is lies beside it."""
    return Schema(words=TEXT(analyzer=Stems()), row=STORED())


class ArrayWriter(SegmentWriter):
    """Whoosh's writer, but for collecting postings and laying them down."""

    def __init__(self, index: FileIndex) -> None:
        super().__init__(index, codec=ArrayCodec(), compound=False)
        self._builder = Builder()

    def add(self, document: Document) -> None:
        """One more document."""
        self._builder.add(document)
        self._grown()

    def merge_small(self, segments: list["ArraySegment"]) -> list["ArraySegment"]:
        """Take small segments into the new one when there are many; answers those that stay. A policy, for `commit`."""
        largest = max((len(segment) for segment in segments), default=0)
        small = [segment for segment in segments if len(segment) * 10 < largest or segment.is_mostly_deleted]
        if len(segments) <= MOST_SEGMENTS:
            return segments
        for segment in small:
            self._builder.merge(read(self.storage, segment), segment.deleted_docs())
            self._grown()
        return [segment for segment in segments if segment not in small]

    def _grown(self) -> None:
        self._added = True
        self.docnum = len(self._builder)

    def _flush_segment(self) -> None:
        self._builder.write(_path(self.storage, self.newsegment))


class ArraySegment(base.Segment):
    """A segment as the table of contents names it: its number of documents, and which of them were deleted."""

    def __init__(self, indexname: str) -> None:
        super().__init__(indexname)
        self._count = 0
        self._deleted: set[int] = set()

    def __len__(self) -> int:
        return self._count

    @property
    def is_mostly_deleted(self) -> bool:
        """More than half of it is of no use any more."""
        return 2 * len(self._deleted) > self._count

    def codec(self) -> "ArrayCodec":
        """How to read it."""
        return ArrayCodec()

    def should_assemble(self) -> bool:
        """It is one file already."""
        return False

    def set_doc_count(self, count: int) -> None:
        """Said once, when it is written."""
        self._count = count

    def doc_count_all(self) -> int:
        """Documents, deleted ones and all."""
        return self._count

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Mark as deleted, or take that back."""
        (self._deleted.add if delete else self._deleted.discard)(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Whether it was."""
        return docnum in self._deleted

    def deleted_docs(self) -> frozenset[int]:
        """Which were."""
        return frozenset(self._deleted)

    def deleted_count(self) -> int:
        """How many were."""
        return len(self._deleted)


class ArrayCodec(base.Codec):
    """What Whoosh asks a codec for. Its writers have nothing to do: `ArrayWriter` does it all."""

    length_stats = False

    def new_segment(self, _storage: Any, indexname: str) -> ArraySegment:
        """A name for what will be written."""
        return ArraySegment(indexname)

    def per_document_writer(self, _storage: Any, _segment: ArraySegment) -> "_Idle":
        """Unused."""
        return _Idle()

    def field_writer(self, _storage: Any, _segment: ArraySegment) -> "_Idle":
        """Unused."""
        return _Idle()

    def terms_reader(self, storage: Any, segment: ArraySegment) -> "_Terms":
        """Words and their postings."""
        return _Terms(read(storage, segment))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> "_Documents":
        """Lengths and rows."""
        return _Documents(read(storage, segment), segment)


def read(storage: Any, segment: ArraySegment) -> Segment:
    """The whole segment, in memory."""
    return Segment.read(_path(storage, segment))


def check(storage: Any, segment: ArraySegment) -> None:
    """Raise if the segment's file is missing, closed to us or cut off. Cheap: only its table of contents is read."""
    ZipFile(_path(storage, segment)).close()


def _path(storage: Any, segment: ArraySegment) -> Path:
    return Path(storage.folder, segment.make_filename(".npz"))


class _Idle:
    """A writer of nothing."""

    is_closed = False

    def close(self) -> None:
        """Told once, when the segment is done."""
        self.is_closed = True


class _Documents(base.PerDocumentReader):
    """Lengths and rows, for Whoosh's own reader."""

    def __init__(self, segment: Segment, entry: ArraySegment) -> None:
        self._segment = segment
        self.doc_count_all, self.doc_count = entry.doc_count_all, entry.doc_count
        self.has_deletions, self.is_deleted, self.deleted_docs = (
            entry.has_deletions,
            entry.is_deleted,
            entry.deleted_docs,
        )

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """How much the words of a document weigh together."""
        return int(self._segment.lengths[docnum]) if fieldname == FIELD else default

    def field_length(self, fieldname: str) -> int:
        """The same, of all documents."""
        return int(self._segment.lengths.sum()) if fieldname == FIELD else 0

    def min_field_length(self, _fieldname: str) -> int:
        """Of the shortest."""
        return int(self._segment.lengths.min(initial=0))

    def max_field_length(self, _fieldname: str) -> int:
        """Of the longest."""
        return int(self._segment.lengths.max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The row."""
        return {"row": self._segment.rows[docnum]}


class _Terms(base.TermsReader):
    """Words and postings, for Whoosh's own reader."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return term[0] == FIELD and self._segment.postings(term[1].decode()) is not None

    def indexed_field_names(self) -> list[str]:
        """The one there is."""
        return [FIELD]

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Every stem."""
        return self.terms_from(FIELD, b"")

    def terms_from(self, _fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Every stem from here on."""
        stems = self._segment.stems
        return ((FIELD, stem.encode()) for stem in stems[bisect_left(stems, prefix.decode()) :])

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """Every stem with what there is to know about it."""
        return self.items_from(FIELD, b"")

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        """The same from here on."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, _fieldname: str, text: bytes) -> TermInfo:
        """How often a stem stands there, and between which documents."""
        matching_slice = self._segment.postings(text.decode())
        if matching_slice is None:
            raise KeyError(text)
        lengths = self._segment.lengths[matching_slice.docs]
        return TermInfo(
            weight=int(matching_slice.weights.sum()),
            df=len(matching_slice.docs),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=int(matching_slice.weights.max()),
            minid=int(matching_slice.docs[0]),
            maxid=int(matching_slice.docs[-1]),
        )

    def matcher(self, fieldname: str, text: bytes, format_: Positions, scorer: Any = None) -> ListMatcher:
        """A stem's postings, to be stepped through."""
        matching_slice = self._segment.postings(text.decode())
        if matching_slice is None:
            raise KeyError(text)
        ends = matching_slice.counts.cumsum(dtype=int)
        places = [
            format_.encode(matching_slice.places[end - count : end].tolist())
            for end, count in zip(ends.tolist(), matching_slice.counts.tolist(), strict=True)
        ]
        return ListMatcher(
            matching_slice.docs.tolist(),
            matching_slice.weights.tolist(),
            places,
            format_,
            scorer,
            term=(fieldname, text),
            terminfo=self.term_info(fieldname, text),
        )
