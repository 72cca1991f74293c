"""No table and no column says something of a person without the registry of personal data knowing it."""

from collections.abc import Iterator
from itertools import chain

import pytest
from sqlalchemy import JSON, Enum, LargeBinary, String, Table
from sqlalchemy.types import TypeEngine

from board import create_app
from board.kernel.db import db
from board.personal_data import IMPERSONAL, PERSONAL, Erasure, ImpersonalTable, PersonalTable
from board.school import settings as school_settings
from tests.data_map import MAP, PAPER, data_map

assert create_app, "what it imports are the models"
DECLARED = {table.name: table for table in PERSONAL}
NAMES = sorted(DECLARED)


def is_text(kind: TypeEngine[object]) -> bool:
    """Can it hold what somebody wrote? An enum holds one of our own words."""
    return isinstance(kind, String | JSON | LargeBinary) and not isinstance(kind, Enum)


def leads_to_accounts(table: Table) -> Iterator[str]:
    """The columns that name an account: by a foreign key, or by the number alone where the account may go."""
    for column in table.columns:
        if any(key.column.table.name == "users" for key in column.foreign_keys) or column.name == "by_id":
            yield column.name


def own_columns(declared: PersonalTable) -> set[str]:
    return {path.split(".")[0] for path in declared.owners.split()} | set(declared.others.split())


def test_every_table_is_declared_once() -> None:
    declared = [table.name for table in chain(PERSONAL, IMPERSONAL)]
    assert sorted(declared) == sorted(db.metadata.tables), "declare it in board/personal_data"


@pytest.mark.parametrize("name", NAMES)
def test_every_column_of_text_is_declared(name: str) -> None:
    table, declared = db.metadata.tables[name], DECLARED[name]
    text = sorted(column.name for column in table.columns if is_text(column.type))
    assert sorted([*declared.words.split(), *declared.codes.split()]) == text


@pytest.mark.parametrize("name", NAMES)
def test_every_column_that_leads_to_an_account_is_declared(name: str) -> None:
    table, declared = db.metadata.tables[name], DECLARED[name]
    assert set(leads_to_accounts(table)) <= own_columns(declared)
    assert own_columns(declared) <= set(table.columns.keys())


@pytest.mark.parametrize("table", IMPERSONAL, ids=lambda table: table.name)
def test_a_table_without_personal_data_names_no_account(table: ImpersonalTable) -> None:
    assert list(leads_to_accounts(db.metadata.tables[table.name])) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_path_to_a_person_ends_at_an_account(name: str) -> None:
    for path in DECLARED[name].owners.split():
        table = db.metadata.tables[name]
        for column in path.split(".") if name != "users" else []:
            (key,) = table.columns[column].foreign_keys
            table = key.column.table
        assert table.name == "users"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_withheld_or_stays_has_a_reason(name: str) -> None:
    table, declared = db.metadata.tables[name], DECLARED[name]
    assert declared.because or not (declared.withheld or declared.erasure is not Erasure.DELETED)
    assert set(declared.withheld.split()) - {"*"} <= set(table.columns.keys())
    assert not declared.retention or school_settings.declared(declared.retention)


@pytest.mark.parametrize("name", NAMES)
def test_sides_of_a_row_lead_to_two_accounts(name: str) -> None:
    sides = DECLARED[name].sides.split()
    assert len(sides) in (0, 2)
    assert set(sides) <= set(leads_to_accounts(db.metadata.tables[name]))


def test_each_column_of_an_account_goes_with_its_person_or_is_named_as_staying() -> None:
    declared = DECLARED["users"]
    goes = {*declared.words.split(), *declared.facts.split()} - set(declared.keeps.split())
    assert set(db.metadata.tables["users"].columns.keys()) - goes == STAYS


STAYS = {
    "id", "created_at", "class_year", "merged_into_id", "password_hash", "session_key", "suspended_at",
    "undeliverable_at", "erased_at",
}  # fmt: skip
"""What keeps the row whole, and what erasure sets itself: it is closed, and opens for nobody."""


def test_no_copy_holds_a_key() -> None:
    """A hash, a secret or a token in a file that is downloaded would open an account."""
    keys = ("hash", "token", "secret", "session_key", "nonce", "salt")
    open_doors = [
        f"{name}.{column}"
        for name, declared in DECLARED.items()
        for column in declared.codes.split()
        if any(key in column for key in keys) and declared.owners and column not in declared.withheld.split()
    ]
    assert [door for door in open_doors if DECLARED[door.split(".")[0]].withheld != "*"] == []


def test_the_paper_is_drawn_from_the_registry() -> None:
    drawn = MAP.search(PAPER.read_text("utf-8"))
    assert drawn is not None
    assert drawn[0] == data_map(), "draw it anew: python -m tests.data_map"
