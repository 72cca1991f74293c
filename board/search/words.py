"""From a person's query to one of Whoosh's, built by hand, and the correction of words that nobody wrote."""

from collections.abc import Sequence

from whoosh import query as whoosh
from whoosh.searching import Searcher

from board.search import analysis
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
    phrases = [phrase for part in query.unwanted if (phrase := _phrase(part.words, fields)) is not None]
    return whoosh.Or(phrases) if phrases else None


def correct(searcher: Searcher, query: Query) -> str | None:
    """The query with each unknown word replaced by the nearest known one (two edits at most); None if none is near."""
    text = query.text
    for part in reversed(query.wanted):
        word = analysis.bare(part.words[0])
        if part.is_quoted or ("words", word) in searcher.reader():
            continue
        nearest = searcher.suggest("words", word, limit=1, maxdist=2, prefix=1)
        if nearest and nearest[0] != word:
            text = text[: part.start] + nearest[0] + text[part.end :]
    return text.strip() if text != query.text else None


def _groups(query: Query, fields: Sequence[str], unstemmed: str, shortest: int) -> list[whoosh.Query]:
    parts = []
    for place, part in enumerate(query.wanted):
        alternatives = [_phrase(part.words, fields)]
        alternatives += [_phrase(other, fields) for also in query.also if also.covers(part) for other in also.phrases]
        if query.open_ended and place == len(query.wanted) - 1 and len(part.words[0]) >= shortest:
            alternatives.append(whoosh.Prefix(unstemmed, analysis.bare(part.words[0]), boost=0.3))
        if (one := _any(alternatives)) is not None:
            parts.append(one)
    return parts


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
