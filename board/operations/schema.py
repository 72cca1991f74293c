"""Whether the tables of the database are those that this code was written for."""

from enum import StrEnum
from functools import cache
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from board.kernel.db import db

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"


class SchemaState(StrEnum):
    """How the tables and the code stand to each other."""

    SAME = "same"
    OLDER = "older"
    """Migrations wait to be run: pages that need what they add break."""
    NEWER = "newer"
    """A later version ran its migrations. They leave what this version needs in place for one version."""


@cache
def _revisions() -> tuple[frozenset[str], frozenset[str]]:
    """The migrations of this code, and the last of them. Read once: code does not change while it runs."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    return frozenset(script.revision for script in scripts.walk_revisions()), frozenset(scripts.get_heads())


def current() -> frozenset[str]:
    """The migrations at which the database stands; empty before the first."""
    return frozenset(MigrationContext.configure(db.session.connection()).get_current_heads())


def state() -> SchemaState:
    """How the database's tables and this code stand to each other. Raises `SQLAlchemyError` without a database."""
    known, heads = _revisions()
    revisions = current()
    if revisions == heads:
        return SchemaState.SAME
    return SchemaState.OLDER if revisions <= known else SchemaState.NEWER
