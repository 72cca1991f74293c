"""Whether the tables of the database are those that this code was written for."""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from board.kernel.db import db

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"


class SchemaState(StrEnum):
    """How the tables and the code stand to each other."""

    SAME = "same"
    EMPTY = "empty"
    """No table yet: a school has yet to begin here, or to be restored."""
    OLDER = "older"
    """Migrations wait to be run: pages that need what they add break."""
    NEWER = "newer"
    """A later version ran its migrations. They leave what this version needs in place for one version."""


@cache
def _revisions() -> tuple[frozenset[str], frozenset[str]]:
    """The migrations of this code, and the last of them. Read once: code does not change while it runs."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    return frozenset(script.revision for script in scripts.walk_revisions()), frozenset(scripts.get_heads())


def revisions_of(connection: Connection) -> list[str]:
    """The migrations at which a database stands; none before the first."""
    return sorted(MigrationContext.configure(connection).get_current_heads())


def state_of(connection: Connection) -> SchemaState:
    """How a database’s tables and this code stand to each other."""
    known, heads = _revisions()
    revisions = frozenset(revisions_of(connection))
    if not revisions and not inspect(connection).has_table("users"):
        return SchemaState.EMPTY
    if revisions == heads:
        return SchemaState.SAME
    return SchemaState.OLDER if revisions <= known else SchemaState.NEWER


def state() -> SchemaState:
    """How our database’s tables and this code stand to each other. Raises `SQLAlchemyError` without a database."""
    return state_of(db.session.connection())


def leaves_running_code_alone() -> bool:
    """Do all migrations that wait say that code of the version before them survives them (`WHILE_RUNNING`)?"""
    scripts = ScriptDirectory(str(MIGRATIONS))
    here = tuple(revisions_of(db.session.connection()))
    waiting = scripts.iterate_revisions(tuple(scripts.get_heads()), here or None)
    return all(getattr(script.module, "WHILE_RUNNING", False) for script in waiting)


def heads() -> list[str]:
    """The last migrations of this code."""
    return sorted(_revisions()[1])


def is_known(revisions: Iterable[str]) -> bool:
    """Can this code upgrade tables that stand at these migrations?"""
    return frozenset(revisions) <= _revisions()[0]
