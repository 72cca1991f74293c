"""The migrations and the models say the same, on both databases."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from board.kernel.db import db

VERSIONS = Path(__file__).resolve().parents[2] / "board" / "migrations" / "versions"
pytestmark = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def test_nothing_is_left_to_migrate(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_what_is_migrated_is_what_the_models_would_make(app: Flask) -> None:
    migrated = dict(_shape())
    assert len([1 for _, kind, _ in migrated if kind == "check"]) > 20, "the checks are seen"
    db.drop_all()
    db.create_all()
    made = dict(_shape())
    assert {
        key: (migrated.get(key), made.get(key)) for key in migrated | made if migrated.get(key) != made.get(key)
    } == {}


def test_no_number_is_given_out_twice(app: Flask) -> None:
    if db.engine.dialect.name != "sqlite":
        return  # a sequence of PostgreSQL never goes back
    with db.engine.connect() as connection:
        tables = dict(connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all())
    numbered = [table.name for table in db.metadata.tables.values() if "id" in table.primary_key.columns]
    assert len(numbered) > 80
    assert [name for name in numbered if "AUTOINCREMENT" not in tables[name]] == []


def test_a_migration_that_lets_old_code_run_takes_nothing_away(app: Flask) -> None:
    """What it upgrades is only added to: code of the version before it, which still serves, misses nothing."""
    let = [path for path in VERSIONS.glob("*.py") if re.search(r"^WHILE_RUNNING = True$", path.read_text(), re.M)]
    assert let
    for path in let:
        upgrade = path.read_text().partition("\ndef upgrade")[2].partition("\ndef downgrade")[0]
        assert not re.search(r"drop_|rename|alter_column|create_check|create_unique", upgrade), path.name


def _shape() -> Iterator[tuple[tuple[str, str, str | None], Any]]:
    """Everything a table is made of, by its name; checks too, which the comparison of Alembic leaves out."""
    known = sqlalchemy.inspect(db.engine)
    for table in set(known.get_table_names()) - {"alembic_version"}:
        for get_column in known.get_columns(table):
            yield (table, "column", get_column["name"]), (str(get_column["type"]), get_column["nullable"])
        for check in known.get_check_constraints(table):
            yield (table, "check", check["name"]), True
        for key in known.get_foreign_keys(table):
            held = (key["constrained_columns"], key["referred_table"], key["options"].get("ondelete"))
            yield (table, "key", key["name"]), held
        for index in known.get_indexes(table):
            yield (table, "index", index["name"]), (index["column_names"], bool(index["unique"]))
        for unique in known.get_unique_constraints(table):
            yield (table, "unique", unique["name"]), unique["column_names"]
