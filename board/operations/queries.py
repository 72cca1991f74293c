"""What a copy of the database holds, asked of that copy."""

from collections.abc import Sequence

from sqlalchemy import Connection, Select, func, inspect, select, table


def rows_of(connection: Connection) -> dict[str, int]:
    """How many rows each table has, of whatever version the tables are."""
    names = sorted(inspect(connection).get_table_names())
    return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in names}


def names_of(connection: Connection, named: Select[str]) -> Sequence[str]:
    """The files that rows name, each once."""
    return sorted(set(connection.scalars(named)))


def is_empty(connection: Connection) -> bool:
    """Has nobody made a table there yet?"""
    return not inspect(connection).get_table_names()
