"""Which documents fit a query, how well, and how many of its words they have."""

from collections import Counter
from collections.abc import Callable
from functools import reduce
from typing import NamedTuple

import numpy as np

from board.search.analysis import stem
from board.search.catalogue import Lexicon
from board.search.language import Phrase, stop_words
from board.search.query import Query, QueryPart
from board.search.segment import Array
from board.search.terms import TermMatches, are_among, both, either

FEW_WORDS = 3
"""Up to so many words are each meant; of more, some are only said along the way."""
A_TEXT = 30
"""Of more different words, one that is said twice counts twice; a question says it twice for its grammar."""
PLENTY = 10
"""When fewer documents than this have all the words, those that have most of them are told too."""
SHORTEST_BEGINNING = 3
"""Shorter words are abbreviations more often than beginnings."""
BEGINNING = 0.3
"""What a word that only begins as typed is worth."""
ONE_WAY = 0.5
"""What a synonym that holds one way is worth: it is a part of what was typed, or is near it."""
APART = 0.5
"""What the words of a term that has a synonym are worth where they do not stand together."""


class Matches(NamedTuple):
    """Documents in ascending order; without words to go by, no scores."""

    docs: Array
    scores: Array | None = None
    coverage: Array | None = None
    """How many words each has, where that comes before the score."""
    words: int = 0
    enough: int = 0

    def only(self, values: Array) -> "Matches":
        """Those of them that are kept."""
        places = np.flatnonzero(values)  # numpy takes by place several times as fast as by a mask
        scores = None if self.scores is None else self.scores.take(places)
        coverage = None if self.coverage is None else self.coverage.take(places)
        return self._replace(docs=self.docs.take(places), scores=scores, coverage=coverage)


class Matcher:
    """Finds documents among those that may be seen.

    All of the words are required. Where nothing has them all, all but one are enough, and of more than three words any.
    """

    def __init__(
        self, terms: Lexicon, size: int, everything: Callable[[], Array], is_visible: Callable[[Array], Array]
    ):
        self._terms = terms
        self._size = size
        self._everything = everything
        self._is_visible = is_visible

    def match(self, query: Query, passes: Callable[[Array], Array] | None = None) -> Matches:
        """What fits. Where nothing that has all words passes, but something that has most of them, it is that.

        `passes` tells for each of some documents whether it does.
        """
        term_matches = self.each(query)
        if not term_matches:
            return self._without_unwanted(Matches(self._everything()), query)
        docs, scores = reduce(both, sorted(term_matches, key=lambda term_matches: len(term_matches.docs)))
        all_of = self._allowed(Matches(docs, scores, words=len(term_matches), enough=len(term_matches)), query)
        if len(term_matches) == 1 or _any_passes(all_of.docs, passes):
            return all_of
        widened = self._widened(term_matches, query)
        return widened if _any_passes(widened.docs, passes) else all_of

    def nearly(self, query: Query, matches: Matches) -> Matches | None:
        """Where few have all of the words, the others that have most of them; None when there are plenty."""
        if matches.words < 2 or matches.enough < matches.words or not 0 < len(matches.docs) < PLENTY:
            return None
        widened = self._widened(self.each(query), query)
        return widened.only(~are_among(widened.docs, matches.docs))

    def each(self, query: Query) -> list[TermMatches]:
        """For each different word or phrase that is wanted what has it, in one of the ways that the school says it."""
        self._terms.words(_every_stem(query))
        parts = {stems: part for part in query.wanted if (stems := _stems(part.words))}
        times = Counter(_stems(part.words) for part in query.wanted if len(parts) > A_TEXT)
        last = query.wanted[-1] if query.open_ended else None
        return [
            self._found(part, query, is_open=part is last).times(times[stems] or 1) for stems, part in parts.items()
        ]

    def _found(self, part: QueryPart, query: Query, *, is_open: bool) -> TermMatches:
        ways = [self._phrase(part.words)]
        for also in query.also:
            if also.covers(part):
                term = tuple(word for other in query.wanted if also.covers(other) for word in other.words)
                phrases = also.phrases
                if len(term) > 1:
                    ways[0] = ways[0].times(APART)
                    phrases = (term, *phrases)
                worth = {phrase: ONE_WAY if phrase in also.one_way else 1 for phrase in phrases}
                ways += [self._phrase(phrase).times(worth[phrase] / len(term)) for phrase in phrases]
        if is_open and len(part.words[0]) >= SHORTEST_BEGINNING:
            ways.append(self._terms.beginning(part.words[0]).times(BEGINNING))
        return either(ways)

    def _phrase(self, words: Phrase) -> TermMatches:
        return self._terms.phrase(_stems(words))

    def _widened(self, term_matches: list[TermMatches], query: Query) -> Matches:
        """What has all but one of the words, or as many as anything has; of many words what has any.

        Who has more of few words comes first; many words go by their score alone.
        """
        matches = self._counted(term_matches, query)
        if len(term_matches) > FEW_WORDS:
            return matches._replace(coverage=None)
        coverage = np.asarray(matches.coverage)
        enough = min(max(len(term_matches) - 1, 1), int(coverage.max(initial=0)))
        return matches._replace(enough=enough).only(coverage >= enough)

    def _counted(self, term_matches: list[TermMatches], query: Query) -> Matches:
        """What has any of the words, and how many of them."""
        coverage = np.zeros(self._size, dtype=np.uint8)
        scores = np.zeros(self._size, dtype=np.float32)
        for docs, more in term_matches:
            coverage[docs] += 1
            scores[docs] += more
        docs = np.flatnonzero(coverage)
        return self._allowed(Matches(docs, scores[docs], coverage[docs], len(term_matches), enough=1), query)

    def _allowed(self, matches: Matches, query: Query) -> Matches:
        """What may be seen and has nothing that is unwanted."""
        return self._without_unwanted(matches.only(self._is_visible(matches.docs)), query)

    def _without_unwanted(self, matches: Matches, query: Query) -> Matches:
        for part in query.unwanted:
            matches = matches.only(~are_among(matches.docs, self._phrase(part.words).docs))
        return matches


def _any_passes(docs: Array, passes: Callable[[Array], Array] | None) -> bool:
    return bool(len(docs)) and (passes is None or bool(passes(docs).any()))


def _every_stem(query: Query) -> set[str]:
    """Whatever will be looked up for a query, so that it can be looked up at once."""
    phrases = [part.words for part in (*query.wanted, *query.unwanted)]
    phrases += [phrase for also in query.also for phrase in also.phrases]
    phrases += [trigger.words for trigger in query.triggers]
    return {stem for phrase in phrases for stem in _stems(phrase)}


def _stems(words: Phrase) -> Phrase:
    return tuple(stem(word) for word in words if word not in stop_words())
