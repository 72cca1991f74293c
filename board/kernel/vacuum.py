"""Writing tables anew, so that the database's own files hold nothing of what was deleted from them."""

import time
from collections.abc import Iterable

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from board.kernel.db import db
from board.kernel.locks import write_lock

READERS_SECONDS = 5
"""So long we wait for those who still read what was there before."""
STATISTICS = "pg_statistic"
"""Where PostgreSQL keeps the commonest values of each column."""


def rewrite(tables: Iterable[str]) -> bool:
    """Write these tables anew; False where somebody reads or holds them, and it has to be tried again.

    SQLite writes the whole file anew and empties the write-ahead log. Not in a unit of work: everybody else waits.
    """
    db.session.rollback()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            return _rewrite_file() if connection.dialect.name == "sqlite" else _rewrite_tables(connection, tables)
        except OperationalError:
            return False


def _rewrite_file() -> bool:
    raw = db.engine.raw_connection()
    try:
        with write_lock():
            raw.cursor().execute("VACUUM")
            is_busy, _, _ = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy
    finally:
        raw.close()


def _rewrite_tables(connection: Connection, tables: Iterable[str]) -> bool:
    """What an open transaction may still read would be copied along, so we wait for those first."""
    if not _are_gone(connection):
        return False
    quote = connection.dialect.identifier_preparer.quote
    for table in tables:
        name = ".".join(map(quote, table.split(".")))
        connection.execute(text(f"VACUUM (FULL, ANALYZE) {name}"))
        if connection.scalar(text(f"SELECT NOT EXISTS (TABLE {name})")):
            _forget_statistics(connection, name)
    connection.execute(text(f"VACUUM FULL {STATISTICS}"))
    return True


def _forget_statistics(connection: Connection, name: str) -> None:
    """ANALYZE leaves those of an empty table as they were; a column that is given its own type anew loses them."""
    columns = text(
        "SELECT quote_ident(attname), format_type(atttypid, atttypmod) FROM pg_attribute "
        "WHERE attrelid = CAST(:name AS regclass) AND attnum > 0 AND NOT attisdropped"
    )
    for column, kind in connection.execute(columns, {"name": name}).all():
        connection.execute(text(f"ALTER TABLE {name} ALTER COLUMN {column} TYPE {kind}"))


def _are_gone(connection: Connection) -> bool:
    """Has every transaction ended that was open when we began to wait?"""
    began, ends = connection.scalar(text("SELECT clock_timestamp()")), time.monotonic() + READERS_SECONDS
    older = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND backend_xmin IS NOT NULL AND xact_start < :began"
    )
    while connection.scalar(older, {"began": began}):
        if time.monotonic() > ends:
            return False
        time.sleep(0.1)
    return True
