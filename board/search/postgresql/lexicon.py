"""Where words and phrases stand in the index, and how much that says; scored as `board/search/terms.py` scores."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce

import numpy as np

from board.search.beginnings import Beginnings
from board.search.engine import Scope
from board.search.postgresql import words
from board.search.postgresql.catalogue import PostgresqlCatalogue
from board.search.postgresql.connection import Asker
from board.search.postgresql.schema import SCHEMA
from board.search.segment import Array
from board.search.terms import K1, NOTHING, B, TermMatches, both, either

MOST_BEGINNINGS = 40
"""When more stems begin as typed, each is worth the same: they are read together."""

_DOCS = "string_agg(d.posting, '')"
_ASKED = f"""
    SELECT asked.number, fit.docs
    FROM unnest(%s::int[], %s::text[]) AS asked (number, question)
    CROSS JOIN LATERAL (SELECT {_DOCS} AS docs FROM {SCHEMA}.documents d WHERE d.words @@ asked.question::tsquery) fit
    WHERE fit.docs IS NOT NULL
"""

_PHRASE = f"""
    SELECT {_DOCS}, {_DOCS} FILTER (WHERE d.words @@ %s::tsquery) FROM {SCHEMA}.documents d WHERE d.words @@ %s::tsquery
"""


class Statistics:
    """How many documents there are, and how long they are on average."""

    def __init__(self, documents: int, mean: float) -> None:
        self.documents = documents
        self.mean = max(mean, 1.0)


class PostgresqlLexicon:
    """The words of the index. What is asked of a word is remembered while one request is answered."""

    def __init__(self, ask: Asker, catalogue: PostgresqlCatalogue, statistics: Statistics) -> None:
        self._ask = ask
        self._catalogue = catalogue
        self._statistics = statistics
        self._words: dict[str, TermMatches] = {}
        self._phrases: dict[tuple[str, ...], TermMatches] = {}

    def word(self, stem: str) -> TermMatches:
        """The documents that have a word with this stem."""
        return self.words([stem])[0]

    def words(self, stems: Iterable[str]) -> list[TermMatches]:
        """The same, of several that are read together."""
        stems = list(stems)
        missing = sorted(set(stems) - self._words.keys())
        if not missing:
            return [self._words[stem] for stem in stems]
        weights = range(1, words.HEAVIEST + 1)
        asked = {(stem, weight): words.quoted(words.lexeme(stem, weight)) for stem in missing for weight in weights}
        postings = self._postings(list(asked.values()))
        for number, stem in enumerate(missing):
            parts = postings[number * words.HEAVIEST : (number + 1) * words.HEAVIEST]
            heavy = np.repeat(np.array(weights, dtype=np.float32), [len(part) for part in parts])
            self._words[stem] = self._scored(np.concatenate(parts), heavy)
        return [self._words[stem] for stem in stems]

    def phrase(self, stems: Sequence[str]) -> TermMatches:
        """The documents that have these words one after another. It counts once in each, in a title twice."""
        if len(stems) < 2:
            return self.word(stems[0]) if stems else NOTHING
        phrase = tuple(stems)
        if phrase not in self._phrases:
            anywhere, titled = map(_docs, self._phrase(stems))
            anywhere = anywhere[anywhere >> 32 < self._catalogue.size]
            heavy = np.where(np.isin(anywhere, titled), np.float32(2), np.float32(1))
            self._phrases[phrase] = self._scored(anywhere, heavy, sum(self.rarity(stem) for stem in stems))
        return self._phrases[phrase]

    def _phrase(self, stems: Sequence[str]) -> tuple[bytes | None, bytes | None]:
        """What has the phrase, and what has it in the title. To find out reads a vector of each that has its words."""
        if not len(reduce(both, self.words(stems)).docs):
            return None, None
        anywhere, titled = self._ask.row(_PHRASE, words.phrase(stems, "A"), words.phrase(stems))
        return anywhere, titled

    def beginning(self, letters: str) -> TermMatches:
        """The documents that have a word beginning with these letters; who has several counts by the best of them."""
        stems = self._stems_beginning(letters)
        if len(stems) <= MOST_BEGINNINGS:
            return either(self.words(stems))
        others = [words.any_weight(stem) for stem in stems if not stem.startswith(letters)]
        (docs,) = self._postings([words.joined([words.beginning_of(letters), *others])])
        return self._scored(docs, np.ones(len(docs), dtype=np.float32))

    def titled(self, letters: str) -> Array:
        """The documents that have a word beginning with these letters in their title or lesser names."""
        question = f"SELECT {_DOCS} FROM {SCHEMA}.documents d WHERE d.headings @@ %s::tsquery"
        return np.sort(_docs(self._ask.row(question, words.beginning_of(letters))[0])) >> 32

    def nearly_titled(self, letters: str, slips: int) -> list[tuple[int, Array]]:
        """The same of words that begin nearly so and share three letters in a row, the first two or the first."""
        shared = [trigram for trigram in words.trigrams(letters) if not trigram.endswith(" ")]
        question = f"SELECT word FROM {SCHEMA}.vocabulary WHERE trigrams && %s::text[] AND length(word) >= %s"
        near: defaultdict[int, list[str]] = defaultdict(list)
        alike = [word for (word,) in self._ask.rows(question, shared, len(letters) - slips)]
        for place, count in Beginnings.of(alike).near(letters, slips):
            near[count].append(words.quoted(alike[place]))
        titled = f"SELECT {_DOCS} FROM {SCHEMA}.documents d WHERE d.headings @@ %s::tsquery"
        return [
            (count, np.sort(_docs(self._ask.row(titled, words.joined(near[count]))[0])) >> 32)
            for count in range(1, slips + 1)
            if near[count]
        ]

    def rarities(self, stems: Iterable[str]) -> dict[str, float]:
        """How much each word says, as far as is known without asking for all that have it: since the last rebuild."""
        stems = list(stems)
        question = f"SELECT stem, max(documents) FROM {SCHEMA}.vocabulary WHERE stem = ANY(%s) GROUP BY stem"
        having: dict[str, int] = dict(self._ask.rows(question, stems))
        return {stem: self._rarity(having.get(stem, 0)) for stem in stems}

    def rarity(self, stem: str) -> float:
        """How much a word says."""
        return self._rarity(len(self.word(stem).docs))

    def known(self, stems: Iterable[str]) -> set[str]:
        """Those of the stems that a word has, or had before it was deleted."""
        question = f"SELECT DISTINCT stem FROM {SCHEMA}.vocabulary WHERE stem = ANY(%s)"
        return {stem for (stem,) in self._ask.rows(question, sorted(set(stems)))}

    def count_visible(self, stem: str, scope: Scope) -> int:
        """How many documents of a scope have a word with this stem."""
        where, values = self._catalogue.where(scope)
        question = f"SELECT count(*) FROM {SCHEMA}.documents d WHERE d.words @@ %s::tsquery AND {where}"
        return int(self._ask.row(question, words.any_weight(stem), *values)[0])

    def alike(self, word: str, slips: int) -> set[str]:
        """Words as they are written somewhere that may be so many slips away: they share three letters in a row."""
        question = f"""
            SELECT word FROM {SCHEMA}.vocabulary WHERE trigrams && %s::text[] AND length(word) BETWEEN %s AND %s
        """
        nearest = len(word) - slips, len(word) + slips
        return {other for (other,) in self._ask.rows(question, words.trigrams(word), *nearest)}

    def _stems_beginning(self, letters: str) -> list[str]:
        question = f"SELECT DISTINCT stem FROM {SCHEMA}.vocabulary WHERE word >= %s AND word < %s ORDER BY stem"
        return [stem for (stem,) in self._ask.rows(question, letters, letters + chr(0x10FFFF))]

    def _postings(self, questions: list[str]) -> list[Array]:
        """For each question its documents, with their lengths."""
        postings = [_docs(None)] * len(questions)
        for number, joined in self._ask.rows(_ASKED, list(range(len(questions))), questions):
            docs = _docs(joined)
            postings[number] = docs[docs >> 32 < self._catalogue.size]  # others may have been added since that was read
        return postings

    def _scored(self, postings: Array, heavy: Array, rarity: float | None = None) -> TermMatches:
        """Documents with their lengths, and what the word weighs in each."""
        order = np.argsort(postings, kind="stable")  # they come in runs that are in order
        postings, heavy = postings[order], heavy[order]
        docs, lengths = postings >> 32, (postings & 0xFFFFFFFF).astype(np.float32)
        rarity = self._rarity(len(docs)) if rarity is None else rarity
        norms = np.float32(K1) * (np.float32(1 - B) + np.float32(B / self._statistics.mean) * lengths)
        return TermMatches(docs, np.float32(rarity * (K1 + 1)) * heavy / (heavy + norms))

    def _rarity(self, having: int) -> float:
        return math.log(1 + (max(self._statistics.documents - having, 0) + 0.5) / (having + 0.5))


def _docs(postings: bytes | None) -> Array:
    return np.frombuffer(postings or b"", dtype=">i8").astype(np.int64)
