"""A school of an earlier release is upgraded: nothing is lost, nothing impossible is in it, and it can be used."""

from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import MetaData, func, select, text

from board.accounts.queries import erasure_request as erasure_request_queries
from board.demo.school import PASSWORD
from board.kernel.db import db
from tests.stored_school import fill, stored

PAGES = {
    "student": ("/", "/opportunities", "/applications", "/record", "/mentorship", "/saved", "/notices"),
    "faculty": ("/", "/my-postings", "/opportunities/1/applicants"),
    "mentor": ("/", "/mentorship", "/match-rounds"),
    "coordinator": ("/", "/office", "/office/people", "/office/audit", "/office/postings", "/office/mentorship"),
}
FILES = "The file that a row names is there: "
LESS: set[str] = set()
"""Tables from which an upgrade may take rows, each with its reason beside it."""
MORE = {"audit_entries": 1}
"""Tables to which an upgrade adds rows: one says that the log was sealed anew, and what its head was before."""


KNOWN = "meeting 68 is “disputed”, and its last step led to “held”"
"""What was wrong in the demo school when it was stored, and stays so."""


def empty(app: Flask) -> None:
    """Take every table away."""
    db.session.remove()
    db.engine.dispose()
    if db.engine.dialect.name == "sqlite":
        for path in Path(db.engine.url.database or "").parent.glob("rounds.db*"):
            path.unlink()
        return
    with db.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("school", stored(), ids=lambda path: path.name.partition(".")[0])
def test_a_stored_school_is_upgraded_whole_and_can_be_used(app: Flask, school: Path) -> None:
    empty(app)
    upgrade(revision=school.name.partition(".")[0])
    with db.engine.begin() as connection:
        before = fill(connection, school)
    assert sum(before.values()) > 2000
    upgrade()
    with db.engine.connect() as connection:
        known = MetaData()
        known.reflect(connection)
        after = {
            name: connection.scalar(select(func.count()).select_from(known.tables[name]))
            for name in before.keys() - LESS
        }
    assert after == {name: count + MORE.get(name, 0) for name, count in before.items() if name not in LESS}
    assert len(erasure_request_queries.mark_keys(app.extensions["settings"].secret_keys)) == 1, "old code marks by it"
    runner = app.test_cli_runner()
    assert "documents can be found" in runner.invoke(args=["reindex"]).output
    findings = runner.invoke(args=["check"]).output.splitlines()
    findings = [line for line in findings if not line.startswith(FILES) and KNOWN not in line]
    assert findings == [], "rows come without their files"
    for who, pages in PAGES.items():
        browser = app.test_client()
        sent = {"email": f"{who}@example.edu", "password": PASSWORD}
        assert browser.post("/sign-in", data=sent).status_code == 303, who
        for page in pages:
            assert browser.get(page).status_code == 200, (who, page)


def test_there_is_a_stored_school() -> None:
    assert stored(), "write one with `python -m tests.stored_school`"
