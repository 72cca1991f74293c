"""The database: its models' base, how a time is stored, and the session."""

import enum
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.orm.attributes import instance_state
from sqlalchemy.types import TypeDecorator

log = logging.getLogger(__name__)


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant. SQLite forgets zones, so it is stored in UTC and given back as UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can find it on both databases, and gives no number out twice."""

    registry = registry(
        metadata=MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: UTCDateTime,
            list[str]: JSON,
            dict[str, Any]: JSON,
            enum.Enum: Enum(enum.Enum, native_enum=False, length=40),  # a text: no type of PostgreSQL's own to migrate
        },
    )

    @classmethod
    def __table_cls__(cls, *args: Any, **options: Any) -> Table:
        """SQLite gives the number of a deleted row to the next one, unless told not to: a page from before, a link or
        the audit log would then mean another thing."""
        return Table(*args, **options, sqlite_autoincrement=True)


class OurSession(Session):
    """Of a connection that was lost the database has rolled back everything: to end it is no error.

    Else a page that is made would be thrown away, since the session is closed after it; and a session that could not be
    closed stays where Flask-SQLAlchemy finds it for a later request.
    """

    def rollback(self) -> None:
        """As of SQLAlchemy."""
        with _lost_is_over():
            super().rollback()

    def close(self) -> None:
        """As of SQLAlchemy."""
        with _lost_is_over():
            super().close()


@contextmanager
def _lost_is_over() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        log.warning("a connection was lost, and with it whatever was not committed")


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "class_": OurSession})
"""After a commit the columns stay as they were written, under the lock: `forget_relations` says what does not."""
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model
Row = TypeVar("Row", bound=Base)


def number_of(row: Base) -> int:
    """The number of a row that is in the database: unlike `row.id` it reads no row anew that was loaded before."""
    identity = instance_state(row).identity  # also of `current_user`, which is a stand-in
    if identity is None:
        raise ValueError("a row that is not in the database has no number yet")
    number: int = identity[0]
    return number
