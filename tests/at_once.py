"""The same thing done by several at the same moment: all of them have looked before the first one writes."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

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
