"""What the registry says of each table is what erasure does, to this person and to nobody else."""

from collections.abc import Callable
from inspect import signature
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from board import erasure
from board.accounts.actions import erasure_request as erasure_request_actions
from board.accounts.models import ErasureRequest, Role, User
from board.accounts.queries import erasure_request as erasure_request_queries
from board.erasure import person as erasure_person
from board.erasure import queries, rows
from board.erasure.person import Erased
from board.kernel import mail
from board.kernel.db import db
from board.kernel.keyring import SecretKeys
from board.kernel.unit_of_work import unit_of_work
from board.office.labels import THINGS
from board.personal_data import PERSONAL, Erasure
from tests.conftest import NOW
from tests.erasure.planting import DECLARED, Planter

assert erasure, "what it imports are the models"
on_both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
ADA, BEA = "plantedofada", "plantedofbea"
STAYS = {
    f"{table.name}.{column}"
    for table in PERSONAL
    for column in (table.words if table.erasure is Erasure.KEPT else table.keeps).split()
} | {"outbox_messages.ids"}  # which file is to be deleted; a name of our own


def whole() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    return {
        name: [dict(row) for row in db.session.execute(select(table)).mappings()]
        for name, table in db.metadata.tables.items()
    }


def begun(user: User, keys: SecretKeys) -> ErasureRequest:
    """The request that is planted, as it is once it has begun."""
    with unit_of_work():
        erasure_request_actions.repeat(user, keys=keys, now=NOW)
    request = erasure_request_queries.open_of(user.id)
    assert request is not None
    return request


def erase_rows(app: Flask, erased: Erased) -> None:
    folder = mail.Folder(app.extensions["settings"].mail_dir)
    for step in rows.steps(erased, folder):
        with unit_of_work():
            step()


def erase(app: Flask, user: User) -> None:
    keys = app.extensions["settings"].secret_keys
    erased = erasure_person.of(begun(user, keys), keys=keys)
    erase_rows(app, erased)
    with unit_of_work():
        rows.leave_nobody(erased, now=NOW)


def keys_in(tables: dict[str, list[dict[str, Any]]], name: str) -> set[tuple[Any, ...]]:
    keys = [column.name for column in db.metadata.tables[name].primary_key]
    return {tuple(row[key] for key in keys) for row in tables[name]}


@pytest.fixture
def planted(app: Flask, person: Callable[..., User]) -> dict[str, Planter]:
    """A row of every table for each of two students."""
    planters = {}
    for name, mark in (("ada", ADA), ("bea", BEA)):
        planter = Planter(person(name, Role.STUDENT), person(f"{name}s-staff", Role.FACULTY), mark)
        with unit_of_work():
            planter.plant_all()
        planters[name] = planter
    return planters


@on_both
def test_each_table_is_erased_as_it_is_declared_and_nobody_else_in_it(app: Flask, planted: dict[str, Planter]) -> None:
    before, ada = whole(), planted["ada"]
    assert str(before).count(ADA) > 120, "it is planted"
    erase(app, ada.person)
    after = whole()
    left = {
        f"{name}.{column}"
        for name, table in after.items()
        for row in table
        for column, value in row.items()
        if ADA in str(value)
    }
    assert left - STAYS == set()
    for (name, whose), values in ada.made.items():
        if name in DECLARED and whose == ada.person.id:
            key = tuple(values[column.name] for column in db.metadata.tables[name].primary_key)
            stays = DECLARED[name].erasure is not Erasure.DELETED
            assert (key in keys_in(after, name)) is stays, name
    of_bea = [{name: [row for row in tables[name] if BEA in str(row)] for name in tables} for tables in (before, after)]
    assert of_bea[0] == of_bea[1]
    assert list(queries.left_behind()) == []


@on_both
def test_erased_again_nothing_changes(app: Flask, planted: dict[str, Planter]) -> None:
    ada, keys = planted["ada"].person, app.extensions["settings"].secret_keys
    request = begun(ada, keys)
    erase_rows(app, erasure_person.of(request, keys=keys))
    before = whole()
    erase_rows(app, erasure_person.of(request, keys=keys))
    assert whole() == before


@on_both
def test_what_is_left_of_somebody_who_was_erased_is_found(planted: dict[str, Planter]) -> None:
    """Somebody who only looks erased: each table that holds anything of theirs is named."""
    with unit_of_work():
        planted["ada"].person.erased_at = NOW
    named = {sentence.split()[0] for sentence in queries.left_behind()}
    expected = {
        table.name for table in PERSONAL if table.owners and table.erasure is not Erasure.KEPT and table.name != "users"
    }
    assert named == expected


def test_every_number_in_an_email_or_a_line_of_the_log_leads_to_a_table(app: Flask) -> None:
    known = {name for table in PERSONAL for name in table.known_as.split()}
    numbers = {
        name.removesuffix("s").removesuffix("_id")
        for kind in mail.kinds()
        for name in signature(kind.composer).parameters
        if name.removesuffix("s").endswith("_id")
    }
    assert numbers - known - NOBODYS == set(), "say in the registry what its rows are called"
    assert set(THINGS) - known - NOBODYS == set(), "say in the registry what its rows are called"


NOBODYS = {
    "activity", "amendments", "announcement", "assignment", "audit-log", "committee", "committee_seat", "conflict",
    "opportunities", "opportunity", "opportunity_change", "organisation", "outbox-message", "people", "round", "search",
    "seat", "pairs", "setting", "supervisor", "webhook",
}  # fmt: skip
"""What belongs to the school, or is found by the words in it."""
