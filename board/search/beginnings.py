"""Words that begin nearly as typed: letters may be wrong, missing, too many or exchanged, the first one too."""

from collections.abc import Sequence

import numpy as np

FROM = (4, 8)
"""Letters from which on one slip is forgiven, and two."""
LONGEST = 24
"""Letters of a word that are looked at."""


class Beginnings:
    """Words, each with the letters that it begins with."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words
        codes = np.array(words, dtype=f"U{LONGEST}").view(np.uint32).reshape(len(words), LONGEST)
        bits = np.where(codes > 0, np.uint64(1) << (codes & 63).astype(np.uint64), np.uint64(0))
        self._letters = np.ascontiguousarray(np.bitwise_or.accumulate(bits, axis=1).T)
        """For each length and word the set of the letters so far; rare letters share theirs."""

    def near(self, typed: str, most: int) -> list[tuple[int, int]]:
        """The places of the words that begin nearly as typed, each with its slips: one at least, `most` at most.

        A letter that only one of two beginnings has is a slip of its own, which rules out nearly all words at once.
        """
        typed = typed[: LONGEST - most]
        if len(typed) <= most or not len(self._words):
            return []
        letters = Beginnings([typed])._letters[-1, 0]
        certain, possible = self._letters[len(typed) - most - 1], self._letters[len(typed) + most - 1]
        is_alike = (np.bitwise_count(certain & ~letters) <= most) & (np.bitwise_count(letters & ~possible) <= most)
        places = np.flatnonzero(is_alike).tolist()
        slipped = ((place, slips(typed, self._words[place], most)) for place in places)
        return [(place, count) for place, count in slipped if 0 < count <= most]


def forgiven(typed: str) -> int:
    """How many slips a typed word may have."""
    return sum(len(typed) >= letters for letters in FROM)


def slips(typed: str, word: str, most: int) -> int:
    """How many slips make what is typed the beginning of a word; more than `most` where they are too many."""
    if not most:
        return 0 if word.startswith(typed) else 1
    same = 0
    for letter, other in zip(typed, word, strict=False):
        if letter != other:
            break
        same += 1
    typed, word = typed[same:], word[same:]
    if not typed or not word:
        return len(typed)
    tries = [(typed[1:], word[1:]), (typed[1:], word), (typed, word[1:])]
    if typed[:2] == word[1::-1]:
        tries.append((typed[2:], word[2:]))
    return 1 + min(slips(*left, most - 1) for left in tries)
