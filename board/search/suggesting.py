"""What the letters typed so far may become: values of facets, and titles."""

import numpy as np

from board.search.analysis import words
from board.search.beginnings import forgiven
from board.search.catalogue import Catalogue, Lexicon
from board.search.columns import least
from board.search.engine import Scope, Suggestion
from board.search.folding import fold
from board.search.language import stop_words
from board.search.segment import Array
from board.search.terms import are_among

MOST_VALUES = 3
"""Values of one facet among the suggestions."""
TITLES_TO_ONE = 4
"""Titles looked at for each that is suggested, since many may be the same."""
LONGEST_TYPED = 100
"""Letters that suggestions are made for."""

_LENGTH_BITS, _PLACE_BITS = 16, 24
_PLACES = (1 << _PLACE_BITS) - 1
_TOO_WRONG = 1_000
"""More slips than so many letters can have; added up over their words it still fits into 16 bits."""


class Suggester:
    """Suggestions out of one scope, so many at most."""

    def __init__(self, catalogue: Catalogue, terms: Lexicon, scope: Scope, limit: int) -> None:
        self._catalogue = catalogue
        self._terms = terms
        self._scope = scope
        self._limit = limit
        self._near: dict[str, list[tuple[int, Array]]] = {}

    def suggest(self, typed: str, facets: tuple[str, ...]) -> list[Suggestion]:
        """Values of the facets, then titles, in which every typed word begins some word.

        Where there are none, slips are forgiven: one in each of the longer words that begin none, then two in the
        longest of them, then one in each of the longer words that may have begun another by chance.
        """
        typed = typed[:LONGEST_TYPED]
        *whole, last = words(typed) or [""]
        if not last or self._limit < 1:
            return []
        beginnings = [*(word for word in whole if word not in stop_words()), last]
        suggestions = [*self._values(facets, typed), *self._titles(beginnings)]
        for slips in range(1, max(map(forgiven, beginnings)) + 1):
            suggestions = suggestions or [*self._values(facets, typed, slips), *self._nearly_titles(beginnings, slips)]
        suggestions = suggestions or self._nearly_titles(beginnings, 1, is_known_forgiven=True)
        return suggestions[: self._limit]

    def _values(self, facets: tuple[str, ...], typed: str, slips: int = 0) -> list[Suggestion]:
        """Of each facet the values that are meant and in the scope, those of most documents first."""
        suggestions: list[Suggestion] = []
        for facet in facets:
            counts = {
                value: self._catalogue.count_visible(facet, value, self._scope)
                for value in self._catalogue.named(facet, typed, slips)
            }
            known = sorted((value for value in counts if counts[value]), key=lambda text: (-counts[text], text))
            suggestions += [Suggestion(facet, None, value) for value in known[:MOST_VALUES]]
        return suggestions

    def _titles(self, beginnings: list[str]) -> list[Suggestion]:
        """Different titles: those that begin as typed, then the shortest."""
        docs = self._with_all(list(map(self._terms.titled, beginnings)))
        titles = self._different(docs, np.zeros(len(docs), dtype=np.int64))
        return sorted(titles, key=lambda suggestion: not fold(suggestion.text).startswith(beginnings[0]))

    def _nearly_titles(self, beginnings: list[str], slips: int, *, is_known_forgiven: bool = False) -> list[Suggestion]:
        """Different titles in which every typed word begins some word, or nearly."""
        first, *others = sorted(beginnings, key=len, reverse=True)  # a long word is nearly written in few
        wrong = self._slips(first, slips, is_known_forgiven=is_known_forgiven)
        docs = self._visible(np.flatnonzero(wrong < _TOO_WRONG))
        wrong = wrong[docs]
        for letters in others:
            if not len(docs):
                break
            wrong = wrong + self._slips(letters, slips, is_known_forgiven=is_known_forgiven)[docs]
            docs, wrong = docs[wrong < _TOO_WRONG], wrong[wrong < _TOO_WRONG]
        return self._different(docs, wrong.astype(np.int64))

    def _slips(self, letters: str, slips: int, *, is_known_forgiven: bool) -> Array:
        """For each document the least slips that make the letters the beginning of one of its title's words."""
        least_wrong = np.full(self._catalogue.size, _TOO_WRONG, dtype=np.uint16)
        having = self._terms.titled(letters)
        if is_known_forgiven or not len(having):
            for count, docs in self._nearly_titled(letters):
                if count <= slips:
                    least_wrong[docs] = count
        least_wrong[having] = 0
        return least_wrong

    def _nearly_titled(self, letters: str) -> list[tuple[int, Array]]:
        """Documents by all slips that the word may have, the most first; looked up once."""
        if letters not in self._near:
            allowed = forgiven(letters)
            near = self._terms.nearly_titled(letters, allowed) if allowed else []
            self._near[letters] = sorted(near, key=lambda pair: -pair[0])
        return self._near[letters]

    def _with_all(self, having: list[Array]) -> Array:
        """The documents in the scope that are in all of these."""
        docs, *others = sorted(having, key=len)
        for other in others:
            docs = docs[are_among(docs, other)]
        return self._visible(docs)

    def _visible(self, docs: Array) -> Array:
        return docs[np.flatnonzero(self._catalogue.is_visible(self._scope, docs))]

    def _different(self, docs: Array, wrong: Array) -> list[Suggestion]:
        """Titles of these documents, each once: those with fewer slips, then the shortest."""
        order = (wrong << _LENGTH_BITS) + self._catalogue.title_lengths(docs)
        places = (order << _PLACE_BITS) + self._catalogue.places(docs)
        first = self._catalogue.at(least(places, 0, self._limit * TITLES_TO_ONE) & _PLACES).tolist()
        titles: dict[str, Suggestion] = {}
        for key, title in zip(self._catalogue.keys(first), self._catalogue.titles(first), strict=True):
            titles.setdefault(title, Suggestion(*key, title))
        return list(titles.values())
