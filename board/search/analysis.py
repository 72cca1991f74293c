"""From text to the words that are compared: lower case, without accents and endings."""

from functools import lru_cache

from whoosh.analysis import Analyzer, CharsetFilter, Filter, LowercaseFilter, RegexTokenizer, StopFilter
from whoosh.lang.snowball.english import EnglishStemmer
from whoosh.support.charset import accent_map

from board.search.folding import fold

STOP_WORDS = frozenset(
    "a an and are as at be by for from in is it of on or that the this to was we with you your".split()  # noqa: SIM905
)
WORD = r"[\w\u0300-\u036f]+(?:['’.&][\w\u0300-\u036f]+)*"

_stemmer = EnglishStemmer()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The word without its ending, by Porter's second algorithm. Remembered, since a collection repeats its words."""
    return str(_stemmer.stem(word))


class Stem(Filter):  # type: ignore[misc]  # Whoosh's own base class
    """Replaces each word by its stem."""

    def __call__(self, tokens):  # type: ignore[no-untyped-def]  # Whoosh passes its own token objects through
        for token in tokens:
            token.text = stem(token.text)
            yield token


def plain() -> Analyzer:
    """Words as they are written, but for case and accents: for completing what is being typed."""
    return RegexTokenizer(WORD) | LowercaseFilter() | CharsetFilter(accent_map) | StopFilter(STOP_WORDS, minsize=1)


def stemmed() -> Analyzer:
    """Words without their endings: for searching."""
    return plain() | Stem()


def terms(analyzer: Analyzer, text: str) -> list[str]:
    """The words of a text as the index knows them."""
    return [token.text for token in analyzer(fold(text), mode="query")]


def bare(word: str) -> str:
    """One word as the unstemmed fields know it, be it a stop word or not."""
    return str(fold(word).translate(accent_map))
