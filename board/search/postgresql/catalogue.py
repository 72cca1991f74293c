"""The documents of the index as they are while one request is answered."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from board.search.columns import are_within
from board.search.engine import COLLECTION, Key, Scope
from board.search.postgresql.connection import Asker, numbers
from board.search.postgresql.facts import Batch, Facts
from board.search.postgresql.names import IndexNames
from board.search.postgresql.schema import SCHEMA
from board.search.ranges import Range
from board.search.segment import Array

NO_DOCS: Array = np.empty(0, dtype=np.int64)

_FACTS = "string_agg(int4send(d.id), ''), string_agg(int4send(length(d.facts)), ''), string_agg(d.facts, '')"


class PostgresqlCatalogue:
    """Everything about the documents but their words. What is asked of a document is read once, for many at a time."""

    def __init__(self, ask: Asker, names: IndexNames, size: int) -> None:
        self.size = size
        self._ask = ask
        self._names = names
        self._facts = Facts(self._read)
        self._placed = NO_DOCS
        self._counted_docs = NO_DOCS
        self._counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
        """The documents whose labels were counted last: most facets of a page are counted over the same ones."""

    def keys(self, docs: Sequence[int]) -> list[Key]:
        """What these documents are called by those who handed them in."""
        asked = np.array(docs, dtype=np.int64)
        labels, keys = self._facts.collections(asked).tolist(), self._facts.keys(asked).tolist()
        return [(self._names.value(label), key) for label, key in zip(labels, keys, strict=True)]

    def find(self, key: Key) -> int | None:
        """The document of this name."""
        rows = self._ask.rows(f"SELECT id FROM {SCHEMA}.documents WHERE collection = %s AND key = %s", *key)
        return int(rows[0][0]) if rows else None

    def titles(self, docs: Sequence[int]) -> list[str]:
        """The titles of these documents."""
        return self._texts("title", docs)

    def texts(self, docs: Sequence[int]) -> list[str]:
        """The texts of these documents."""
        return self._texts("body", docs)

    def title_lengths(self, docs: Array) -> Array:
        """How many letters the title of each has."""
        return self._facts.title_lengths(docs)

    def everything(self, scope: Scope) -> Array:
        """All documents in the scope. What is asked of them next is read along with them."""
        where, values = self.where(scope)
        batch = Batch.read(*self._ask.row(f"SELECT {_FACTS} FROM {SCHEMA}.documents d WHERE {where}", *values))
        self._facts.add(batch)
        return np.sort(batch.docs)

    def is_visible(self, scope: Scope, docs: Array) -> Array:
        """For each of these documents, whether it is in the scope."""
        visible = np.isin(self._facts.collections(docs), self._names.ids(COLLECTION, frozenset(scope.collections)))
        for name, bounds in scope.ranges.items():
            visible &= self.within(name, bounds, docs)
        return visible

    def labelled(self, facet: str, values: frozenset[str], docs: Array) -> Array:
        """For each of these documents, whether it has one of the values."""
        labels, places = self._facts.labels(docs)
        passes = np.zeros(len(docs), dtype=bool)
        passes[places[np.isin(labels, self._names.ids(facet, values))]] = True
        return passes

    def within(self, name: str, bounds: Range, docs: Array) -> Array:
        """For each of these documents, whether its number lies in the range."""
        return are_within(self._facts.number(self._names.number(name), docs), bounds)

    def named(self, facet: str, typed: str, slips: int = 0) -> list[str]:
        """The values of a facet that somebody may mean."""
        return self._names.named(facet, typed, slips)

    def count_labels(self, facet: str, docs: Array) -> dict[str, int]:
        """How many of the documents have each value of a facet."""
        if self._counted_docs is not docs:
            self._counted_docs, self._counts = docs, defaultdict(dict)
            counts = np.bincount(self._facts.labels(docs)[0])
            for label in np.flatnonzero(counts).tolist():
                self._counts[self._names.facet(label)][self._names.value(label)] = int(counts[label])
        return dict(sorted(self._counts[facet].items()))

    def count_visible(self, facet: str, value: str, scope: Scope) -> int:
        """How many documents of a scope have the value."""
        where, values = self.where(scope)
        question = f"SELECT count(*) FROM {SCHEMA}.documents d WHERE {where} AND labels @> %s::int[]"
        ids = self._names.ids(facet, frozenset({value}))
        return int(self._ask.row(question, *values, numbers(ids))[0]) if ids else 0

    def places(self, docs: Array) -> Array:
        """For each of these documents its place among them by collection and number."""
        order = np.lexsort((self._facts.keys(docs), self._names.ranks(self._facts.collections(docs))))
        self._placed = docs[order]
        return np.argsort(order)

    def at(self, places: Array) -> Array:
        """The documents at places that `places` told last."""
        return np.asarray(self._placed[places])

    def by_number(self, name: str, downwards: bool, docs: Array, first: int, last: int) -> list[int]:
        """From the first to the last place of these documents by a number, missing ones last, ties by key."""
        values = self._facts.number(self._names.number(name), docs)
        order = np.lexsort((self.places(docs), -values if downwards else values))
        return list(docs[order[first:last]].tolist())

    def where(self, scope: Scope) -> tuple[str, list[object]]:
        """What a scope is in SQL, and its values."""
        clauses, values = ["d.collection = ANY(%s)"], list[object]([list(scope.collections)])
        for name, bounds in scope.ranges.items():
            number = f"d.numbers[{self._names.number(name)}]"
            inside = [
                f"{number} {sign} %s" for sign, bound in ((">=", bounds.low), ("<", bounds.high)) if bound is not None
            ]
            values += [bound for bound in (bounds.low, bounds.high) if bound is not None]
            passes = " AND ".join(inside or [f"{number} IS NOT NULL"])
            clauses.append(f"({passes} OR {number} IS NULL)" if bounds.missing else f"({passes})")
        return " AND ".join(clauses), values

    def _texts(self, column: str, docs: Sequence[int]) -> list[str]:
        question = f"SELECT id, {column} FROM {SCHEMA}.documents WHERE id = ANY(%s::int[])"
        texts: dict[int, str] = dict(self._ask.rows(question, numbers(docs))) if docs else {}
        return [texts.get(doc, "") for doc in docs]

    def _read(self, docs: Array) -> Batch:
        question = f"SELECT {_FACTS} FROM {SCHEMA}.documents d WHERE d.id = ANY(%s::int[])"
        return Batch.read(*self._ask.row(question, numbers(docs.tolist())))
