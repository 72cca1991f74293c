"""One word or two, with hyphens, dots and foreign letters: what the index itself writes otherwise than it was typed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise, product

from board.search.analysis import stem
from board.search.language import Phrase, stop_words
from board.search.query import Query, QueryPart

MOST_WORDS = 8
"""Who types more describes, and does not name: its words are taken as they are."""
SHORTEST_HALF, SHORTEST_JOINED = 2, 4
MOST_DOTTED = 4
"""Letters of an abbreviation that may be written with full stops."""
_JOINTS = frozenset(" -‐‑–/.·")
_SPELT_OUT = {"ae": "a", "oe": "o", "ue": "u"}
"""How a letter with dots above it is typed where the keyboard has none, and how it is indexed."""


def ways(
    query: Query, known: Callable[[Iterable[str]], set[str]], stands: Callable[[Sequence[str], bool], bool]
) -> Iterator[tuple[list[QueryPart], tuple[Phrase, ...]]]:
    """Runs of the query, each with the other ways in which the index writes it.

    `known` tells which of some stems stand anywhere; `stands` whether some stand one after another in what may be seen,
    as words of their own where the whole word is written too.
    """
    parts = [part for part in query.parts if not part.is_quoted and len(part.words) == 1]
    if len([part for part in parts if part in query.wanted]) > MOST_WORDS:
        return
    asked = [([part], list(_apart(part.words[0]))) for part in parts]
    for first, second in pairwise(parts):
        if _touch(first, second, query):
            asked.append(([first, second], [(first.words[0] + second.words[0],)]))
    whole = {stem(part.words[0]) for part in parts}
    stems = known(whole | {stem(word) for _, phrases in asked for phrase in phrases for word in phrase})
    for run, phrases in asked:
        own = {tuple(stem(part.words[0]) for part in run)}
        written = [
            phrase
            for phrase in phrases
            if (spelt := _stems(phrase)) not in own
            and stems.issuperset(spelt)
            and stands(spelt, stems.issuperset(*own))
        ]
        if written:
            yield run, tuple(written)


def _apart(word: str) -> Iterator[Phrase]:
    """A word in two, with full stops, without them, and with letters that are spelt out."""
    if word in stop_words():
        return
    if len(word) >= SHORTEST_JOINED and word.isalnum():
        for place in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1):
            halves = word[:place], word[place:]
            if not stop_words().intersection(halves):
                yield halves
    if "." in word:
        yield (word.replace(".", ""),)
        yield tuple(word.split("."))
    elif len(word) <= MOST_DOTTED and word.isalpha():
        yield from ((dotted,) for dotted in _dotted(word))
    for spelt_out, letter in _SPELT_OUT.items():
        if spelt_out in word:
            yield (word.replace(spelt_out, letter),)


def _dotted(word: str) -> Iterator[str]:
    for dots in product(("", "."), repeat=len(word) - 1):
        if any(dots):
            yield "".join(letter + dot for letter, dot in zip(word, (*dots, ""), strict=True))


def _touch(first: QueryPart, second: QueryPart, query: Query) -> bool:
    """Whether two may be one word. A small one may where it is tied to the other, as in *hand-over*, not *a round*."""
    between = query.text[first.end : second.start]
    is_tied = bool(between.strip())
    is_small = bool(stop_words().intersection((*first.words, *second.words)))
    return first.end <= second.start and _JOINTS.issuperset(between) and (is_tied or not is_small)


def _stems(phrase: Phrase) -> Phrase:
    return tuple(map(stem, phrase))
