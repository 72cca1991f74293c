"""Counts that one process keeps for itself: as the library counts, without its thread."""

import threading

import pytest
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from board.kernel import throttle
from board.kernel.throttle import ProcessStorage


def test_no_more_are_let_through_than_may_be_until_the_window_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [1_000.0]
    monkeypatch.setattr(throttle.time, "time", lambda: seconds[0])
    limiter, rate = FixedWindowRateLimiter(ProcessStorage()), parse("2 per minute")
    assert [limiter.hit(rate, "ada") for _ in range(3)] == [True, True, False]
    assert limiter.hit(rate, "bob"), "each is counted alone"
    assert limiter.get_window_stats(rate, "ada").remaining == 0
    seconds[0] += 61
    assert limiter.hit(rate, "ada")


def test_what_is_over_is_forgotten_when_there_is_no_more_room(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds, storage = [1_000.0], ProcessStorage()
    monkeypatch.setattr(throttle.time, "time", lambda: seconds[0])
    monkeypatch.setattr(storage, "MOST", 10)
    for number in range(10):
        storage.incr(f"reader {number}", 60)
    seconds[0] += 61
    storage.incr("another", 60)
    assert (storage.get("another"), storage.get("reader 1"), storage.reset()) == (1, 0, 1)


def test_counting_starts_no_thread() -> None:
    before = threading.active_count()
    limiter = FixedWindowRateLimiter(ProcessStorage())
    for _ in range(20):
        limiter.hit(parse("5 per minute"), "ada")
    assert threading.active_count() == before
