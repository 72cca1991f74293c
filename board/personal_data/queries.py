"""Which rows of a table are a person's, and what a copy for them may show of each."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, ColumnElement, FromClause, Table, and_, false, or_, select, true

from board.kernel.db import db
from board.personal_data.table import ImpersonalTable, PersonalTable

ACCOUNTS = "users"
Row = dict[str, Any]


def is_owned(declared: PersonalTable, user_id: int) -> ColumnElement[bool]:
    """Whose row it is: by any of the paths that lead to a person, or by their address."""
    table = db.metadata.tables[declared.name]
    ways = [_leads_to(table, path.split("."), user_id) for path in declared.owners.split()]
    if declared.address:
        accounts = db.metadata.tables[ACCOUNTS]
        mine = select(accounts.c.email).where(accounts.c.id == user_id).scalar_subquery()
        ways.append(table.c[declared.address] == mine)
    return or_(false(), *ways)


def rows_for(declared: PersonalTable, user_id: int) -> Iterator[Row]:
    """The rows of a person as a copy may hold them: without what is withheld, in the order in which they came."""
    if declared.withheld == "*":
        return
    table, withheld = db.metadata.tables[declared.name], set(declared.withheld.split())
    columns = [column for column in table.columns if column.name not in withheld]
    conditions = [_is_met(table, condition) for condition in declared.only.split()]
    mine = select(*columns).where(is_owned(declared, user_id), and_(true(), *conditions))
    for row in db.session.execute(mine.order_by(*table.primary_key.columns)).mappings():
        yield {column.name: row[column] for column in columns}


def person_at(declared: PersonalTable, path: str, row: Row) -> tuple[int, str] | None:
    """The number and the name of whom a path leads to from a row; None where it leads to nobody."""
    column, *rest = path.split(".")
    table, value = db.metadata.tables[declared.name], row.get(column)
    while rest and value is not None:
        (key,) = table.c[column].foreign_keys
        table, (column, *rest) = key.column.table, rest
        value = db.session.scalar(select(table.c[column]).where(key.column == value))
    accounts = db.metadata.tables[ACCOUNTS]
    person = db.session.execute(select(accounts.c.id, accounts.c.name).where(accounts.c.id == value)).one_or_none()
    return None if person is None else (person.id, person.name)


def title_of(declared: PersonalTable | ImpersonalTable, key: Any) -> str:
    """What the row with this key is called; empty for a table whose rows have no name that everybody reads."""
    table = db.metadata.tables[declared.name]
    (column,) = table.primary_key.columns
    return str(db.session.scalar(select(table.c[declared.title]).where(column == key)) or "") if declared.title else ""


def references(declared: PersonalTable) -> Iterator[tuple[str, str]]:
    """Each column that leads to a row of another table, with the name of that table."""
    for column in db.metadata.tables[declared.name].columns:
        for key in column.foreign_keys:
            yield column.name, key.column.table.name


def _leads_to(table: FromClause, path: list[str], user_id: int) -> ColumnElement[bool]:
    column = table.c[path[0]]
    if len(path) == 1:
        return column == user_id
    (key,) = column.foreign_keys
    return column.in_(select(key.column).where(_leads_to(key.column.table, path[1:], user_id)))


def _is_met(table: Table, condition: str) -> ColumnElement[bool]:
    """A condition of `PersonalTable.only`."""
    path, _, own = condition.partition("=")
    return _matches(table, path.split("."), table.c[own] if own else None)


def _matches(table: FromClause, path: list[str], own: Column[Any] | None) -> ColumnElement[bool]:
    column = table.c[path[0]]
    if len(path) == 1:
        return column.is_not(None) if own is None else column == own
    (key,) = column.foreign_keys
    further = select(key.column).where(_matches(key.column.table, path[1:], own))
    return column.in_(further if own is None else further.correlate(own.table))
