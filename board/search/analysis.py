"""From text to the words that are compared: lower case, without accents and endings."""

import re
from functools import lru_cache

from whoosh.lang.snowball.english import EnglishStemmer

from board.search.folding import fold
from board.search.language import stop_words

WORD = r"[\w\u0300-\u036f]+(?:['’.&][\w\u0300-\u036f]+)*"
LONGEST_WORD = 40
"""What is longer is cut: nobody types it whole."""

_word = re.compile(WORD)
_stemmer = EnglishStemmer()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The word without its ending, by Porter's second algorithm. Remembered, since a collection repeats its words."""
    return str(_stemmer.stem(word))


def words(text: str) -> list[str]:
    """Every word of a text, folded, small ones and all."""
    return [word[:LONGEST_WORD] for word in _word.findall(fold(text))]


def stems(text: str) -> list[str]:
    """The words that count, without their endings."""
    return [stem(word) for word in words(text) if word not in stop_words()]
