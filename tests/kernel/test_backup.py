"""The steps of docs/operations.md for a backup give a school that can be used."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from board import create_app
from board.kernel import clock
from board.kernel.db import Base, db
from tests.conftest import NOW, Browser
from tests.databases import settings_for
from tests.demo_school import DemoSchools
from tests.walk import browser_of

PAPER = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


def rows() -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_what_is_copied_as_the_paper_says_is_a_whole_school(
    app: Flask, tmp_path: Path, demo_schools: DemoSchools
) -> None:
    demo_schools.bring_into(app, tmp_path, lambda: clock.frozen(NOW), "frozen")
    before, copy = rows(), tmp_path / "copy"
    db.session.remove()
    shutil.copytree(app.extensions["settings"].upload_dir, copy / "uploads")
    statement = f"VACUUM INTO '{copy / 'rounds.db'}'"
    assert "VACUUM INTO 'copy/rounds.db'" in PAPER.read_text("utf-8")
    with closing(sqlite3.connect(str(db.engine.url.database))) as connection:
        connection.execute(statement)
    db.engine.dispose()
    restored = create_app(settings_for(copy, f"sqlite:///{copy / 'rounds.db'}"), TESTING=True, WTF_CSRF_ENABLED=False)
    run = restored.test_cli_runner()
    assert run.invoke(args=["reindex"]).exit_code == 0
    found = run.invoke(args=["check"])
    assert found.exit_code == 0, found.output
    with restored.app_context():
        assert rows() == before
        db.session.remove()
    restored.test_client_class = Browser
    browser = browser_of(restored, "student")
    assert browser.get("/applications").status_code == 200
    with restored.app_context():
        db.session.remove()
        db.engine.dispose()
