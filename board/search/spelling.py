"""Words that nobody wrote, or hardly anybody, and the nearest that somebody did."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from board.search.analysis import stem
from board.search.language import own_words, question_words
from board.search.query import Query
from board.search.segment import Array, Segment

SHORTEST = 4
"""Of a shorter word anything would be near."""
TWO_FROM = 6
"""Of a shorter one anything would be two slips away: *essay* is no *say*."""
MOST_UNKNOWN = 5
"""Who wrote more unknown words than that did not slip."""
MOST_RARE = 2
"""A word in so few documents may be a slip of theirs,"""
OFTENER = 10
"""where one a single slip away is in so many times more."""
MOST_TRIED = 8
"""Candidates, the commonest ones, whose company is looked at."""


def correct(
    query: Query, alike: Callable[[str, int], Iterable[str]], weigh: Callable[[Sequence[str]], int]
) -> str | None:
    """The query with each unknown word replaced by the nearest known one; None when there is nothing to propose.

    `alike` tells which written words may be so many slips away from a word. `weigh` tells how many documents that may
    be seen have all of some stems: a word that is in none is unknown. What the school says otherwise is never a slip.
    """
    words = [part for part in query.wanted if not part.is_quoted and len(part.words) == 1]
    weights = {part: weigh([stem(part.words[0])]) for part in words}
    unsure = [
        part
        for part in words
        if weights[part] <= MOST_RARE
        and part.words[0] not in own_words(query.fields.synonyms) | question_words()
        and not any(also.covers(part) for also in query.also)
    ]
    if len(unsure) > MOST_UNKNOWN:  # each of them asks for its neighbours: the rare ones stay as they are
        unsure = [part for part in unsure if not weights[part]]
    if len(unsure) > MOST_UNKNOWN:
        return None
    company = [stem(part.words[0]) for part in words if part not in unsure]
    replaced = {}
    for part in unsure:
        nearest = _nearest(part.words[0], weights[part], company, alike, weigh)
        replaced[part] = nearest or part.words[0]
        if nearest or weights[part]:
            company.append(stem(replaced[part]))
    text = query.text
    for part in reversed(unsure):
        if replaced[part] != part.words[0]:
            text = text[: part.start] + replaced[part] + text[part.end :]
    if text == query.text:
        return None
    return (text.upper() if query.text.isupper() else text).strip()


def _nearest(
    word: str,
    weight: int,
    company: Sequence[str],
    alike: Callable[[str, int], Iterable[str]],
    weigh: Callable[[Sequence[str]], int],
) -> str | None:
    """The known word with the fewest slips from this one; among equals the one in most documents with its company."""
    if len(word) < SHORTEST:
        return None
    for slips in range(1, 2 if len(word) < TWO_FROM or weight else 3):
        candidates = sorted(alike(word, slips))
        near = [other for other, count in zip(candidates, _slips(word, candidates), strict=True) if count == slips]
        near = [other for other in near if other not in question_words()]  # which would be passed over
        weights = {other: weigh([stem(other)]) for other in near if stem(other) != stem(word)}
        likely = [other for other in near if weights.get(other, 0) > weight * OFTENER]
        likely = sorted(likely, key=lambda other: (-weights[other], other))[:MOST_TRIED]
        if likely:
            return max(likely, key=lambda other: (weigh([*company, stem(other)]), weights[other]))
    return None


def alike(word: str, segment: Segment, slips: int) -> list[str]:
    """The segment's words that may be so many slips away, by what they are made of.

    A letter changed is two letters of difference, one put in or left out is one, and two exchanged are none. That rules
    out nearly all words at once, without looking at their letters' order.
    """
    letters, lengths = segment.memory.once("letters", lambda: _letters_of(segment.spellings))
    longer = np.abs(lengths - len(word))
    is_alike = np.bitwise_count(letters ^ _letters(word)) + longer <= 2 * slips
    return [segment.spellings[number] for number in np.flatnonzero(is_alike & (longer <= slips)).tolist()]


def _letters_of(words: Sequence[str]) -> tuple[Array, Array]:
    """For each word the set of its letters and its length."""
    return np.array([_letters(word) for word in words], dtype=np.uint64), np.array([*map(len, words)], dtype=np.int16)


def _letters(word: str) -> np.uint64:
    """The letters of a word as a set of bits; rare letters share theirs."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) & 63)
    return np.uint64(bits)


def _slips(word: str, others: Sequence[str]) -> list[int]:
    """For each of the other words, how many letters must be put in, left out, changed or exchanged with the next one.

    The usual table of distances between beginnings, for all words at once: a row for each letter of the word, a column
    for each letter of the others.
    """
    if not others:
        return []
    width = max(map(len, others))
    letters = np.array([[*map(ord, other.ljust(width, "\0"))] for other in others], dtype=np.int32)
    above = row = np.tile(np.arange(width + 1, dtype=np.int32), (len(others), 1))
    for i, letter in enumerate(map(ord, word)):
        twice_above, above, row = above, row, np.empty_like(row)
        row[:, 0] = i + 1
        for j in range(width):
            changed = above[:, j] + (letters[:, j] != letter)
            row[:, j + 1] = np.minimum(np.minimum(above[:, j + 1], row[:, j]) + 1, changed)
            if i and j:
                exchanged = (letters[:, j] == ord(word[i - 1])) & (letters[:, j - 1] == letter)
                row[:, j + 1] = np.where(exchanged, np.minimum(row[:, j + 1], twice_above[:, j - 1] + 1), row[:, j + 1])
    lengths = [len(other) for other in others]
    return [int(slips) for slips in row[np.arange(len(others)), lengths]]
