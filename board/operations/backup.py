"""A copy of the whole school in one file, while everybody goes on working, and the way back.

The database is copied as it is at one moment, and then each file that its rows name. Files that people give up
meanwhile stay until the copy is made (`is_under_way`), so that no row of the copy lacks its own.
"""

import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, create_engine, func
from sqlalchemy.pool import NullPool

from board.kernel import clock, heartbeat, installation, keyring, storage
from board.kernel.db import db
from board.kernel.locks import LONGEST_WAIT_SECONDS
from board.kernel.storage import FileStore
from board.operations import archive, postgresql, queries, schema, version
from board.operations.archive import BadArchive
from board.operations.schema import SchemaState
from board.settings import Settings

FORMAT = 1
DATABASE, BADGE_KEY, ERASED, UPLOADS = "database", "badge-key.pem", "erased.txt", "uploads"
LONGEST = timedelta(hours=6)
"""A backup that said nothing for longer died: files that were given up are deleted again."""
AGAIN = timedelta(minutes=10)
"""So often it says that it is still at it."""
WORKSHOP = ".backup-"
"""What the folder is called, beside that of uploads, in which a copy is made or unpacked."""
SECRET = (
    "secret_key",
    "secret_key_fallbacks",
    "database_url",
    "mail_url",
    "oidc_client_secret",
    "metrics_token",
    "s3_secret_key",
)
"""Settings that no archive holds."""


@dataclass(frozen=True)
class _DatabaseCopy:
    """The database as it was at one moment, and what its rows say of themselves."""

    path: Path
    revisions: Sequence[str]
    rows: dict[str, int]
    """How many each table has."""
    names: Sequence[str]
    """Of the files that belong to it."""


@dataclass(frozen=True)
class Copied:
    """What went into a backup, or came out of one."""

    made_at: datetime
    rows: int
    files: int
    missing: Sequence[str]
    """Files that rows name and that were not there."""


def make(path: Path, settings: Settings, files: FileStore, *, named: Select[str], keys: Sequence[str] = ()) -> Copied:
    """Write the whole school into an archive, sealed for these public keys of age.

    `named` selects the file names of all rows. Raises `BadArchive`, `DumpFailed`, OSError or, of the file store,
    `FilesUnavailable` and `FileGone`; then there is no archive.
    """
    if schema.state() is SchemaState.EMPTY:
        raise BadArchive("There are no tables in the database: nothing was ever stored here, or it was lost")
    now, under_way = clock.now(), f"{heartbeat.BACKUP_UNDER_WAY}{secrets.token_hex(8)}"
    heartbeat.beat(under_way, now=now)
    try:
        with archive.writing(path, keys) as writer, _database_of_now(settings, files, named) as copy:
            writer.add(DATABASE, copy.path.open("rb"))
            stored, said_at = set(files.all_names()), now
            missing = [name for name in copy.names if name not in stored]
            for name in sorted(stored.intersection(copy.names)):
                writer.add(f"{UPLOADS}/{name}", files.open(name))
                said_at = _say_again(under_way, said_at)
            for name, place in ((BADGE_KEY, settings.badge_key), (ERASED, settings.erased_list)):
                if place.exists():
                    writer.add(name, place.open("rb"))
            writer.close(_facts(settings, copy, now=now))
    finally:
        heartbeat.end(under_way)
    heartbeat.beat(heartbeat.BACKUP, now=now)
    return Copied(now, sum(copy.rows.values()), len(copy.names) - len(missing), missing)


def _say_again(name: str, said_at: datetime) -> datetime:
    now = clock.now()
    if now - said_at < AGAIN:
        return said_at
    heartbeat.beat(name, now=now)
    return now


def is_under_way(now: datetime) -> bool:
    """Does a backup need files that no row of today names any more?"""
    return any(abs(now - at) < LONGEST for at in heartbeat.times(heartbeat.BACKUP_UNDER_WAY))


def _facts(settings: Settings, copy: _DatabaseCopy, *, now: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "rounds": version.NUMBER,
        "commit": version.git_commit(),
        "made_at": now.isoformat(),
        "database": db.engine.dialect.name,
        "schema": copy.revisions,
        "installation": installation.this().key,
        "secret_key": secret_mark(settings.secret_key),
        "settings": written_settings(settings),
        "rows": copy.rows,
    }


def written_settings(settings: Settings) -> dict[str, str]:
    """What this installation was told, without what is secret."""
    return {
        f"ROUNDS_{setting.name.upper()}": str(getattr(settings, setting.name))
        for setting in fields(settings)
        if setting.name not in SECRET
    }


def secret_mark(secret_key: str) -> str:
    """By which a key is known again, and from which nobody gets it."""
    return keyring.mark(secret_key, "backup")


def workshops(settings: Settings) -> Path:
    """The folder in which copies are made and unpacked."""
    return settings.upload_dir.parent


def clear_up(settings: Settings) -> None:
    """Delete the copies of the database that backups left here when they were killed: they lie there unsealed."""
    for workshop in workshops(settings).glob(f"{WORKSHOP}*"):
        if workshop.stat().st_mtime < clock.now().timestamp() - LONGEST.total_seconds():
            shutil.rmtree(workshop, ignore_errors=True)


@contextmanager
def _database_of_now(settings: Settings, files: FileStore, named: Select[str]) -> Iterator[_DatabaseCopy]:
    """A copy of the database as it is at one moment, beside the uploads for as long as the block lasts."""
    folder = workshops(settings)
    folder.mkdir(parents=True, exist_ok=True)
    clear_up(settings)
    with tempfile.TemporaryDirectory(prefix=WORKSHOP, dir=folder) as name:
        path = Path(name) / DATABASE
        copy = _copy_sqlite if db.engine.dialect.name == "sqlite" else _copy_postgresql
        with copy(path) as connection:
            yield _DatabaseCopy(
                path, schema.revisions_of(connection), queries.rows_of(connection), _names(connection, files, named)
            )


@contextmanager
def _copy_sqlite(path: Path) -> Iterator[Connection]:
    """VACUUM INTO reads one moment, keeps no writer waiting, and copies nothing of what was deleted."""
    with closing(sqlite3.connect(str(db.engine.url.database), timeout=LONGEST_WAIT_SECONDS)) as source:
        source.execute("VACUUM INTO ?", (str(path),))
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


@contextmanager
def _copy_postgresql(path: Path) -> Iterator[Connection]:
    """pg_dump and our own questions see the same moment."""
    with db.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        postgresql.dump(path, snapshot=str(connection.scalar(func.pg_export_snapshot().select())))
        yield connection


def _names(connection: Connection, files: FileStore, named: Select[str]) -> Sequence[str]:
    """The files of the copy. Before tables of an earlier version are upgraded, this code cannot ask them: all files."""
    if schema.state_of(connection) is SchemaState.SAME:
        return queries.names_of(connection, named)
    return [name for name in files.all_names() if storage.is_name(name)]
