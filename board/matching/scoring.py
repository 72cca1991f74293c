"""How well everybody fits everybody, in blocks: the best few mentors for each of thousands of mentees.

The whole matrix is never held: a block of mentees is scored against all mentors, the best are kept, the block is
forgotten. A pair scores what `board.mentorship.fit` gives it. Ties go to the earlier mentor, so a rerun is identical.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Masks = npt.NDArray[np.uint64]
Codes = npt.NDArray[np.int64]

HALF_UP = 0.50005
"""Added before cutting to a whole score. Exact halves go up, and no rounding error of the arithmetic can tip them."""
PAIRS_AT_ONCE = 1_000_000


@dataclass(frozen=True)
class Manner:
    """How people like to meet; nothing (0) where they have not said."""

    channels: Masks
    frequency: Codes
    style: Codes


@dataclass(frozen=True)
class Side:
    """All people of one side, a row each. Sets of up to 64 things are masks; an empty one says nothing is known."""

    topics: Floats
    """1 where a topic is wanted, or offered."""
    specialties: Masks
    families: Masks
    times: Masks
    stages: Floats
    """Mentees: how much of the wish each kind of mentor meets, all 0 without a wish. Mentors: 1 at their own kind."""
    stage_known: npt.NDArray[np.bool_]
    manner: Manner
    backgrounds: Masks

    def __len__(self) -> int:
        return len(self.topics)


@dataclass(frozen=True)
class Best:
    """For each mentee the mentors who fit best, best first: their rows and their scores; -1 where there is nobody."""

    mentors: npt.NDArray[np.int64]
    scores: npt.NDArray[np.int64]


def best(
    side: Side,
    offered: Side,
    weights: Mapping[str, float],
    *,
    top: int = 50,
    barred: npt.NDArray[np.int64] | None = None,
) -> Best:
    """Score every pair, keep the best for each mentee. `barred` lists (mentee, mentor) rows never to be suggested."""
    scorer = _Scorer(side, offered, weights)
    count, many = len(side), len(offered)
    top = min(top, many)
    values = np.full((count, top), -1, np.int32)
    step = max(1, PAIRS_AT_ONCE // max(many, 1))
    order = np.arange(many - 1, -1, -1, dtype=np.int32)
    for first in range(0, count if top else 0, step):
        keys = scorer.scores(slice(first, first + step))
        keys *= many
        keys += order
        if barred is not None:
            here = barred[(barred[:, 0] >= first) & (barred[:, 0] < first + step)]
            keys[here[:, 0] - first, here[:, 1]] = -1
        keys.partition(many - top, axis=1)
        values[first : first + step] = -np.sort(-keys[:, many - top :], axis=1)
    nobody = values < 0
    values = values.astype(np.int64)
    return Best(np.where(nobody, -1, many - 1 - values % max(many, 1)), np.where(nobody, -1, values // max(many, 1)))


class _Scorer:
    """What can be worked out once for all blocks."""

    def __init__(self, side: Side, offered: Side, weights: Mapping[str, float]) -> None:
        self.wanted, self.offered, self.weights = side, offered, weights
        self.possible = _Lookup(_filled(side), _filled(offered), lambda mine, theirs: _possible(mine & theirs, weights))
        self.manner = _Lookup(_ways(side.manner), _ways(offered.manner), _equal_share)
        size = np.maximum(side.topics.sum(axis=1), 1)
        ask = [side.topics * (weights["topics"] / size)[:, None], side.stages * weights["stage"]]
        self.ask = np.hstack(ask).astype(np.float32)
        self.give = np.ascontiguousarray(np.hstack([offered.topics, offered.stages]).astype(np.float32).T)

    def scores(self, rows: slice) -> npt.NDArray[np.int32]:
        """Whole scores from 0 to 100, -1 where nothing is known of both."""
        side, offered, weights = self.wanted, self.offered, self.weights
        earned = self.ask[rows] @ self.give
        possible = self.possible[rows]
        half = np.float32(weights["specialty"] / 2)
        for mine, theirs in ((side.specialties, offered.specialties), (side.families, offered.families)):
            earned += _meet(mine[rows], theirs) * half
        both_free = np.minimum(np.bitwise_count(side.times[rows, None] & offered.times), 2)
        earned += both_free * np.float32(weights["time"] / 2)
        earned += self.manner[rows] * np.float32(weights["manner"])
        if weights.get("background"):
            self._add_background(rows, earned, possible)
        nothing = possible == 0
        possible[nothing] = 1
        earned /= possible
        earned *= 100
        earned += np.float32(HALF_UP)
        whole = earned.astype(np.int32)
        whole[nothing] = -1
        return whole

    def _add_background(self, rows: slice, earned: Floats, possible: Floats) -> None:
        """Counts only where both sides asked for it and share one, so that it can lift a pair and never lower one."""
        mine = self.wanted.backgrounds[rows]
        both = np.bitwise_count(mine[:, None] & self.offered.backgrounds)
        weight = np.float32(self.weights["background"])
        earned += both * (weight / np.maximum(np.bitwise_count(mine), 1).astype(np.float32))[:, None]
        possible += (both > 0) * weight


def _meet(mine: Masks, theirs: Masks) -> npt.NDArray[np.bool_]:
    met: npt.NDArray[np.bool_] = (mine[:, None] & theirs) != 0
    return met


class _Lookup:
    """A figure that depends on a few answers only: worked out once for each pair of answers, then looked up."""

    def __init__(self, mine: Codes, theirs: Codes, figure: Callable[[Codes, Codes], Floats]) -> None:
        here, self.here = np.unique(mine, return_inverse=True)
        there, which = np.unique(theirs, return_inverse=True)
        self.rows = np.ascontiguousarray(figure(here[:, None], there[None, :])[:, which])

    def __getitem__(self, rows: slice) -> Floats:
        values: Floats = self.rows[self.here[rows]]
        return values


PARTS = ("topics", "specialty", "time", "stage")


def _filled(side: Side) -> Codes:
    """Which parts a person has filled in, a bit each; the last three are how they like to meet."""
    manner = side.manner
    filled = [side.topics.any(axis=1), side.specialties != 0, side.times != 0, side.stage_known]
    filled += [manner.channels != 0, manner.frequency != 0, manner.style != 0]
    bits: Codes = sum((item.astype(np.int64) << place for place, item in enumerate(filled)), np.zeros(1, np.int64))
    return bits


def _possible(both: Codes, weights: Mapping[str, float]) -> Floats:
    """The weight of all parts that both have filled in."""
    result = ((both >> len(PARTS)) != 0) * np.float32(weights["manner"])
    for place, name in enumerate(PARTS):
        result += ((both >> place) & 1) * np.float32(weights[name])
    whole: Floats = result.astype(np.float32)
    return whole


def _ways(manner: Manner) -> Codes:
    """How a person likes to meet, as one number: style, frequency, and the channels above them."""
    ways: Codes = (manner.channels.astype(np.int64) << 16) + (manner.frequency << 8) + manner.style
    return ways


def _equal_share(mine: Codes, theirs: Codes) -> Floats:
    """The share of the questions answered by both that they answer alike; one channel in common is enough."""
    channels = ((mine >> 16) & (theirs >> 16)) != 0
    equal, asked = channels.astype(np.float32), ((mine >> 16) != 0) & ((theirs >> 16) != 0)
    asked = asked.astype(np.float32)
    for shift in (8, 0):
        values, other = (mine >> shift) & 0xFF, (theirs >> shift) & 0xFF
        equal += (values == other) & (values != 0)
        asked += (values != 0) & (other != 0)
    share: Floats = equal / np.maximum(asked, 1)
    return share
