"""Assigning reviewers to applications: even, past conflicts, repeatable."""

from collections import Counter
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from board.applications.reviewer_assignment import KnownPairs, Pair, assign


@given(st.integers(1, 60), st.integers(1, 9), st.integers(1, 4), st.integers(0, 10_000))
def test_without_conflicts_loads_differ_by_one_at_most(applications: int, reviewers: int, each: int, seed: int) -> None:
    assigned = assign(range(applications), range(reviewers), each, known=KnownPairs(), seed=seed)
    load = Counter(reviewer for _, reviewer in assigned)
    assert max(load[number] for number in range(reviewers)) - min(load[number] for number in range(reviewers)) <= 1
    readers = Counter(application for application, _ in assigned)
    assert set(readers.values()) == {min(each, reviewers)}
    assert assigned == assign(range(applications), range(reviewers), each, known=KnownPairs(), seed=seed)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_with_conflicts_no_assignment_is_more_even(data: st.DataObject) -> None:
    applications, reviewers, each = range(data.draw(st.integers(1, 4))), range(data.draw(st.integers(2, 3))), 1
    pairs = list(product(applications, reviewers))
    barred = {pair for pair in pairs if data.draw(st.booleans(), label=str(pair))}
    assigned = assign(
        applications, reviewers, each, known=KnownPairs(barred=barred), seed=data.draw(st.integers(0, 99))
    )
    assert not assigned & barred
    assert _gap(assigned, reviewers) == min(
        _gap(item, reviewers) for item in _every_assignment(applications, reviewers, barred)
    )


def _gap(assigned: set[Pair], reviewers: range) -> int:
    load = Counter(reviewer for _, reviewer in assigned)
    return max(load[reviewer] for reviewer in reviewers) - min(load[reviewer] for reviewer in reviewers)


def _every_assignment(applications: range, reviewers: range, barred: set[Pair]) -> list[set[Pair]]:
    """All ways to give each application one reviewer, where it has one who may."""
    free = [[(application, r) for r in reviewers if (application, r) not in barred] for application in applications]
    return [set(choice) for choice in product(*(pairs for pairs in free if pairs))]


def test_what_is_scored_stays_and_what_comes_late_is_added() -> None:
    first = assign(range(4), range(4), 2, known=KnownPairs(), seed=1)
    written = set(sorted(first)[:3])
    second = assign(range(6), range(4), 2, known=KnownPairs(scored=written, assigned=first - written), seed=2)
    assert written <= second
    assert _gap(second, range(4)) == 0
    assert len(second) == 12
    assert len(second & first) >= 6, "what was given out moves only as far as evenness needs"


def test_an_assignment_of_two_hundred_takes_no_time() -> None:
    barred = {pair for pair in product(range(200), range(6)) if sum(pair) % 3 == 0}
    assigned = assign(range(200), range(6), 2, known=KnownPairs(barred=barred), seed=3)
    load = Counter(reviewer for _, reviewer in assigned)
    assert max(load.values()) - min(load.values()) <= 1
