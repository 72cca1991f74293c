"""Words that begin nearly as typed: letters may be wrong, missing, too many or exchanged, the first one too."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

FROM = (4, 8)
"""Letters from which on one slip is forgiven, and two."""
LONGEST = 24
"""Letters of a word that are looked at."""

Letters = NDArray[np.int64]
"""For each word a set of the letters of what is typed, a bit each."""


class Beginnings:
    """Words, each with the letters that it begins with."""

    def __init__(self, codes: NDArray[np.uint16], so_far: NDArray[np.uint32]) -> None:
        self._codes = codes
        """For each length and word the last two bytes of the letter that stands there, or 0 past its end."""
        self._so_far = so_far
        """For each length and word the set of the letters so far; rare letters share theirs."""

    @classmethod
    def of(cls, words: Sequence[str]) -> Self:
        """Those of these words."""
        codes = np.array(words, dtype=f"U{LONGEST}").view(np.uint32).reshape(len(words), LONGEST)
        bits = np.where(codes > 0, np.uint32(1) << (codes & 31), np.uint32(0))
        so_far = np.bitwise_or.accumulate(bits, axis=1)
        return cls(np.ascontiguousarray(codes.T, dtype=np.uint16), np.ascontiguousarray(so_far.T))

    @classmethod
    def join(cls, parts: Sequence[Self]) -> Self:
        """Those of several, one after another."""
        if len(parts) == 1:
            return parts[0]
        return cls(
            np.concatenate([part._codes for part in parts], axis=1),
            np.concatenate([part._so_far for part in parts], axis=1),
        )

    def near(self, typed: str, most: int) -> list[tuple[int, int]]:
        """The places of the words that begin nearly as typed, each with its slips: one at least, `most` at most.

        A letter that only one of two beginnings has is a slip of its own, which rules out nearly all words at once.
        """
        typed = typed[: LONGEST - most]
        if len(typed) <= most or not self._codes.size:
            return []
        letters = Beginnings.of([typed])._so_far[-1, 0]
        certain, possible = self._so_far[len(typed) - most - 1], self._so_far[len(typed) + most - 1]
        places = np.flatnonzero(np.bitwise_count(certain & ~letters) <= most)
        places = places[np.bitwise_count(letters & ~possible.take(places)) <= most]
        if not len(places):
            return []
        slips = _slips(typed, self._codes.take(places, axis=1), most)
        is_near = np.flatnonzero((slips > 0) & (slips <= most))
        return list(zip(places[is_near].tolist(), slips[is_near].tolist(), strict=True))


def forgiven(typed: str) -> int:
    """How many slips a typed word may have."""
    return sum(len(typed) >= letters for letters in FROM)


def _slips(typed: str, codes: NDArray[np.uint16], most: int) -> NDArray[np.int64]:
    """How many slips make what is typed the beginning of each word; `most + 1` where more are needed.

    For each count of slips, and each number of letters by which what is typed lags behind the word, how far the two can
    be read alike (E. Ukkonen, Algorithms for approximate string matching, Information and Control 64, 1985), for all
    words at once. A letter of what is typed is a bit, so the next one that differs is the lowest of those left.
    """
    end = np.int64(1 << len(typed))
    differs = {lag: _differing(typed, codes, lag) for lag in range(-most, most + 1)}

    def read_on(lag: int, reached: Letters) -> Letters:
        """From the letter reached to the next that differs, or to the end."""
        left = differs[lag] & -reached | end
        return left & -left

    nothing = np.zeros(codes.shape[1], dtype=np.int64)
    reached = {0: read_on(0, nothing + 1)}
    slips = np.where(reached[0] == end, 0, most + 1)
    for count in range(1, most + 1):
        further = {}
        for lag in range(-count, count + 1):
            furthest = np.maximum(reached.get(lag - 1, nothing), reached.get(lag + 1, nothing) << 1)
            if lag in reached:
                same = reached[lag]
                is_exchanged = differs[lag + 1] & same | differs[lag - 1] & same << 1 == 0
                furthest = np.maximum(furthest, same << 1 + is_exchanged)
            further[lag] = np.where(furthest > 0, read_on(lag, np.minimum(furthest, end)), nothing)
        reached = further
        is_whole = np.logical_or.reduce([letters == end for letters in reached.values()])
        slips = np.where(is_whole, np.minimum(slips, count), slips)
    return slips


def _differing(typed: str, codes: NDArray[np.uint16], lag: int) -> Letters:
    """For each word the letters of what is typed that differ from its own so many places further on, a bit each."""
    own = np.zeros((len(typed), codes.shape[1]), dtype=np.uint16)
    first, last = max(-lag, 0), min(len(typed), LONGEST - lag)
    own[first:last] = codes[first + lag : last + lag]
    letters = np.array([*map(ord, typed)], dtype=np.uint32).astype(np.uint16)
    return np.asarray((1 << np.arange(len(typed))) @ (own != letters[:, np.newaxis]))
