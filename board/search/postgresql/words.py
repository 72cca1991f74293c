"""The words of a document as PostgreSQL keeps them, and questions to it.

A word stands in a document's vector as its stem and, after a bar, how much it weighs there: how often it is said, twice
as much in the title, up to `HEAVIEST`. So the index alone says how well a document fits; no vector is read to rank it.
The words of the title stand from place 1, those of the lesser names from `NAMES_FROM`, the text's from `TEXT_FROM`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from board.search import analysis
from board.search.documents import Document
from board.search.language import stop_words

HEAVIEST = 15
NAMES_FROM, TEXT_FROM, PLACES_END = 1_001, 2_001, 16_383
"""PostgreSQL has no places past the last one: words that stand there are found, but not in phrases."""
MOST_WORDS = 60_000
LARGEST = 500_000
"""Bytes of all different words of a document; what comes after is not indexed. PostgreSQL's own bound is twice that."""


@dataclass(frozen=True)
class Analysed:
    """A document's words, ready for its row."""

    vector: str
    headings: str
    length: int
    stems: frozenset[str]
    spellings: dict[str, str]
    """Word as it is written → its stem."""


def analyse(document: Document) -> Analysed:
    """Take a document apart."""
    title, names = analysis.words(document.title), analysis.words(document.names)
    places: defaultdict[str, list[str]] = defaultdict(list)
    weights: Counter[str] = Counter()
    spellings: dict[str, str] = {}
    room = LARGEST
    for words, first, end, mark in (
        (title, 1, NAMES_FROM, "A"),
        (names, NAMES_FROM, TEXT_FROM, ""),
        (analysis.words(document.text)[:MOST_WORDS], TEXT_FROM, PLACES_END + 1, ""),
    ):
        place = first
        for word in words:
            if word in stop_words():
                continue
            stem = spellings[word] = analysis.stem(word)
            if stem not in weights:
                room -= len(stem.encode("utf-8", "replace")) + 8
            if room < 0:
                break
            weights[stem] += 2 if mark else 1
            if place < end:
                places[stem].append(f"{place}{mark}")
            place += 1
    vector = " ".join(
        f"{quoted(lexeme(stem, weight))}{':' if places[stem] else ''}{','.join(places[stem][:250])}"
        for stem, weight in weights.items()
    )
    headings = " ".join(map(quoted, sorted({*title, *names})))
    known = {word: stem for word, stem in spellings.items() if stem in weights}
    return Analysed(vector, headings, weights.total(), frozenset(weights), known)


def lexeme(stem: str, weight: int) -> str:
    """A stem as it stands in a vector where it has this weight."""
    return f"{stem}|{min(weight, HEAVIEST)}"


def quoted(text: str) -> str:
    """A word as vectors and questions write it. Nothing in it is syntax."""
    return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"


def any_weight(stem: str, mark: str = "") -> str:
    """The question for a stem, whatever it weighs."""
    return f"{quoted(f'{stem}|')}:*{mark}"


def beginning_of(letters: str) -> str:
    """The question for whatever begins with these letters."""
    return f"{quoted(letters)}:*"


def phrase(stems: Sequence[str], mark: str = "") -> str:
    """The question for stems that follow one another."""
    return " <-> ".join(any_weight(stem, mark) for stem in stems)


def trigrams(word: str) -> list[str]:
    """Every three letters of a word that follow one another; one end has two blanks and the other one."""
    padded = f"  {word} "
    return sorted({padded[at : at + 3] for at in range(len(padded) - 2)})


def joined(questions: Iterable[str]) -> str:
    """The question for any of several."""
    return " | ".join(questions)
