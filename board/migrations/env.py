"""How a migration runs: on the application's own engine, with SQLite's foreign keys off while tables are copied.

A batch migration drops the table it copied from; with foreign keys on, that would delete every child row in silence.
"""

from typing import Any, Literal

from alembic import context
from flask import current_app

from board.kernel.db import db


def run() -> None:
    """Apply what is asked in one transaction, and check the keys afterwards."""
    with db.engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        raw = connection.connection.dbapi_connection
        if on_sqlite and raw is not None:
            raw.execute("PRAGMA foreign_keys=OFF")
        configure = current_app.extensions["migrate"].configure_args
        context.configure(connection=connection, target_metadata=db.metadata, render_item=_plain_types, **configure)
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        if on_sqlite and raw is not None:
            broken = raw.execute("PRAGMA foreign_key_check").fetchall()
            raw.execute("PRAGMA foreign_keys=ON")
            if broken:
                raise RuntimeError(f"{len(broken)} rows lost what they belong to")


def _plain_types(kind: str, thing: Any, _context: object) -> str | Literal[False]:
    if kind == "type" and type(thing).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    return False


run()
