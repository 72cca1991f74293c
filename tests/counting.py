"""How often a page asks the database, and how much work something takes."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from flask import Flask
from sqlalchemy import event

from board.kernel.db import db


def count_statements(app: Flask, visit: Callable[[], object]) -> int:
    """How many statements a visit sends, on every connection."""
    return len(statements_of(app, visit))


def statements_of(app: Flask, visit: Callable[[], object]) -> list[str]:
    """The statements that a visit sends, in their order."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        visit()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return seen


def count_lines(work: Callable[[], object]) -> int:
    """The lines of Python that run: counted work is the same on a slow machine and on a busy one."""
    lines = 0

    def count(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return lines
