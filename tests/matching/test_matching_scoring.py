"""Scoring everybody in blocks gives what scoring each pair by itself gives."""

import tracemalloc
from unittest.mock import patch

import numpy as np

from board.matching import scoring
from board.matching.scoring import Manner, Side, best

WEIGHTS = {"topics": 50.0, "specialty": 15.0, "time": 15.0, "stage": 10.0, "manner": 10.0}


def side(random: np.random.Generator, count: int, *, is_mentor: bool) -> Side:
    """People who leave many things unsaid."""

    def some(of: int, picks: int) -> scoring.Masks:
        bits = np.uint64(1) << random.integers(0, of, (count, picks)).astype(np.uint64)
        return np.bitwise_or.reduce(bits, axis=1) * (random.random(count) < 0.7)

    kinds = np.eye(3) if is_mentor else np.array([[1, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 1], [0, 0, 0]])
    kind = random.integers(0, len(kinds), count)
    specialties = some(21, 2)
    families = [sum({1 << bit // 3 for bit in range(21) if int(mask) >> bit & 1}) for mask in specialties]
    return Side(
        topics=((random.random((count, 17)) < 0.2) * (random.random((count, 1)) < 0.7)).astype(np.float32),
        specialties=specialties,
        families=np.array(families, np.uint64),
        times=some(16, 4),
        stages=kinds[kind].astype(np.float32),
        stage_known=kinds[kind].any(axis=1),
        manner=Manner(some(3, 2), random.integers(0, 5, count), random.integers(0, 4, count)),
        backgrounds=some(11, 1),
    )


def one_score(a: Side, b: Side, i: int, j: int, weights: dict[str, float]) -> int:
    """The score of one pair, by the book."""
    parts: list[tuple[float, float]] = []
    if a.topics[i].any() and b.topics[j].any():
        parts.append((weights["topics"], float(a.topics[i] @ b.topics[j]) / a.topics[i].sum()))
    if a.specialties[i] and b.specialties[j]:
        near = bool(a.families[i] & b.families[j])
        parts.append((weights["specialty"], (bool(a.specialties[i] & b.specialties[j]) + near) / 2))
    if a.times[i] and b.times[j]:
        parts.append((weights["time"], min(2, int(a.times[i] & b.times[j]).bit_count()) / 2))
    if a.stage_known[i]:
        parts.append((weights["stage"], float(a.stages[i] @ b.stages[j])))
    here = (int(a.manner.channels[i]), a.manner.frequency[i], a.manner.style[i])
    there = (int(b.manner.channels[j]), b.manner.frequency[j], b.manner.style[j])
    same = [bool(here[0] & there[0]), here[1] == there[1], here[2] == there[2]]
    asked = [equal for equal, item, other in zip(same, here, there, strict=True) if item and other]
    if asked:
        parts.append((weights["manner"], sum(asked) / len(asked)))
    both = int(a.backgrounds[i] & b.backgrounds[j]).bit_count()
    if weights.get("background") and both:
        parts.append((weights["background"], both / int(a.backgrounds[i]).bit_count()))
    possible = sum(weight for weight, _ in parts)
    earned = sum(weight * share for weight, share in parts)
    return int(100 * earned / possible + scoring.HALF_UP) if possible else -1


def test_the_best_in_blocks_are_the_best_one_by_one() -> None:
    random = np.random.default_rng(5)
    wanted, offered = side(random, 60, is_mentor=False), side(random, 41, is_mentor=True)
    for weights in (WEIGHTS, WEIGHTS | {"background": 20.0}):
        with patch.object(scoring, "PAIRS_AT_ONCE", 7 * 41):
            found = best(wanted, offered, weights, top=10)
        for i in range(60):
            every = sorted((-one_score(wanted, offered, i, j, weights), j) for j in range(41))
            expected = [(j, -score) if score <= 0 else (-1, -1) for score, j in every[:10]]
            assert list(zip(found.mentors[i], found.scores[i], strict=True)) == expected


def test_who_is_barred_is_never_suggested() -> None:
    random = np.random.default_rng(6)
    wanted, offered = side(random, 9, is_mentor=False), side(random, 4, is_mentor=True)
    barred = np.array([(mentee, 2) for mentee in range(9)])
    found = best(wanted, offered, WEIGHTS, barred=barred)
    assert 2 not in found.mentors
    assert 2 in best(wanted, offered, WEIGHTS).mentors


def test_nobody_to_suggest_is_no_trouble() -> None:
    random = np.random.default_rng(6)
    none, some = side(random, 0, is_mentor=True), side(random, 3, is_mentor=False)
    assert best(some, none, WEIGHTS).mentors.shape == (3, 0)
    assert best(none, some, WEIGHTS).mentors.shape == (0, 3)


def test_thirty_million_pairs_stay_small() -> None:
    random = np.random.default_rng(7)
    wanted, offered = side(random, 10_000, is_mentor=False), side(random, 3_000, is_mentor=True)
    tracemalloc.start()
    best(wanted, offered, WEIGHTS)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 * 2**20
