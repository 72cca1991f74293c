"""One generation of the index, held in memory: who is where, with which labels and numbers.

The files are copied into memory, so that nothing that happens to them on disk reaches a search that is running.
Sets of documents are whole numbers whose n-th bit stands for the n-th document, so that filtering is `&`, alternatives
are `|`, and counting is `bit_count`.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from whoosh import query as whoosh
from whoosh.filedb.filestore import RamStorage
from whoosh.index import FileIndex
from whoosh.scoring import BM25F

from board.search.engine import COLLECTION
from board.search.folding import fold
from board.search.ranges import Range

RANKING = BM25F(B=0.75, K1=1.5)


class Snapshot:
    """Everything about one generation that a search needs besides the words."""

    def __init__(self, opened: FileIndex, stamp: tuple[str, int]) -> None:
        self.stamp = stamp
        self.searcher = _in_memory(opened).searcher(weighting=RANKING)
        size = self.searcher.doc_count_all()
        self.keys: list[tuple[str, int]] = [("", 0)] * size
        self.titles = [""] * size
        self.numbers: dict[str, list[float | None]] = {}
        self._masks: dict[str, dict[str, int]] = {}
        self._collections: dict[str, int] = {}
        self._live = 0
        self._members: dict[tuple[str, str], bytearray] = {}
        for number, fields in self.searcher.reader().iter_docs():
            self._take(number, fields, size)
        for (facet, value), bits in self._members.items():
            self._masks.setdefault(facet, {})[value] = int.from_bytes(bits, "little")
        self._collections = self._masks.get(COLLECTION, {})
        self._members.clear()
        for mask in self._collections.values():
            self._live |= mask

    def __len__(self) -> int:
        return self._live.bit_count()

    def scope(self, collections: tuple[str, ...]) -> int:
        """The documents of these collections."""
        mask = 0
        for name in collections:
            mask |= self._collections.get(name, 0)
        return mask

    def with_any(self, facet: str, values: frozenset[str]) -> int:
        """The documents that have one of the values."""
        masks = self._masks.get(facet, {})
        mask = 0
        for value in values:
            mask |= masks.get(value, 0)
        return mask

    def named(self, facet: str, typed: frozenset[str]) -> frozenset[str]:
        """The values of a facet that somebody may mean: each typed word begins one of a value's words."""
        return frozenset(
            value
            for value in self._masks.get(facet, {})
            for one in typed
            if all(
                any(word.startswith(part) for word in fold(value).replace("-", " ").split())
                for part in one.replace("-", " ").split()
            )
        )

    def within(self, name: str, bounds: Range) -> int:
        """The documents whose number lies in the range."""
        column = self.numbers.get(name)
        if column is None:
            return self._live if bounds.missing else 0
        low = float("-inf") if bounds.low is None else bounds.low
        high = float("inf") if bounds.high is None else bounds.high
        inside = (
            number for number, value in enumerate(column) if (bounds.missing if value is None else low <= value < high)
        )
        return self.mask_of(inside) & self._live

    def count_values(self, facet: str, mask: int) -> dict[str, int]:
        """How many of the documents have each value; values that none has are left out."""
        counts = {value: (held & mask).bit_count() for value, held in self._masks.get(facet, {}).items()}
        return {value: count for value, count in counts.items() if count}

    def run(self, query: whoosh.Query, scope: int | None = None) -> dict[int, float]:
        """Document → score for everything that fits the words, inside the scope."""
        found = self.searcher.search(query, limit=None)
        scores: dict[int, float] = dict(found.items())
        if scope is None:
            return scores
        bits = self._bits(scope)
        return {number: score for number, score in scores.items() if bits[number >> 3] >> (number & 7) & 1}

    def run_most(self, parts: Sequence[whoosh.Query], scope: int) -> tuple[dict[int, float], int]:
        """Document → score for what fits most of the parts; who fits more of them always comes first.

        Most is all but one of up to three, and more than half of a greater number. Where nothing fits as many, what
        fits the greatest number is taken.
        """
        fitting: Counter[int] = Counter()
        for part in parts:
            fitting.update(self.run(part, scope).keys())
        if not fitting:
            return {}, len(parts)
        most = len(parts) - 1 if len(parts) <= 3 else len(parts) // 2 + 1
        enough = min(max(most, 1), max(fitting.values()))
        scores = self.run(whoosh.Or(list(parts)), scope)
        found = {one: 1000.0 * count + scores.get(one, 0.0) for one, count in fitting.items() if count >= enough}
        return found, enough

    def mask_of(self, numbers: Iterable[int]) -> int:
        """The set of these documents."""
        bits = bytearray(len(self.keys) // 8 + 1)
        for number in numbers:
            bits[number >> 3] |= 1 << (number & 7)
        return int.from_bytes(bits, "little")

    def ordered(self, mask: int, sort: tuple[str, bool] | None, scores: dict[int, float] | None) -> list[int]:
        """The documents of a set in the order asked for; ties by key, so that a page is the same twice."""
        bits = self._bits(mask)
        chosen = [number for number in range(len(self.keys)) if bits[number >> 3] >> (number & 7) & 1] if mask else []
        if sort is None:
            return sorted(chosen, key=lambda one: (-(scores or {}).get(one, 0.0), self.keys[one]))
        column = self.numbers.get(sort[0], [None] * len(self.keys))
        sign = -1 if sort[1] else 1
        return sorted(chosen, key=lambda one: (column[one] is None, sign * (column[one] or 0), self.keys[one]))

    def _bits(self, mask: int) -> bytes:
        return mask.to_bytes(len(self.keys) // 8 + 1, "little")

    def _take(self, number: int, fields: dict[str, Any], size: int) -> None:
        collection, _, key = fields["id"].rpartition(":")
        shown = fields["shown"]
        self.keys[number], self.titles[number] = (collection, int(key)), shown["title"]
        self._add(COLLECTION, collection, number, size)
        for facet, values in shown["labels"].items():
            for value in values:
                self._add(facet, value, number, size)
        for name, value in shown["numbers"].items():
            self.numbers.setdefault(name, [None] * size)[number] = value

    def _add(self, facet: str, value: str, number: int, size: int) -> None:
        bits = self._members.get((facet, value))
        if bits is None:
            bits = self._members[facet, value] = bytearray(size // 8 + 1)
        bits[number >> 3] |= 1 << (number & 7)


def _in_memory(opened: FileIndex) -> FileIndex:
    """The same index on a copy of its files. Files that a writer is still making are left out."""
    memory = RamStorage()
    for path in Path(opened.storage.folder).iterdir():
        if path.suffix in (".toc", ".seg"):
            memory.files[path.name] = path.read_bytes()
    return memory.open_index()
