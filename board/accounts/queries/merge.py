"""Finding accounts that were joined."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, RowMapping, Table, func, or_, select

from board.accounts.models import AccountMerge
from board.kernel.db import db

FACTORS = {"authenticators", "passkeys", "recovery_codes"}
STAYS = {"account_merges", "sessions", "users", *FACTORS}
"""Tables of which nothing goes over: sessions end, a merge tells of both accounts, and second factors are sealed for
theirs: moved, they would open nothing and keep their person out."""


def references() -> Iterator[tuple[Table, Column[Any]]]:
    """Every column of every table that points at a person."""
    for table in db.metadata.sorted_tables:
        if table.name not in STAYS:
            for column in table.columns:
                if any(key.column.table.name == "users" for key in column.foreign_keys):
                    yield table, column


def rows_of(table: Table, column: Column[Any], user_id: int) -> Sequence[RowMapping]:
    """The rows of a table that point at this person by this column."""
    rows = select(table).where(column == user_id).order_by(*table.primary_key.columns)
    return db.session.execute(rows).mappings().all()


def count_rows(user_id: int) -> dict[str, int]:
    """Table → how many of its rows point at this person: what a merge would move."""
    counts: dict[str, int] = {}
    for table, column in references():
        number = db.session.scalar(select(func.count()).select_from(table).where(column == user_id)) or 0
        if number:
            counts[table.name] = counts.get(table.name, 0) + number
    return counts


def merges_of(user_id: int) -> list[AccountMerge]:
    """What was joined with this account, or this with what, the latest first."""
    merges = select(AccountMerge).where(or_(AccountMerge.kept_id == user_id, AccountMerge.gone_id == user_id))
    return list(db.session.scalars(merges.order_by(AccountMerge.id.desc())))


def merge_by_id(merge_id: int) -> AccountMerge | None:
    """One of them."""
    return db.session.get(AccountMerge, merge_id)
