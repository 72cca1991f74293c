"""Asking PostgreSQL in the transaction that is open: what it wrote is seen, and no fault of the index reaches it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection

LONGEST = "5s"
"""After so long a question is given up, and the database answers without the index."""

_SETTINGS = f"""
    SET LOCAL statement_timeout = '{LONGEST}';
    SET LOCAL jit = off; -- to compile pays for questions of seconds
    SET LOCAL enable_seqscan = off -- to read a small table through would take each row's words apart
"""

Row = tuple[Any, ...]


class Asker:
    """One cursor of PostgreSQL's own driver, whose answers come as bytes and not as text."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor

    def rows(self, question: str, *values: object) -> list[Row]:
        """All rows of an answer."""
        return list(self._cursor.execute(question, values).fetchall())

    def row(self, question: str, *values: object) -> Row:
        """The one row of an answer that always has one."""
        row: Row = self._cursor.execute(question, values).fetchone()
        return row

    def do(self, statement: str, *values: object) -> None:
        """Carry out a statement that answers nothing."""
        self._cursor.execute(statement, values or None, binary=False)


@contextmanager
def reading(connection: Callable[[], Connection]) -> Iterator[Asker]:
    """Ask something. Afterwards the transaction is as it was, whatever happened."""
    with _cursor(connection) as cursor:
        cursor.execute(f"SAVEPOINT search; {_SETTINGS}", binary=False)
        try:
            yield Asker(cursor)
        finally:
            cursor.execute("ROLLBACK TO SAVEPOINT search; RELEASE SAVEPOINT search", binary=False)


@contextmanager
def writing(connection: Callable[[], Connection]) -> Iterator[Asker]:
    """Change something, all of it or nothing. What was written before in the transaction stays either way."""
    with _cursor(connection) as cursor:
        cursor.execute("SAVEPOINT search")
        try:
            yield Asker(cursor)
        except BaseException:
            cursor.execute("ROLLBACK TO SAVEPOINT search; RELEASE SAVEPOINT search", binary=False)
            raise
        cursor.execute("RELEASE SAVEPOINT search")


@contextmanager
def alone(connection: Callable[[], Connection]) -> Iterator[Asker]:
    """Use a transaction that has asked nothing yet. From here on it sees one state of the database, whatever others do.

    Who changes what another changed since then fails.
    """
    with _cursor(connection) as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield Asker(cursor)


@contextmanager
def _cursor(connection: Callable[[], Connection]) -> Iterator[Any]:
    fairy: Any = connection().connection
    with fairy.cursor(binary=True) as cursor:
        yield cursor


def numbers(values: Sequence[int]) -> str:
    """Whole numbers as one value: an array of PostgreSQL's, written out."""
    return "{" + ",".join(map(str, values)) + "}"
