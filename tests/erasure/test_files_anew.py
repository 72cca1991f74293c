"""Index and database files are written anew once for everybody who was erased, at night, and later and later."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from board import indexing, tasks
from board.accounts.models import ErasureRequest, Role, User
from board.erasure import tasks as erasure_tasks
from board.kernel import clock, vacuum
from board.kernel.db import db
from tests.conftest import NOW
from tests.erasure.test_stops import begin, work


def night() -> datetime:
    """Two o'clock by the clocks of the school."""
    return erasure_tasks.next_night(NOW + timedelta(days=7, hours=1))


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often the index was built and the files were asked for, which somebody holds."""
    counts = {"rebuilt": 0, "asked": 0}
    rebuild = indexing.rebuild

    def rebuilt(**engine: object) -> int:
        counts["rebuilt"] += 1
        return rebuild(**engine)  # type: ignore[arg-type]  # what it was called with

    def refused(_tables: object) -> bool:
        counts["asked"] += 1
        return False

    monkeypatch.setattr(indexing, "rebuild", rebuilt)
    monkeypatch.setattr(vacuum, "rewrite", refused)
    return counts


@pytest.fixture
def request_(app: Flask, person: Callable[..., User]) -> ErasureRequest:
    person("otto", Role.COORDINATOR)
    request = begin(person("ada", Role.STUDENT))
    work()
    return request


def rounds(after: timedelta, number: int = 3) -> None:
    """Some rounds of the worker, so long after the night began."""
    for _ in range(number):
        with clock.frozen(night() + after):
            erasure_tasks.write_files_anew(clock.now(), tasks.erasure_tools())
    db.session.rollback()
    db.session.expire_all()


def test_refused_it_is_tried_later_and_later_and_the_index_is_built_once(
    request_: ErasureRequest, counted: dict[str, int]
) -> None:
    seen = []
    for minutes in (-30, 0, 14, 15, 44, 45, 104, 105, 179, 180, 600):
        rounds(timedelta(minutes=minutes))
        seen.append(counted["asked"])
    assert seen == [0, 1, 1, 2, 2, 3, 3, 4, 4, 4, 4], "by day everybody works: it waits for the next night"
    rounds(timedelta(days=1))
    assert (counted["asked"], counted["rebuilt"]) == (5, 1)
    assert request_.done_at is None


def test_a_worker_that_died_over_it_does_not_try_each_round(
    request_: ErasureRequest, counted: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(_tables: object) -> bool:
        counted["asked"] += 1
        raise SystemExit

    monkeypatch.setattr(vacuum, "rewrite", dies)
    with pytest.raises(SystemExit):
        rounds(timedelta())
    rounds(timedelta(minutes=1))
    assert counted["asked"] == 1


def test_once_it_went_through_it_is_done(request_: ErasureRequest) -> None:
    rounds(timedelta())
    assert request_.done_at == night()
