"""What a person typed, understood. Every input is a query; none is an error, and none is expensive.

The language is ours and small: words, "phrases", and -word or -"phrase" for what must not be there. Nothing that is
typed reaches the engine as syntax.
"""

import re
from dataclasses import dataclass

from board.search.folding import fold

LONGEST = 200
MOST_WORDS = 12
LONGEST_WORD = 40

_PART = re.compile(r'(-?)(?:"([^"]*)"?|([^\s"]+))')
_WORD = re.compile(r"\w+(?:['’.&]\w+)*")


@dataclass(frozen=True)
class Query:
    """Groups of words: each group is one word or a phrase."""

    wanted: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[tuple[str, ...], ...] = ()
    open_ended: bool = False
    """The last word may be the beginning of a longer one: nothing follows it yet."""

    @property
    def is_empty(self) -> bool:
        """Nothing is asked, so everything fits."""
        return not self.wanted and not self.unwanted


def parse(text: str) -> Query:
    """Understand what was typed; past 200 characters or 12 words the rest is passed over."""
    text = fold(text[:LONGEST])[:LONGEST]
    wanted: list[tuple[str, ...]] = []
    unwanted: list[tuple[str, ...]] = []
    room = MOST_WORDS
    last_is_word = False
    for minus, phrase, word in _PART.findall(text):
        words = tuple(found[:LONGEST_WORD] for found in _WORD.findall(phrase or word))[:room]
        if not words:
            continue
        room -= len(words)
        if minus:
            unwanted.append(words)
        elif phrase:
            wanted.append(words)
        else:
            wanted.extend((one,) for one in words)
        last_is_word = bool(word) and not minus
        if not room:
            break
    return Query(tuple(wanted), tuple(unwanted), open_ended=last_is_word and not text[-1:].isspace())
