"""How often a page asks the database."""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import event

from board.kernel.db import db


def count_statements(app: Flask, visit: Callable[[], object]) -> int:
    """The statements that a visit sends, on every connection."""
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
    return len(seen)
