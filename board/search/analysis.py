"""From text to the words that are compared: lower case, without accents and endings."""

import re
from functools import cache, lru_cache

from whoosh.lang.snowball.english import EnglishStemmer

from board.search.folding import fold
from board.search.language import capitals, stop_words

WORD = r"[\w\u0300-\u036f]+(?:['’.&][\w\u0300-\u036f]+)*"
LONGEST_WORD = 40
"""What is longer is cut: nobody types it whole."""

_word = re.compile(WORD)
_stemmer = EnglishStemmer()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The word without its ending, by Porter's second algorithm. Remembered, since a collection repeats its words."""
    return str(_stemmer.stem(word))


def words(text: str, *, is_shouted: bool | None = None) -> list[str]:
    """Every word of a text, folded, small ones and all.

    In capitals a small word may be an abbreviation of the school: OR is *o.r*, which is no small word. Where everything
    is in capitals they say nothing.
    """
    if not (text.isupper() if is_shouted is None else is_shouted):
        text = _capitals().sub(_abbreviation, text)
    return [word[:LONGEST_WORD] for word in _word.findall(fold(text))]


def _abbreviation(match: re.Match[str]) -> str:
    """As the abbreviation is compared; the word as it is where a neighbour is in capitals too, as in a heading."""
    before, after = match.string[: match.start()][-LONGEST_WORD:], match.string[match.end() :][:LONGEST_WORD]
    neighbours = [*_word.findall(before)[-1:], *_word.findall(after)[:1]]
    is_heading = any(len(word) > 1 and word.isupper() for word in neighbours)
    return match[0] if is_heading else capitals()[match[0]]


@cache
def _capitals() -> re.Pattern[str]:
    """The abbreviations that would be small words, standing by themselves."""
    return re.compile(rf"(?<![\w.&'’-])(?:{'|'.join(capitals())})(?![\w&'’]|\.\w)")


def stems(text: str) -> list[str]:
    """The words that count, without their endings."""
    return [stem(word) for word in words(text) if word not in stop_words()]
