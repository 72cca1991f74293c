"""PostgreSQL as an engine is given it, without an application around."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from board.search.postgresql.engine import PostgresqlEngine
from board.search.postgresql.schema import SCHEMA


class OneDatabase:
    """A session, and units of work in it."""

    def __init__(self, address: str) -> None:
        self.base = sqlalchemy.create_engine(address)
        self.session = Session(self.base)
        self._is_open = False

    @classmethod
    @contextmanager
    def opened(cls, address: str) -> Iterator["OneDatabase"]:
        """The database until it is left."""
        database = cls(address)
        try:
            yield database
        finally:
            database.session.close()
            database.base.dispose()

    def engine(self) -> PostgresqlEngine:
        """A new engine, which knows nothing yet."""
        return PostgresqlEngine(self._connection, self.unit_of_work, self.joined_unit_of_work)

    def drop_index(self) -> None:
        """Take the index away, as an operator may."""
        with self.unit_of_work():
            self.session.execute(sqlalchemy.text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))

    def _connection(self) -> Connection:
        return self.session.connection()

    @contextmanager
    def unit_of_work(self) -> Iterator[None]:
        """As the kernel's."""
        assert not self._is_open
        self.session.rollback()
        self._is_open = True
        try:
            yield
            self.session.commit()
        finally:
            self._is_open = False
            self.session.rollback()

    @contextmanager
    def joined_unit_of_work(self) -> Iterator[None]:
        """As the kernel's."""
        if self._is_open:
            yield
        else:
            with self.unit_of_work():
                yield
