"""What whole tables hold, of a copy of the database or of ours."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, inspect, select, table
from sqlalchemy.orm import InstrumentedAttribute

from board.kernel.db import db


def rows_of(connection: Connection) -> dict[str, int]:
    """How many rows each table has, of whatever version the tables are."""
    names = sorted(inspect(connection).get_table_names())
    return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}


def names_of(connection: Connection, named: Select[str]) -> Sequence[str]:
    """The files that rows name, each once."""
    return sorted(set(connection.scalars(named)))


def texts_of(column: InstrumentedAttribute[str], beside: InstrumentedAttribute[int]) -> Sequence[tuple[int, int, str]]:
    """What stands in a column of texts, with the row's number and another number of the row."""
    model: Any = column.class_
    rows = db.session.execute(select(model.id, beside, column).where(column != "").order_by(model.id))
    return [(number, other, text) for number, other, text in rows]


def is_empty(connection: Connection) -> bool:
    """Has nobody made a table there yet?"""
    return not inspect(connection).get_table_names()
