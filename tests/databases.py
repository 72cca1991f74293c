"""Databases for tests: each test gets its own, copied from one that the migrations made once."""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy
from flask_migrate import upgrade

from board import create_app
from board.kernel.db import db
from board.settings import Settings

ENDLESS = {
    "staff_idle_minutes": 10_000_000,
    "student_idle_minutes": 10_000_000,
    "staff_session_hours": 100_000,
    "student_session_hours": 100_000,
}
"""Tests move the clock by months with one browser; tests/accounts/test_sessions.py has the limits of a school."""


def settings_for(folder: Path, database_url: str) -> Settings:
    """What a school of one test's own is told."""
    return Settings(
        secret_key="a key for tests that is long enough",
        database_url=database_url,
        index_dir=folder / "index",
        upload_dir=folder / "uploads",
        badge_key=folder / "badge-key.pem",
        erased_list=folder / "erased.txt",
        mail_dir=folder / "mail",
        search_engine=os.environ.get("ROUNDS_TEST_SEARCH_ENGINE", "whoosh"),
        **ENDLESS,
    )


def without_settings() -> dict[str, str]:
    """What a program that was told nothing knows: where programs are, and where Python keeps what it compiled."""
    return {name: os.environ[name] for name in ("PATH", "PYTHONPYCACHEPREFIX") if name in os.environ}


def migrate(folder: Path, database_url: str) -> None:
    """Bring an empty database up to date."""
    app = create_app(settings_for(folder, database_url), TESTING=True)
    with app.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()


class Sqlite:
    """Files, each a copy of one."""

    def __init__(self, folder: Path) -> None:
        migrate(folder, f"sqlite:///{folder / 'rounds.db'}")
        self.blank = (folder / "rounds.db").read_bytes()

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        path = folder / "rounds.db"
        path.write_bytes(self.blank)
        yield f"sqlite:///{path}"


class Postgresql:
    """Databases of one server, each made from a template."""

    numbers = itertools.count(1)

    def __init__(self, folder: Path, server: str, *, is_ours: bool = False) -> None:
        self.server = sqlalchemy.make_url(server).set(drivername="postgresql+psycopg")
        if is_ours:  # nothing of it outlives the run, so nothing of it need reach the disk
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                self._say(f"ALTER SYSTEM SET {setting} = off")
            self._say("SELECT pg_reload_conf()")
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        self.template = f"rounds_test_{worker}_{os.getpid()}"
        self._say(f'CREATE DATABASE "{self.template}"')
        migrate(folder, self._address(self.template))

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        name = f"{self.template}_{next(self.numbers)}"
        self._say(f'CREATE DATABASE "{name}" TEMPLATE "{self.template}" STRATEGY WAL_LOG')
        try:
            yield self._address(name)
        finally:
            self._say(f'DROP DATABASE "{name}" WITH (FORCE)')

    def close(self) -> None:
        """Leave the server as it was."""
        self._say(f'DROP DATABASE "{self.template}" WITH (FORCE)')

    def _address(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    def _say(self, statement: str) -> None:
        engine = sqlalchemy.create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sqlalchemy.text(statement))
        engine.dispose()
