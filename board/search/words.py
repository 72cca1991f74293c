"""From a person's query to one of Whoosh's, built by hand, and the correction of words that nobody wrote."""

from collections.abc import Sequence

from whoosh import query as whoosh
from whoosh.searching import Searcher

from board.search import analysis
from board.search.language import synonyms
from board.search.query import Query

FIELDS = ("title", "text", "names")
_stemmed = analysis.stemmed()


def every(query: Query, fields: Sequence[str] = FIELDS) -> whoosh.Query:
    """All groups must be there, each as it is or as its synonym."""
    return whoosh.And(_groups(query, fields)) if query.wanted else whoosh.Every()


def beginning(query: Query) -> whoosh.Query:
    """All groups must be in the title or the lesser names: for completing what is typed."""
    return whoosh.And(_groups(query, ("title", "names"), "heading"))


def some(query: Query, fields: Sequence[str] = FIELDS) -> whoosh.Query:
    """Any of the groups; who has more of them comes first."""
    return whoosh.Or(_groups(query, fields), scale=0.9)


def unwanted(query: Query, fields: Sequence[str] = FIELDS) -> whoosh.Query | None:
    """Any of what must not be there; None when everything may."""
    phrases = [phrase for group in query.unwanted if (phrase := _phrase(group, fields)) is not None]
    return whoosh.Or(phrases) if phrases else None


def correct(searcher: Searcher, query: Query) -> str | None:
    """The query with each unknown word replaced by the nearest known one (two edits at most); None if none is near."""
    known, changed = [], False
    for group in query.wanted:
        for word in group:
            if ("words", word) in searcher.reader():
                known.append(word)
                continue
            nearest = searcher.suggest("words", word, limit=1, maxdist=2, prefix=1)
            if nearest and nearest[0] != word:
                known.append(nearest[0])
                changed = True
            else:
                known.append(word)
    return " ".join(known) if changed else None


def _groups(query: Query, fields: Sequence[str], unstemmed: str = "words") -> list[whoosh.Query]:
    groups = []
    for place, group in enumerate(query.wanted):
        alternatives = [_phrase(group, fields)]
        alternatives += [_phrase(other, fields) for other in _meant(query, place)]
        if query.open_ended and place == len(query.wanted) - 1 and len(group[0]) >= 3:
            alternatives.append(whoosh.Prefix(unstemmed, group[0], boost=0.3))
        kept = [one for one in alternatives if one is not None]
        if kept:
            groups.append(whoosh.Or(kept))
    return groups


def _meant(query: Query, place: int) -> tuple[tuple[str, ...], ...]:
    return synonyms().get(query.wanted[place], ())


def _phrase(group: tuple[str, ...], fields: Sequence[str]) -> whoosh.Query | None:
    stems = analysis.terms(_stemmed, " ".join(group))
    if not stems:
        return None
    if len(stems) == 1:
        return whoosh.Or([whoosh.Term(name, stems[0]) for name in fields])
    return whoosh.Or([whoosh.Phrase(name, stems) for name in fields])
