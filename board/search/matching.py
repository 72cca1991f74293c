"""Which documents fit a query, how well, and how many of its words they have."""

from collections.abc import Callable
from functools import reduce
from typing import NamedTuple

import numpy as np

from board.search.analysis import stem
from board.search.language import Phrase, stop_words
from board.search.query import Part, Query
from board.search.segment import Array
from board.search.terms import Found, Terms, are_among, both, either

MOST_REQUIRED = 7
"""Of a longer query any word is enough: nobody means every one of them."""
SHORTEST_BEGINNING = 3
"""Shorter words are abbreviations more often than beginnings."""
BEGINNING = 0.3
"""What a word that only begins as typed is worth."""


class Matches(NamedTuple):
    """Documents in ascending order; without words to go by, no scores."""

    docs: Array
    scores: Array | None = None
    coverage: Array | None = None
    """How many words each has, where that comes before the score."""
    words: int = 0
    enough: int = 0

    def only(self, kept: Array) -> "Matches":
        """Those of them that are kept."""
        scores = None if self.scores is None else self.scores[kept]
        coverage = None if self.coverage is None else self.coverage[kept]
        return self._replace(docs=self.docs[kept], scores=scores, coverage=coverage)


class Matcher:
    """Finds documents among those that may be seen. All of the words are required; where nothing has all, most are."""

    def __init__(self, terms: Terms, size: int, everything: Callable[[], Array], is_visible: Callable[[Array], Array]):
        self._terms = terms
        self._size = size
        self._everything = everything
        self._is_visible = is_visible

    def match(self, query: Query) -> Matches:
        """What fits."""
        found = self.each(query)
        if not found:
            return self._allowed(Matches(self._everything()), query)
        if len(found) <= MOST_REQUIRED:
            docs, scores = reduce(both, sorted(found, key=lambda one: len(one.docs)))
            matches = self._allowed(Matches(docs, scores, words=len(found), enough=len(found)), query)
            if len(matches.docs) or len(found) == 1:
                return matches
        return self._widened(found, query)

    def each(self, query: Query) -> list[Found]:
        """For each different word or phrase that is wanted what has it, in one of the ways that the school says it."""
        parts = {part.words: part for part in query.wanted}
        last = query.wanted[-1] if query.open_ended else None
        return [self._found(part, query, is_open=part is last) for part in parts.values()]

    def _found(self, part: Part, query: Query, *, is_open: bool) -> Found:
        ways = [self._phrase(part.words)]
        for also in query.also:
            if also.covers(part):
                shared = sum(also.covers(other) for other in query.wanted)
                ways += [self._phrase(phrase).times(1 / shared) for phrase in also.phrases]
        if is_open and len(part.words[0]) >= SHORTEST_BEGINNING:
            ways.append(self._terms.beginning(part.words[0]).times(BEGINNING))
        return either(ways)

    def _phrase(self, words: Phrase) -> Found:
        return self._terms.phrase([stem(word) for word in words if word not in stop_words()])

    def _widened(self, found: list[Found], query: Query) -> Matches:
        """What has most of the words, or of a long query any."""
        coverage = np.zeros(self._size, dtype=np.uint8)
        scores = np.zeros(self._size, dtype=np.float32)
        for docs, more in found:
            coverage[docs] += 1
            scores[docs] += more
        docs = np.flatnonzero(coverage)
        matches = self._allowed(Matches(docs, scores[docs], None, len(found), 1), query)
        if len(found) > MOST_REQUIRED:
            return matches
        most = len(found) - 1 if len(found) <= 3 else len(found) // 2 + 1
        coverage = coverage[matches.docs]
        enough = min(most, int(coverage.max(initial=0)))
        return matches._replace(coverage=coverage, enough=enough).only(coverage >= enough)

    def _allowed(self, matches: Matches, query: Query) -> Matches:
        """What may be seen and has nothing that is unwanted."""
        allowed = self._is_visible(matches.docs)
        for part in query.unwanted:
            allowed &= ~are_among(matches.docs, self._phrase(part.words).docs)
        return matches.only(allowed)
