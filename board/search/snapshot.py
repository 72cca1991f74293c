"""One generation of the index, held in memory: who is where, with which labels and numbers.

Sets of documents are whole numbers whose n-th bit stands for the n-th document, so that filtering is `&`, alternatives
are `|`, and counting is `bit_count`.
"""

from typing import Any

from whoosh import query as whoosh
from whoosh.index import FileIndex
from whoosh.scoring import BM25F

from board.search.engine import Range

RANKING = BM25F(B=0.75, K1=1.5)


class Snapshot:
    """Everything about one generation that a search needs besides the words."""

    def __init__(self, opened: FileIndex, stamp: tuple[str, int]) -> None:
        self.stamp = stamp
        self.searcher = opened.searcher(weighting=RANKING)
        size = self.searcher.doc_count_all()
        self.keys: list[tuple[str, int]] = [("", 0)] * size
        self.titles = [""] * size
        self.numbers: dict[str, list[float | None]] = {}
        self._masks: dict[str, dict[str, int]] = {}
        self._collections: dict[str, int] = {}
        self._live = 0
        for number, fields in self.searcher.reader().iter_docs():
            self._take(number, fields, size)

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

    def within(self, name: str, bounds: Range) -> int:
        """The documents whose number lies in the range."""
        column = self.numbers.get(name)
        if column is None:
            return self._live if bounds.missing else 0
        low = float("-inf") if bounds.low is None else bounds.low
        high = float("inf") if bounds.high is None else bounds.high
        bits = bytearray(len(column) // 8 + 1)
        for number, value in enumerate(column):
            if bounds.missing if value is None else low <= value < high:
                bits[number >> 3] |= 1 << (number & 7)
        return int.from_bytes(bits, "little") & self._live

    def count_values(self, facet: str, mask: int) -> dict[str, int]:
        """How many of the documents have each value; values that none has are left out."""
        counts = {value: (held & mask).bit_count() for value, held in self._masks.get(facet, {}).items()}
        return {value: count for value, count in counts.items() if count}

    def run(self, query: whoosh.Query, scope: int | None = None) -> dict[int, float]:
        """Document → score for everything that fits the words, inside the scope."""
        found = self.searcher.search(query, limit=None)
        scores: dict[int, float] = dict(found.items())
        return scores if scope is None else {number: score for number, score in scores.items() if scope >> number & 1}

    def mask_of(self, scores: dict[int, float]) -> int:
        """The set of the scored documents."""
        bits = bytearray(len(self.keys) // 8 + 1)
        for number in scores:
            bits[number >> 3] |= 1 << (number & 7)
        return int.from_bytes(bits, "little")

    def ordered(self, mask: int, sort: tuple[str, bool] | None, scores: dict[int, float] | None) -> list[int]:
        """The documents of a set in the order asked for; ties by key, so that a page is the same twice."""
        chosen = [number for number in range(len(self.keys)) if mask >> number & 1] if mask else []
        if sort is None:
            return sorted(chosen, key=lambda one: (-(scores or {}).get(one, 0.0), self.keys[one]))
        column = self.numbers.get(sort[0], [None] * len(self.keys))
        sign = -1 if sort[1] else 1
        return sorted(chosen, key=lambda one: (column[one] is None, sign * (column[one] or 0), self.keys[one]))

    def _take(self, number: int, fields: dict[str, Any], size: int) -> None:
        bit = 1 << number
        collection, _, key = fields["id"].partition(":")
        shown = fields["shown"]
        self.keys[number], self.titles[number] = (collection, int(key)), shown["title"]
        self._live |= bit
        self._collections[collection] = self._collections.get(collection, 0) | bit
        for facet, values in shown["labels"].items():
            masks = self._masks.setdefault(facet, {})
            for value in values:
                masks[value] = masks.get(value, 0) | bit
        for name, value in shown["numbers"].items():
            self.numbers.setdefault(name, [None] * size)[number] = value
