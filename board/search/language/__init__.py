"""What the school's own words mean: small data files, read once. A new line needs a restart and no rebuild."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from board.search.folding import fold

Phrase = tuple[str, ...]

MOST_TABLES = 8
"""Tables kept ready: that of today's lines of the school, and those that somebody tries."""
NUMBER = "{n}"
"""What stands in a phrase for any number."""

ONLY = " only"
"""After a trigger's value: texts that have its words mean something else by them."""

_CHOICE = re.compile(r"\[([^]]*)\]|\(([^)]*)\)|(\S+)")


@cache
def stop_words() -> frozenset[str]:
    """Small words that say nothing about what is sought. They are passed over in texts and queries alike."""
    return frozenset(word for line in lines("stop_words.txt") for word in phrase(line))


@cache
def question_words() -> frozenset[str]:
    """Words that ask and say nothing about what is sought: they are passed over where anything else is typed."""
    return frozenset(word for line in lines("question_words.txt") for word in phrase(line))


@cache
def capitals() -> dict[str, str]:
    """Abbreviations of the school that would be small words, in capitals → as they are compared, with full stops."""
    dotted = {word.replace(".", ""): word for known in synonyms() if len(known) == 1 for word in known if "." in word}
    return {letters.upper(): word for letters, word in dotted.items() if letters in stop_words()}


@lru_cache(maxsize=MOST_TABLES)
def synonyms(own: tuple[str, ...] = ()) -> dict[Phrase, tuple[Phrase, ...]]:
    """A word or phrase → what is searched besides it, by our lines and the school's own.

    `a = b` holds both ways; `a > b` one way: who types `a` finds `b` too, but not the other way round.
    """
    table: dict[Phrase, tuple[Phrase, ...]] = {}
    for line in (*lines("synonyms.txt"), *own):
        equals, _, narrower = line.partition(">")
        same, below = _phrases(equals), _phrases(narrower)
        for item in same:
            others = [other for other in same + below if other != item and other not in table.get(item, ())]
            table[item] = table.get(item, ()) + tuple(others)
    return table


def _phrases(side: str) -> list[Phrase]:
    """What stands between the signs of one side of a line, which in an old line of a school may be nothing."""
    return [words for item in side.split("=") if (words := phrase(item.strip()))]


@lru_cache(maxsize=MOST_TABLES)
def one_way(own: tuple[str, ...] = ()) -> frozenset[tuple[Phrase, Phrase]]:
    """Each word or phrase with what is found besides it and does not find it: it means not quite the same."""
    table = synonyms(own)
    return frozenset(
        (typed, other) for typed, others in table.items() for other in others if typed not in table.get(other, ())
    )


@cache
def triggers() -> dict[Phrase, tuple[str, str]]:
    """Each word or phrase that switches on a filter → the field word and its value: `remote = place:remote`.

    The value may end in `ONLY`.
    """
    table: dict[Phrase, tuple[str, str]] = {}
    for line in lines("triggers.txt"):
        words, _, means = line.partition("=")
        name, _, value = means.strip().partition(":")
        table |= dict.fromkeys(spelt_out(words), (name, value))
    return table


@lru_cache(maxsize=MOST_TABLES)
def own_words(own: tuple[str, ...] = ()) -> frozenset[str]:
    """Every word of the tables of synonyms and triggers: whoever types one means it."""
    phrases = {*synonyms(own), *(other for others in synonyms(own).values() for other in others), *triggers()}
    return frozenset(word for phrase in phrases for word in phrase)


def spelt_out(words: str) -> Iterator[Phrase]:
    """Every phrase that a pattern stands for.

    `hour|hours` is either of two, `(at most|up to)` too, and what is in square brackets may be missing.
    """
    choices = [
        [*optional.split("|"), ""] if optional else (group or word).split("|")
        for optional, group, word in _CHOICE.findall(words)
    ]
    return (phrase(" ".join(chosen)) for chosen in product(*choices))


def phrase(text: str) -> Phrase:
    """Words as they are compared."""
    return tuple(fold(text).split())


def lines(name: str) -> list[str]:
    """The lines of a language file that say something."""
    written = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line for line in written if line.strip() and not line.startswith("#")]
