"""How a connection to SQLite or PostgreSQL is opened."""

import json
import os
from typing import Any

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import TimeoutError as NoConnection

from board.kernel import locks
from board.kernel.db import db

APPLICATION = "rounds"
"""What PostgreSQL lists our connections as."""


_JSON = json.JSONDecoder()


def engine_options(database_url: str) -> dict[str, Any]:
    """What SQLAlchemy is told of the database at this address."""
    options: dict[str, Any] = {"hide_parameters": True}  # the log names no person's words
    if database_url.startswith("sqlite"):
        options["json_deserializer"] = read_json
    return options


def read_json(stored: str) -> Any:
    """What a column of JSON holds in SQLite.

    `json.dumps` wrote it, with no space around it: to look for some takes `json.loads` five times as long as to read a
    short list, and a page reads hundreds.
    """
    value, _ = _JSON.raw_decode(stored)
    return value


class FileReplaced(NoConnection):
    """The file of the database is no longer the one that this process has open: what it wrote would be lost."""


def configure_connections(engine: Engine) -> None:
    """Open each connection safely: every commit outlives a crash, and no wait for another writer is without end."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _open_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _open_postgresql)


def _open_sqlite(connection: Any, record: Any) -> None:
    """Write-ahead log, every commit on the disk before it is acknowledged, foreign keys kept."""
    connection.isolation_level = None  # we say BEGIN ourselves, so that DDL rolls back and IMMEDIATE is possible
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "cache_size=-20000",
        "mmap_size=134217728",
    ):
        connection.execute(f"PRAGMA {pragma}")
    record.info[_FILE] = _file_of(connection.execute("PRAGMA database_list").fetchone()[2])


_FILE = "rounds_file"


def _file_of(path: str) -> tuple[str, int, int]:
    """A database's path, and which file lies there now; zeros where it is in memory or none is."""
    try:
        file = os.stat(path)  # noqa: PTH116 (each transaction begins with it, and a path is put together longer)
    except FileNotFoundError:
        return path, 0, 0
    return path, file.st_dev, file.st_ino


def _begin_sqlite(connection: Connection) -> None:
    """A file that was deleted, or replaced by a backup, goes on taking what is written, and keeps none of it."""
    opened = connection.info[_FILE]
    if opened != _file_of(opened[0]):
        raise FileReplaced("the file of the database was deleted or replaced: stop Rounds, and start it again")
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('rounds_begin', 'DEFERRED')}")


def _open_postgresql(connection: Any, _record: Any) -> None:
    """Whoever waits that long for a row gets `OperationalError`: the page that says so asks to try again."""
    connection.execute(f"SET lock_timeout = {locks.LONGEST_WAIT_SECONDS * 1000:.0f}")
    connection.execute(f"SET application_name = '{APPLICATION}'")
    connection.commit()


def client_addresses() -> int:
    """From how many addresses this program is connected to the database now: one where all runs on one machine."""
    if db.engine.dialect.name != "postgresql":
        return 1
    seen = text("""
        SELECT count(DISTINCT CASE WHEN client_addr <<= '127.0.0.0/8' OR client_addr = '::1' THEN '' ELSE
                              coalesce(host(client_addr), '') END)
        FROM pg_stat_activity WHERE datname = current_database() AND application_name = :application
    """)
    return int(db.session.scalar(seen, {"application": APPLICATION}) or 1)
