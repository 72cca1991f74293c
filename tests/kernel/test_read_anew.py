"""After a commit no loaded row says what the database does not, however it was changed."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Update, delete, text, update
from sqlalchemy.exc import InvalidRequestError

from board.accounts.models import Role, RoleGrant, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests.counting import count_statements

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
TABLE: Any = User.__table__
CHANGES: dict[str, Callable[[int], Any]] = {
    "told": lambda number: update(User).where(User.id == number).values(title="Dean"),
    "reckoned": lambda number: update(User).where(User.id == number).values(title=User.name.concat("!")),
    "told nobody": lambda number: _quiet(update(User).where(User.id == number).values(title="Dean")),
    "of a table": lambda number: update(TABLE).where(TABLE.c.id == number).values(title="Dean"),
    "written as text": lambda number: text("UPDATE users SET title = 'Dean' WHERE id = :id").bindparams(id=number),
}


def _quiet(statement: Update) -> Update:
    return statement.execution_options(synchronize_session=False)


@BOTH
@pytest.mark.parametrize("way", CHANGES)
def test_a_row_that_was_loaded_says_after_the_commit_what_stands_in_the_database(
    way: str, app: Flask, person: Callable[..., User]
) -> None:
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        assert ada.title == ""
        db.session.execute(CHANGES[way](ada.id))
    assert ada.title == ("Ada!" if way == "reckoned" else "Dean")


@BOTH
def test_a_row_that_a_table_lost_is_gone_after_the_commit(app: Flask, person: Callable[..., User]) -> None:
    ada = person("ada", Role.STUDENT)
    [grant] = ada.grants
    with unit_of_work():
        assert grant.role is Role.STUDENT
        db.session.execute(_quiet(delete(RoleGrant).where(RoleGrant.user_id == ada.id)))
    assert ada.grants == []
    with pytest.raises(InvalidRequestError):
        db.session.refresh(grant)


def test_what_is_told_to_loaded_rows_costs_no_question_after_the_commit(
    app: Flask, person: Callable[..., User]
) -> None:
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        assert ada.title == ""
        db.session.execute(CHANGES["told"](ada.id))
    assert count_statements(app, lambda: ada.title) == 0


def test_a_change_that_was_rolled_back_costs_the_next_unit_nothing(app: Flask, person: Callable[..., User]) -> None:
    ada = person("ada", Role.STUDENT)
    with pytest.raises(ZeroDivisionError), unit_of_work():
        db.session.execute(CHANGES["of a table"](ada.id))
        raise ZeroDivisionError
    with unit_of_work():
        assert ada.title == ""
    assert count_statements(app, lambda: ada.title) == 0
