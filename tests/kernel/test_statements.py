"""A column among values: one parameter on both databases, by the index of the column."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from board.accounts.models import User
from board.kernel.db import db
from board.kernel.statements import is_among, plain_rows

People = Callable[..., User]
AMONG_NUMBERS = select(User.id).where(is_among(User.id, "ids"), User.name != "")
AMONG_TEXTS = select(User.id).where(~is_among(User.email, "emails"))


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_a_column_is_among_numbers_or_texts_or_none(app: Flask, person: People) -> None:
    ada, grace, cora = (person(name) for name in ("ada", "grace", "cora"))
    for numbers in ([], [ada.id], [ada.id, cora.id, 10_000], {grace.id}):
        found = {number for (number,) in plain_rows(AMONG_NUMBERS, {"ids": numbers})}
        assert found == {ada.id, grace.id, cora.id} & set(numbers)
    others = {number for (number,) in plain_rows(AMONG_TEXTS, {"emails": [ada.email, 'it\'s, "so"@example.edu']})}
    assert others == {grace.id, cora.id}


def test_sqlite_looks_the_values_up_by_the_index(app: Flask) -> None:
    asked = str(AMONG_NUMBERS.compile(db.engine))
    plan = [row[3] for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}", ("[1, 2]", ""))]
    assert plan[0] == "SEARCH users USING INTEGER PRIMARY KEY (rowid=?)"
