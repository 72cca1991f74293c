"""Statements that several may carry out at once: guarded ones, and those that write a row that may be there already."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    CursorResult,
    Delete,
    Dialect,
    Insert,
    Select,
    Text,
    TypeDecorator,
    Update,
    bindparam,
)
from sqlalchemy import Row as FoundRow
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from board.kernel.db import Base, Row, db

Value = TypeVar("Value")


def plain_rows(statement: Select[*tuple[Any, ...]], asked: Mapping[str, Any]) -> Sequence[FoundRow[*tuple[Any, ...]]]:
    """What a statement that names columns, and no model, finds.

    The session asks of each row which objects it makes, and of these it makes none: for few rows that is half the time.
    """
    db.session.flush()  # as it does itself before it reads
    return db.session.connection().execute(statement, asked).all()


def is_one_of(column: InstrumentedAttribute[Value], *values: Value) -> ColumnElement[bool]:
    """The column holds one of these, which stand in the statement itself and not beside it.

    For columns over which an index holds some rows only: SQLite plans a statement that compares them with a parameter
    anew each time it is carried out, since what the parameter says decides whether that index helps.
    """
    return column.in_(bindparam(None, values, type_=column.type, expanding=True, literal_execute=True))


def is_among(column: InstrumentedAttribute[Value], name: str) -> ColumnElement[bool]:
    """The column holds one of the values of the parameter of that name, which is given a list of numbers or of texts.

    They are one parameter, however many they are: an `IN` has one for each, and its statement is written anew each time
    for as many as there are, which took longer than to ask it.
    """
    return _Among(column, bindparam(name, type_=Listed(column.type)))


class Listed(TypeDecorator[Any]):
    """Several values as one parameter: an array of PostgreSQL, in SQLite a list as JSON writes it."""

    impl = ARRAY
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """As the database knows it."""
        return Text() if dialect.name == "sqlite" else self.impl_instance

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """As its driver takes it."""
        return json.dumps(list(value)) if dialect.name == "sqlite" else list(value)


class _Among(FunctionElement[bool]):
    """`is_among`, of a column and a parameter."""

    inherit_cache = True
    type = Boolean()

    def self_group(self, against: Any = None) -> "_Among":
        """As it is: SQLite, which is not known to have truth values, would be asked whether it equals 1."""
        return self


@compiles(_Among)
def _among(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, values = (compiler.process(clause, **how) for clause in element.clauses)
    return f"{column} = ANY ({values})"


@compiles(_Among, "sqlite")
def _among_of_sqlite(element: _Among, compiler: SQLCompiler, **how: Any) -> str:
    column, values = (compiler.process(clause, **how) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 (a column and the mark of a parameter)


def rows_changed(statement: Update | Delete) -> int:
    """Carry out an UPDATE or DELETE; answers how many rows it met."""
    return cast(CursorResult[Any], db.session.execute(statement)).rowcount


def update_one(statement: Update | Delete) -> bool:
    """Carry out a guarded UPDATE or DELETE of one row; False where its WHERE no longer held: somebody came first."""
    return rows_changed(statement) > 0


def written_once(model: type[Base], rows: Sequence[Mapping[str, Any]], *columns: str) -> list[Any]:
    """Write those of the rows whose keys are not there, also when two people do it at once; answers these columns of
    each that is written, in no order.

    It takes a fifth of the time of `put_once`, which makes an object of a row.
    """
    db.session.flush()  # the rows that they name
    return list(db.session.execute(_write_once(model, columns, db.engine.dialect.name), rows)) if rows else []


@cache
def _write_once(model: type[Base], columns: tuple[str, ...], dialect: str) -> Insert:
    inserts: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    table = model.__table__
    statement: Insert = inserts[dialect](table).on_conflict_do_nothing().returning(*(table.c[name] for name in columns))
    return statement


def put_once(model: type[Row], **values: Any) -> Row | None:
    """Write a row unless one with the same key is there, also when two people do it at once; None where one is."""
    inserts: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    insert = inserts[db.engine.dialect.name]
    written: Row | None = db.session.scalar(insert(model).values(**values).on_conflict_do_nothing().returning(model))
    return written


def put_all_once(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write those of the rows whose keys are not there, also when two people do it at once."""
    inserts: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    if rows:
        db.session.execute(inserts[db.engine.dialect.name](model.__table__).on_conflict_do_nothing(), rows)


def put_all_or_change(
    model: type[Base], rows: Sequence[Mapping[str, Any]], *, key: Collection[str], changes: Mapping[str, Any]
) -> None:
    """Write these rows; of those whose `key` is there, change the columns instead, also when two people do it at once.

    A value of `changes` may be made of what stands in the row: `{"times": Disclosure.times + 1}`.
    """
    inserts: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    put = inserts[db.engine.dialect.name](model.__table__)
    if rows:
        db.session.execute(put.on_conflict_do_update(index_elements=list(key), set_=changes), rows)


def find_or_add(find: Callable[[], Row | None], make: Callable[[], Row]) -> Row:
    """The row that `find` finds, or the one that `make` makes; of two who make it at once both get the first."""
    row = find()
    if row is not None:
        return row
    made = make()
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as error:
        row = find() if is_taken(error) else None
        if row is None:
            raise
        return row
    return made


def is_taken(error: IntegrityError) -> bool:
    """Is a unique key the reason? Then somebody else wrote the same at the same moment."""
    if getattr(error.orig, "sqlstate", "") == "23505":
        return True
    return getattr(error.orig, "sqlite_errorname", "") in ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY")


def key_of(error: IntegrityError) -> str:
    """What the broken key is called, without the values: they may be somebody's address."""
    diagnosis = getattr(error.orig, "diag", None)
    return getattr(diagnosis, "constraint_name", None) or str(error.orig)
