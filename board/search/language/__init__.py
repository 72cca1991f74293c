"""What the school's own words mean: small data files, read once. A new line needs a restart and no rebuild."""

from functools import cache
from pathlib import Path

from board.search.folding import fold

Phrase = tuple[str, ...]


@cache
def stop_words() -> frozenset[str]:
    """Small words that say nothing about what is sought. They are passed over in texts and queries alike."""
    return frozenset(word for line in lines("stop_words.txt") for word in phrase(line))


@cache
def synonyms() -> dict[Phrase, tuple[Phrase, ...]]:
    """A word or phrase → what is searched besides it.

    `a = b` holds both ways; `a > b` one way: who types `a` finds `b` too, but not the other way round.
    """
    table: dict[Phrase, tuple[Phrase, ...]] = {}
    for line in lines("synonyms.txt"):
        equals, _, narrower = (part.strip() for part in line.partition(">"))
        same = [phrase(item) for item in equals.split("=")]
        below = [phrase(item) for item in narrower.split("=")] if narrower else []
        for item in same:
            others = [other for other in same + below if other != item and other not in table.get(item, ())]
            table[item] = table.get(item, ()) + tuple(others)
    return table


@cache
def triggers() -> dict[Phrase, tuple[str, str]]:
    """Each word or phrase that switches on a filter → the field word and its value: `remote = place:remote`."""
    pairs = (line.split("=", 1) for line in lines("triggers.txt"))
    fields = ((phrase(words), means.strip().partition(":")) for words, means in pairs)
    return {words: (name, value) for words, (name, _, value) in fields}


def phrase(text: str) -> Phrase:
    """Words as they are compared."""
    return tuple(fold(text).split())


def lines(name: str) -> list[str]:
    """The lines of a language file that say something."""
    written = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [line for line in written if line.strip() and not line.startswith("#")]
