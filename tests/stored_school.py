"""A school as a database of an earlier version held it, stored so that every later upgrade is tried on it.

`python -m tests.stored_school` writes the demo school as it stands at the newest revision into
`tests/kernel/schools/<revision>.json.gz`. It is written once for each release and never changed afterwards.
"""

import base64
import gzip
import json
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import sqlalchemy
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table

from board import create_app
from board.kernel import clock
from board.kernel.db import db
from tests.databases import Sqlite, settings_for
from tests.demo_school import load

FOLDER = Path(__file__).parent / "kernel" / "schools"
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
MIGRATIONS = Path(__file__).parents[1] / "board" / "migrations"


def stored() -> list[Path]:
    """The schools of all releases."""
    return sorted(FOLDER.glob("*.json.gz"))


def fill(connection: Connection, path: Path) -> dict[str, int]:
    """Put a stored school into an empty database of its revision; answers how many rows each table has."""
    rows_of = json.loads(gzip.decompress(path.read_bytes()))
    tables = _tables(connection)
    for table in tables:
        rows = [{name: _read(value, table.c[name].type) for name, value in row.items()} for row in rows_of[table.name]]
        if connection.scalar(sqlalchemy.select(sqlalchemy.func.count()).select_from(table)):
            connection.execute(table.delete())  # what a migration writes is in the stored school, too
        if rows:
            connection.execute(table.insert(), rows)
    if connection.dialect.name == "postgresql":
        for table in tables:
            _count_on(connection, table)
    return {name: len(rows) for name, rows in rows_of.items()}


def _tables(connection: Connection) -> list[Table]:
    """Every table as it is in this database, a table after those that it refers to."""
    known = MetaData()
    known.reflect(connection)
    return [table for table in known.sorted_tables if table.name != "alembic_version"]


def _count_on(connection: Connection, table: Table) -> None:
    """Let the numbers that PostgreSQL gives go on behind those that were written."""
    if "id" in table.c and isinstance(table.c.id.type, sqlalchemy.Integer):
        newest = connection.scalar(sqlalchemy.select(sqlalchemy.func.max(table.c.id)))
        sequence = connection.scalar(sqlalchemy.func.pg_get_serial_sequence(f'"{table.name}"', "id").select())
        if newest and sequence:
            connection.execute(sqlalchemy.func.setval(sequence, newest).select())


def _read(value: Any, kind: Any) -> Any:
    if value is None or isinstance(kind, sqlalchemy.JSON):
        return value
    if isinstance(kind, sqlalchemy.DateTime):
        at = datetime.fromisoformat(value)
        return at.replace(tzinfo=UTC) if kind.timezone else at
    if isinstance(kind, sqlalchemy.Date):
        return date.fromisoformat(value)
    if isinstance(kind, sqlalchemy.Time):
        return time.fromisoformat(value)
    if isinstance(kind, sqlalchemy.LargeBinary):
        return base64.b64decode(value)
    return value


def _written(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def _dump(connection: Connection) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for table in _tables(connection):
        rows = connection.execute(table.select()).mappings()
        yield table.name, [{name: _written(value) for name, value in row.items()} for row in rows]


def main() -> None:
    """Write the demo school of the newest revision."""
    revision = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "blank").mkdir()
        with Sqlite(folder / "blank").fresh(folder) as address:
            app = create_app(settings_for(folder, address), TESTING=True)
            with clock.frozen(NOW), app.app_context():
                load(app)
                with db.engine.connect() as connection:
                    rows = json.dumps(dict(_dump(connection)), ensure_ascii=False, sort_keys=True).encode()
                db.session.remove()
                db.engine.dispose()
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{revision}.json.gz"
    path.write_bytes(gzip.compress(rows, 9, mtime=0))
    print(f"{path.name}: {path.stat().st_size // 1024} kB")  # noqa: T201 (a command tells its result)


if __name__ == "__main__":
    main()
