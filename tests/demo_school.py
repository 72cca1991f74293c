"""The demo school, loaded by its command once for each day that is asked for, then copied: loading it takes seconds."""

import fcntl
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from flask import Flask

from board import create_app
from board.kernel.db import db
from tests.databases import Sqlite, settings_for


class DemoSchools:
    """Folders with a database, an index and files, each made when one of the test processes first asks for it."""

    def __init__(self, folder: Path, sqlite: Sqlite) -> None:
        self.folder, self.sqlite = folder, sqlite

    def bring_into(self, app: Flask, folder: Path, day: Callable[[], AbstractContextManager[None]], name: str) -> None:
        """Give an empty app, whose files lie in this folder, the school as it is on a day."""
        if db.engine.dialect.name != "sqlite":
            with day():
                load(app)
            return
        template = self.folder / name
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not template.exists():
                self._make(template, day)
        db.session.remove()
        db.engine.dispose()
        shutil.copytree(template, folder, dirs_exist_ok=True)

    def _make(self, template: Path, day: Callable[[], AbstractContextManager[None]]) -> None:
        draft = template.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        with self.sqlite.fresh(draft) as address:
            app = create_app(settings_for(draft, address), TESTING=True)
            with day(), app.app_context():
                load(app)
                db.session.remove()
                db.engine.dispose()
        draft.rename(template)


def load(app: Flask) -> None:
    """What a person types to get the school."""
    runner = app.test_cli_runner()
    told = runner.invoke(args=["demo"]).output
    assert "The demo school is ready" in told, told
    assert "documents can be found" in runner.invoke(args=["reindex"]).output
    db.session.rollback()
