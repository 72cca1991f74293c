"""The same thing done by several at the same moment: all of them have looked before the first one writes."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from board.kernel import unit_of_work
from board.kernel.db import db


def at_once(app: Flask, table: str, posts: list[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Send these together; each waits before its first INSERT into the table until the others are there, or a second.

    On SQLite one writes at a time, so that the wait only runs out; the answers are to be the same.
    """
    meeting, met = threading.Barrier(len(posts)), threading.local()

    def wait(_connection: object, _cursor: object, statement: str, *_more: Any) -> None:
        if statement.startswith(f"INSERT INTO {table} ") and not hasattr(met, "once"):
            met.once = True
            try:
                meeting.wait(1)
            except threading.BrokenBarrierError:
                meeting.abort()

    def send(post: Callable[[], TestResponse]) -> TestResponse:
        with app.app_context():
            return post()

    event.listen(db.engine, "before_cursor_execute", wait)
    try:
        with ThreadPoolExecutor(len(posts)) as pool:
            return list(pool.map(send, posts))
    finally:
        event.remove(db.engine, "before_cursor_execute", wait)
        db.session.rollback()


@contextmanager
def just_before_writing(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> Iterator[None]:
    """Let `act` happen once: after the next request has read what it decides by, before its unit of work begins."""
    lock, waiting = unit_of_work.write_lock, [act]

    def overtaken() -> AbstractContextManager[None]:
        if waiting:
            waiting.pop()()
        return lock()

    with monkeypatch.context() as patch:
        patch.setattr(unit_of_work, "write_lock", overtaken)
        yield
    assert not waiting, "nothing was written, so nothing overtook it"


@dataclass(frozen=True)
class Overtaken:
    """What two were answered of whom the second came while the first had read and not yet written."""

    late: TestResponse
    quick: TestResponse
    overtook: bool
    """Was the quick one through before the late one wrote? Where rows are locked, it waits instead."""


def overtake(
    app: Flask, statement: str, late: Callable[[], TestResponse], quick: Callable[[], TestResponse]
) -> Overtaken:
    """Stop `late` before its first statement with these words, and send `quick` meanwhile: for at most a second."""
    met, answered, through = threading.local(), threading.Event(), []

    def send(post: Callable[[], TestResponse]) -> TestResponse:
        with app.app_context():
            return post()

    def send_late() -> TestResponse:
        met.late = True
        return send(late)

    def send_quick() -> TestResponse:
        answer = send(quick)
        answered.set()
        return answer

    with ThreadPoolExecutor(2) as pool:

        def wait(_connection: object, _cursor: object, text: str, *_more: Any) -> None:
            if statement in text and getattr(met, "late", False) and not through:
                through.append(pool.submit(send_quick))
                overtook.append(answered.wait(1))

        overtook: list[bool] = []
        event.listen(db.engine, "before_cursor_execute", wait)
        try:
            answer = pool.submit(send_late).result()
            return Overtaken(answer, through[0].result(), overtook[0])
        finally:
            event.remove(db.engine, "before_cursor_execute", wait)
            db.session.rollback()
