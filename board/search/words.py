"""From a person's query to one of Whoosh's, built by hand, and the correction of words that nobody wrote."""

from collections.abc import Sequence

from whoosh import query as whoosh
from whoosh.searching import Searcher

from board.search import analysis
from board.search.language import synonyms
from board.search.query import Query

FIELDS = ("title", "text", "names")
SHORTEST_BEGINNING = 3
"""Shorter words are abbreviations more often than beginnings."""

_stemmed = analysis.stemmed()


def wanted(query: Query) -> list[whoosh.Query]:
    """What must be there, one part for each word or phrase that means something, synonyms included."""
    return _groups(query, FIELDS, "words", SHORTEST_BEGINNING)


def beginning(query: Query) -> list[whoosh.Query]:
    """The same in the title or the lesser names only: for completing what is typed."""
    return _groups(query, ("title", "names"), "heading", 1)


def unwanted(query: Query, fields: Sequence[str] = FIELDS) -> whoosh.Query | None:
    """Any of what must not be there; None when everything may."""
    phrases = [phrase for group in query.unwanted if (phrase := _phrase(group, fields)) is not None]
    return whoosh.Or(phrases) if phrases else None


def correct(searcher: Searcher, query: Query) -> str | None:
    """The query with each unknown word replaced by the nearest known one (two edits at most); None if none is near."""
    known, changed = [], False
    for group in query.wanted:
        for word in map(analysis.bare, group):
            if word in analysis.STOP_WORDS or ("words", word) in searcher.reader():
                known.append(word)
                continue
            nearest = searcher.suggest("words", word, limit=1, maxdist=2, prefix=1)
            if nearest and nearest[0] != word:
                known.append(nearest[0])
                changed = True
            else:
                known.append(word)
    return " ".join(known) if changed else None


def _groups(query: Query, fields: Sequence[str], unstemmed: str, shortest: int) -> list[whoosh.Query]:
    parts: list[whoosh.Query] = []
    place = 0
    while place < len(query.wanted):
        run = _run(query, place)
        singles = [one for at in range(place, place + run) if (one := _one(query, at, fields, unstemmed, shortest))]
        if run > 1 and singles:
            together = tuple(group[0] for group in query.wanted[place : place + run])
            parts.append(_any([whoosh.And(singles), *(_phrase(other, fields) for other in synonyms()[together])]))
        else:
            parts += singles
        place += run
    return parts


def _run(query: Query, place: int) -> int:
    """How many single words from here on are together one that has synonyms; one when none are."""
    for last in range(len(query.wanted), place + 1, -1):
        groups = query.wanted[place:last]
        if all(len(group) == 1 for group in groups) and tuple(group[0] for group in groups) in synonyms():
            return len(groups)
    return 1


def _one(query: Query, place: int, fields: Sequence[str], unstemmed: str, shortest: int) -> whoosh.Query | None:
    """A word or phrase as it is, as its synonyms, or as the beginning of a word that is still being typed."""
    group = query.wanted[place]
    alternatives = [_phrase(group, fields), *(_phrase(other, fields) for other in synonyms().get(group, ()))]
    if query.open_ended and place == len(query.wanted) - 1 and len(group[0]) >= shortest:
        alternatives.append(whoosh.Prefix(unstemmed, analysis.bare(group[0]), boost=0.3))
    return _any(alternatives)


def _any(alternatives: Sequence[whoosh.Query | None]) -> whoosh.Query | None:
    kept = [one for one in alternatives if one is not None]
    return whoosh.Or(kept) if kept else None


def _phrase(group: tuple[str, ...], fields: Sequence[str]) -> whoosh.Query | None:
    stems = analysis.terms(_stemmed, " ".join(group))
    if not stems:
        return None
    if len(stems) == 1:
        return whoosh.Or([whoosh.Term(name, stems[0]) for name in fields])
    return whoosh.Or([whoosh.Phrase(name, stems) for name in fields])
