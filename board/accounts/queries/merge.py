"""Finding accounts that were joined."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, RowMapping, func, or_, select

from board.accounts.models import AccountMerge, User
from board.kernel.db import db
from board.personal_data import PERSONAL, Merging, PersonalTable


def references() -> Iterator[tuple[PersonalTable, Column[Any]]]:
    """Every column that points at a person, of every table whose rows go over with their account."""
    for declared in PERSONAL:
        if declared.merging is not Merging.STAYS:
            for column in db.metadata.tables[declared.name].columns:
                if any(key.column.table.name == User.__tablename__ for key in column.foreign_keys):
                    yield declared, column


def rows_of(column: Column[Any], user_id: int) -> Sequence[RowMapping]:
    """The rows of its table that point at this person by this column."""
    rows = select(column.table).where(column == user_id).order_by(*column.table.primary_key.columns)
    return db.session.execute(rows).mappings().all()


def count_rows(user_id: int) -> dict[str, int]:
    """Table → how many of its rows point at this person: what a merge would move."""
    leads: dict[str, list[ColumnElement[bool]]] = {}
    for declared, column in references():
        leads.setdefault(declared.name, []).append(column == user_id)
    counts = {name: db.session.scalar(select(func.count()).where(or_(*theirs))) for name, theirs in leads.items()}
    return {name: number for name, number in counts.items() if number}


def merges_of(user_id: int) -> list[AccountMerge]:
    """What was joined with this account, or this with what, the latest first."""
    merges = select(AccountMerge).where(or_(AccountMerge.kept_id == user_id, AccountMerge.gone_id == user_id))
    return list(db.session.scalars(merges.order_by(AccountMerge.id.desc())))


def merge_by_id(merge_id: int) -> AccountMerge | None:
    """One of them."""
    return db.session.get(AccountMerge, merge_id)
