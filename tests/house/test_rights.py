"""Whoever writes what somebody may do holds their account first; whoever acts is held by every unit of work."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from board.accounts.models import Role, User
from board.kernel.db import db
from tests.house.test_house import MODULES, ROOT

ACTIONS = [path for path in MODULES if "actions" in path.relative_to(ROOT).as_posix() and "demo" not in path.parts]
RIGHTS = {
    "granted_at",
    "trusted_at",
    "merged_into_id",
    "class_year",
    "adviser_id",
    "keeper_id",
    "part",
}
"""Columns that say what somebody may do. `suspended_at` is one of accounts only."""
HELD_ELSEWHERE = {
    "board/accounts/actions/account.py::open_account": "the account is made here",
    "board/accounts/actions/roster.py::_change": "many are held at once in `_lock`",
    "board/committees/actions.py::_describe": "held in `describe`; one that is founded has no keeper yet",
    "board/organisations/actions.py::describe": "held in `_hold`, with the organisation",
    "board/organisations/actions.py::_set_suspended": "held in `_hold`, with the organisation",
    "board/accounts/actions/roster.py::begin_due": "what the calendar brings about, which nobody does",
}


def _writes_right(function: ast.FunctionDef) -> bool:
    for node in ast.walk(function):
        targets = node.targets if isinstance(node, ast.Assign) else []
        for target in targets:
            for part in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(part, ast.Attribute) and (
                    part.attr in RIGHTS or ast.unparse(part) == "user.suspended_at"
                ):
                    return True
        if isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "user.grants.append",
            "user.grants.remove",
        ):
            return True
        if isinstance(node, ast.Call) and ast.unparse(node).startswith(
            ("delete(Involvement)", "update(Officer)", "update(Organisation)")
        ):
            return True
    return False


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef))


def test_whoever_writes_a_right_holds_the_account_of_whose_it_is() -> None:
    writers, bare = 0, set()
    for path in ACTIONS:
        for function in _functions(path):
            if _writes_right(function):
                writers += 1
                if "hold_rights(" not in ast.unparse(function):
                    bare.add(f"{path.relative_to(ROOT)}::{function.name}")
    assert writers > 12
    assert bare == set(HELD_ELSEWHERE)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_each_unit_of_work_of_a_view_begins_with_whoever_acts(
    app: Flask, person: Callable[..., User], enter: Callable[[User], FlaskClient]
) -> None:
    ada, cora = person("ada", Role.STUDENT), person("cora", Role.COORDINATOR)
    pressed: list[list[str]] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if pressed:
            pressed[-1].append(statement)

    def begin(_connection: object) -> None:
        pressed.append([])

    browser = enter(cora)
    event.listen(db.engine, "begin", begin)
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert browser.post(f"/office/people/{ada.id}/end-sessions").status_code == 303
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
        event.remove(db.engine, "begin", begin)
    writing = [statements for statements in pressed if any("INSERT INTO audit_entries" in sent for sent in statements)]
    assert len(writing) == 1
    first = writing[0][0]
    assert "FROM users" in first
    assert first.endswith("FOR KEY SHARE") or db.engine.dialect.name == "sqlite"
