"""Answering requests from documents and where words stand in them, whichever engine they belong to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import reduce

import numpy as np

from board.search import joining, spelling
from board.search.analysis import stem, stems
from board.search.catalogue import Catalogue, Lexicon
from board.search.columns import least
from board.search.engine import Key, Scope, SearchRequest, SearchResults, Snippet, Suggestion
from board.search.language import stop_words
from board.search.matching import Matcher, Matches
from board.search.query import Query, Trigger, also_of, parse
from board.search.ranges import Range
from board.search.segment import Array
from board.search.snippets import Sought, snippet
from board.search.suggesting import Suggester
from board.search.terms import are_among, both

MOST_ALIKE = 16
"""Words of a document that its like is sought by."""

_RANK_BITS, _SCORE_BITS = 24, 31
_RANKS = (1 << _RANK_BITS) - 1


class Searcher:
    """Documents and their words, and what can be asked of them."""

    def __init__(self, catalogue: Catalogue, terms: Lexicon) -> None:
        self._catalogue = catalogue
        self._terms = terms

    def search(self, request: SearchRequest) -> SearchResults:
        """One page of what fits, and the counts of all of it."""
        matcher = self.matcher(request.scope)
        request = replace(request, query=self._written_otherwise(request.query, request.scope))
        matches = matcher.match(request.query, self._passes(request))
        # for its words, and not for what filters leave out
        is_wanting = _is_wanting(matches) and _is_wanting(matcher.match(request.query))
        corrected = self._corrected(request.query, request.scope) if is_wanting else None
        is_forgiven = False
        if corrected is not None and request.is_forgiving:
            meant = replace(
                request, query=self._written_otherwise(parse(corrected, request.query.fields), request.scope)
            )
            others = matcher.match(meant.query, self._passes(meant))
            is_better = others.enough > matches.enough or not self._narrowed(matches, request).docs.size
            is_all_there_is = bool(others.docs.size) and not matches.docs.size  # if only for what leads on from there
            if is_forgiven := is_all_there_is or (is_better and bool(self._narrowed(others, meant).docs.size)):
                request, matches = meant, others
        results = replace(self.answer(request, matches), corrected=corrected, is_forgiven=is_forgiven)
        most = matcher.nearly(request.query, matches)
        if most is None or request.page > 1:
            return results
        nearly = self.best(self._narrowed(most, request), 0, max(request.per_page - results.total, 0))
        return replace(results, nearly=self._catalogue.keys(nearly), nearly_snippets=self._snippets(nearly, request))

    def total(self, query: Query, scope: Scope) -> int:
        """How many documents of a scope have all that is asked: its words as they are typed, and each of them."""
        request, matcher = SearchRequest(self._written_otherwise(query, scope), scope), self.matcher(scope)
        matches = matcher.match(request.query, self._passes(request))
        return 0 if matches.enough < matches.words else len(self._narrowed(matches, request).docs)

    def answer(self, request: SearchRequest, matches: Matches) -> SearchResults:
        """The same, of matches that are known already."""
        filters = self._filters(request, matches.docs)
        narrowed = self._marked_first(matches.only(_all_but(None, filters, len(matches.docs))), request)
        page = self._page(narrowed, request)
        return SearchResults(
            keys=self._catalogue.keys(page),
            total=len(narrowed.docs),
            facets=dict(self._counts(request, matches.docs, filters, narrowed.docs)),
            words=matches.words,
            enough=matches.enough,
            query=request.query,
            snippets=self._snippets(page, request),
            without={} if len(narrowed.docs) else _without(filters, len(matches.docs)),
        )

    def suggest(self, typed: str, scope: Scope, limit: int, facets: tuple[str, ...]) -> list[Suggestion]:
        """Values of the facets, then titles, in which every typed word begins some word, or nearly."""
        return Suggester(self._catalogue, self._terms, scope, limit).suggest(typed, facets)

    def similar(self, key: Key, scope: Scope, limit: int) -> list[Key]:
        """What shares the document's most telling words."""
        doc = self._catalogue.find(key)
        if doc is None:
            return []
        scores = np.zeros(self._catalogue.size, dtype=np.float32)
        for docs, more in self._terms.words(self.telling(doc)):
            scores[docs] += more
        scores[doc] = 0
        docs = np.flatnonzero(scores)
        alike = Matches(docs, scores[docs]).only(self._catalogue.is_visible(scope, docs))
        return self._catalogue.keys(self.best(alike, 0, limit))

    def telling(self, doc: int) -> list[str]:
        """The stems of a document that say the most of what it is about, the most telling first."""
        facts: dict[str, int] = {}
        for word in stems(" ".join((*self._catalogue.titles([doc]), *self._catalogue.texts([doc])))):
            facts[word] = facts.get(word, 0) + 1
        rarities = self._terms.rarities(facts)
        return sorted(facts, key=lambda text: (-rarities[text] * min(facts[text], 3), text))[:MOST_ALIKE]

    def matcher(self, scope: Scope) -> Matcher:
        """What tells which documents of a scope fit."""
        return Matcher(
            self._terms,
            self._catalogue.size,
            everything=lambda: self._catalogue.everything(scope),
            is_visible=lambda docs: self._catalogue.is_visible(scope, docs),
        )

    def _passes(self, request: SearchRequest) -> Callable[[Array], Array] | None:
        """What tells whether documents pass all filters, where words switched one on: it must not empty the page."""
        if not any(trigger.words for trigger in request.query.triggers):
            return None
        return lambda docs: _all_but(None, self._filters(request, docs), len(docs))

    def _filters(self, request: SearchRequest, docs: Array) -> dict[str, Array]:
        """Facet or number → for each of the documents, whether it passes what is asked of that."""
        chosen = {name: values for name, values in request.filters.items() if values}
        for name, typed in request.query.choices.items():
            chosen[name] = chosen.get(name, frozenset()) | self._meant(name, typed)
        bounds = dict(request.ranges)
        for name, more in request.query.ranges.items():
            bounds[name] = bounds.get(name, Range(missing=True)) & more
        filters = {name: self._catalogue.labelled(name, values, docs) for name, values in chosen.items()}
        for name, this_range in bounds.items():
            inside = self._catalogue.within(name, this_range, docs)
            filters[name] = filters[name] & inside if name in filters else inside
        for trigger in request.query.triggers:
            if trigger.words and not request.filters.get(trigger.name) and trigger.name not in request.ranges:
                filters[trigger.name] = self._or_said(trigger, filters[trigger.name], docs)
        return filters

    def _or_said(self, trigger: Trigger, marked: Array, docs: Array) -> Array:
        """What passes the filter that a word switched on, and what has the word: it may be all that a text says of it.

        Words such as *from home*, half of which are passed over in texts, and words that mean a time, are looked for
        only where nothing passes the filter.
        """
        is_plain = trigger.is_of_choices and not stop_words() & set(trigger.words)
        if not trigger.is_said or (not is_plain and marked.any()):
            return marked
        term_matches = self._terms.phrase([stem(word) for word in trigger.words if word not in stop_words()])
        return marked | are_among(docs, term_matches.docs)

    def _marked_first(self, matches: Matches, request: SearchRequest) -> Matches:
        """What passes the filter that a word switched on comes before what only has the word."""
        soft = [(trigger.name, trigger.means) for trigger in request.query.triggers if trigger.words]
        if not soft:
            return matches
        passes = np.zeros(len(matches.docs), dtype=np.int64)
        for name, means in soft:
            if isinstance(means, frozenset):
                values = self._meant(name, means) | request.filters.get(name, frozenset())
                passes += self._catalogue.labelled(name, values, matches.docs)
        before = 0 if matches.coverage is None else matches.coverage.astype(np.int64)
        return matches._replace(coverage=before * (len(soft) + 1) + passes)

    def _meant(self, facet: str, typed: frozenset[str]) -> frozenset[str]:
        """The values of a facet that somebody may mean by any of these words."""
        return frozenset(value for text in typed for value in self._catalogue.named(facet, text))

    def _narrowed(self, matches: Matches, request: SearchRequest) -> Matches:
        only = matches.only(_all_but(None, self._filters(request, matches.docs), len(matches.docs)))
        return self._marked_first(only, request)

    def _counts(
        self, request: SearchRequest, docs: Array, filters: Mapping[str, Array], narrowed: Array
    ) -> Iterator[tuple[str, dict[str, int]]]:
        """Each facet and band, counted with every filter but its own."""

        def counted(name: str) -> Array:
            return docs.take(np.flatnonzero(_all_but(name, filters, len(docs)))) if name in filters else narrowed

        for name in request.facets:
            yield name, self._catalogue.count_labels(name, counted(name))
        for name, bands in request.bands.items():
            among = counted(name)
            counts = {value: int(self._catalogue.within(name, other, among).sum()) for value, other in bands.items()}
            yield name, {value: count for value, count in counts.items() if count}

    def _page(self, matches: Matches, request: SearchRequest) -> list[int]:
        first = max(request.page - 1, 0) * request.per_page
        if request.sort is None:
            return self.best(matches, first, first + request.per_page)
        return self._catalogue.by_number(*request.sort, matches.docs, first, first + request.per_page)

    def best(self, matches: Matches, first: int, last: int) -> list[int]:
        """The documents from the first to the last place: more words first, then the better score, then the key.

        All three are put into one whole number, so that no two are equal and pages join without gaps.
        """
        places = self._catalogue.places(matches.docs)
        if matches.scores is not None:
            score = matches.scores.view(np.int32).astype(np.int64)  # as whole numbers, scores keep their order
            places = places - (score << _RANK_BITS)
        if matches.coverage is not None:
            places = places - (matches.coverage.astype(np.int64) << (_RANK_BITS + _SCORE_BITS))
        return list(self._catalogue.at(least(places, first, last) & _RANKS).tolist())

    def _corrected(self, query: Query, scope: Scope) -> str | None:
        def weigh(stems: Sequence[str]) -> int:
            if len(stems) == 1:
                return self._terms.count_visible(stems[0], scope)
            docs = reduce(both, self._terms.words(stems)).docs
            return int(self._catalogue.is_visible(scope, docs).sum())

        return spelling.correct(query, self._terms.alike, weigh)

    def _written_otherwise(self, query: Query, scope: Scope) -> Query:
        """The query, and the ways in which the index writes its words otherwise."""

        def stands(stems: Sequence[str], is_written_whole: bool) -> bool:
            together = int(self._catalogue.is_visible(scope, self._terms.phrase(stems).docs).sum())
            if not together or len(stems) < 2 or not is_written_whole:
                return bool(together)
            # where the whole word is written too, halves that stand nowhere else are it, broken at the end of a line
            return all(self._terms.count_visible(half, scope) > together for half in stems)

        ways = joining.ways(query, self._terms.known, stands)
        others = tuple(also_of(run, phrases, query.text) for run, phrases in ways)
        return replace(query, also=(*query.also, *others)) if others else query

    def _snippets(self, page: list[int], request: SearchRequest) -> list[Snippet]:
        if not request.snippets:
            return []
        sought = Sought.of(request.query)
        instead = self._instead(page, request.query)
        shown = zip(page, self._catalogue.titles(page), self._catalogue.texts(page), strict=True)
        return [snippet(title, text, sought)._replace(instead=instead[doc]) for doc, title, text in shown]

    def _instead(self, page: list[int], query: Query) -> dict[int, tuple[tuple[str, str], ...]]:
        """For each document what it has instead of words that it has not, because the school says both."""
        docs = np.array(page, dtype=np.int64)
        instead: dict[int, tuple[tuple[str, str], ...]] = dict.fromkeys(page, ())
        for also in query.also:
            typed = [word for part in query.wanted if also.covers(part) for word in stems(" ".join(part.words))]
            missing = ~np.logical_and.reduce([are_among(docs, has.docs) for has in self._terms.words(typed)])
            for phrase in also.phrases if typed else ():
                having = missing & are_among(docs, self._terms.phrase(stems(" ".join(phrase))).docs)
                missing = missing & ~having
                for doc in docs[having].tolist():
                    instead[doc] += ((" ".join(phrase), also.typed),)
        return instead


def _is_wanting(matches: Matches) -> bool:
    """Words were typed, and nothing has them all."""
    return matches.scores is not None and (matches.enough < matches.words or not len(matches.docs))


def _all_but(name: str | None, filters: Mapping[str, Array], size: int) -> Array:
    """For each document, whether it passes every filter but one."""
    values = np.ones(size, dtype=bool)
    for other, passes in filters.items():
        if other != name:
            values &= passes
    return values


def _without(filters: Mapping[str, Array], size: int) -> dict[str, int]:
    """Filter → how many documents there would be without it; those that would not help are left out."""
    counts = {name: int(_all_but(name, filters, size).sum()) for name in filters}
    return {name: count for name, count in counts.items() if count}
