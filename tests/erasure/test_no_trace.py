"""Somebody who did everything here is erased, and no byte of it is left anywhere."""

import logging
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import text

from board import tasks
from board.accounts import queries as account_queries
from board.accounts.models import Role, User
from board.accounts.queries import erasure_request as erasure_request_queries
from board.demo.school import PASSWORD
from board.kernel import clock, outbox
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.rights.models.amendment import WAITING
from board.rights.queries import amendment as amendment_queries
from tests.conftest import NOW
from tests.erasure.walking import Writer
from tests.walk import browser_of

on_both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
NAME, ADDRESS = "Zqxena Zqvarga", "student@example.edu"


@pytest.fixture
def student(demo: Flask) -> User:
    with unit_of_work():
        user = account_queries.by_email(ADDRESS)
        assert user is not None
        user.name = NAME
    return user


def everywhere(folder: Path, log: str) -> Iterator[tuple[str, bytes]]:
    """Where a word might be, and every byte that lies there."""
    db.session.rollback()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()
            if path.suffix == ".eml":
                message = message_from_bytes(path.read_bytes(), policy=policy.default)
                yield f"{path.name}, decoded", "\n".join(map(str, message.walk())).encode()
    yield "the log", log.encode()
    if db.engine.dialect.name == "postgresql":
        yield from dumped()


def dumped() -> Iterator[tuple[str, bytes]]:
    """Every row of every table, and every page of their files."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for name in [*(f'"{name}"' for name in db.metadata.tables), *current_app.extensions["engine"].tables]:
            rows = connection.execute(text(f"SELECT it::text FROM {name} it")).scalars()
            yield f"table {name}", "\n".join(rows).encode()
        connection.execute(text("CHECKPOINT"))
        root = Path(connection.scalar(text("SHOW data_directory")) or "")
        files = connection.execute(
            text("SELECT relname, pg_relation_filepath(oid) FROM pg_class WHERE pg_relation_filepath(oid) IS NOT NULL")
        ).all()
        for name, place in files:
            if (root / place).exists():
                yield f"pages of {name}", (root / place).read_bytes()


def left(words: list[str], folder: Path, log: str) -> list[str]:
    """Each word and where it is, whatever its case."""
    sought = re.compile(b"|".join(re.escape(word.lower().encode()) for word in words))
    return sorted(
        {
            f"{word.decode()} in {where}"
            for where, content in everywhere(folder, log)
            for word in sought.findall(content.lower())
        }
    )


def work() -> None:
    for _ in range(3):
        tasks.do_all(clock.now())
        outbox.deliver_pending()


@on_both
def test_no_byte_is_left_of_somebody_who_was_erased(
    demo: Flask,
    student: User,
    person: Callable[..., User],
    enter: Callable[[User], FlaskClient],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    demo.config["ENFORCES_LIMITS"] = False  # every form is to be reached
    browser = browser_of(demo, "student")
    writer = Writer(demo, browser, "zqmine")
    writer.walk(tries=2)
    host = Writer(demo, browser_of(demo, "faculty"), "zqhost")
    host.walk(tries=2, only=r"/applica|/placements|/mentorships")
    stranger = demo.test_client()
    stranger.post("/sign-in", data={"email": ADDRESS, "password": "zqwrong password"})
    stranger.post("/forgot-password", data={"email": ADDRESS})
    browser.post("/account/address", data={"email": "zqnew@example.edu", "password": PASSWORD})
    work()
    words = [*writer.words, NAME, ADDRESS, "zqnew@"]
    before = {line.rpartition(" in ")[0] for line in left(words, tmp_path, caplog.text)}
    assert len(before & writer.words.keys()) > 30, "it is there"

    answer_corrections(student, enter(person("otto", Role.COORDINATOR)))
    erase(demo, student, browser)
    assert left(words, tmp_path, caplog.text) == []


def answer_corrections(student: User, office: FlaskClient) -> None:
    """A request that waits would stop the erasure. Whoever answers had no part in any."""
    for request in amendment_queries.of_user(student.id, page=1)[0]:
        if request.state in WAITING:
            answer = {"verb": "correct", "reason": "So it is."}
            assert office.post(f"/office/corrections/{request.id}/answer", data=answer).status_code == 303


def erase(app: Flask, student: User, browser: FlaskClient) -> None:
    """By the person, through the door."""
    browser.post("/account/prove", data={"password": PASSWORD})
    assert "To do first" not in browser.get("/account/erase").text
    answer = browser.post("/account/erase", data={"email": ADDRESS})
    assert (answer.status_code, answer.location) == (303, "/account/erase"), answer.text
    for days in (8, 9):  # the files are written anew at night
        with clock.frozen(NOW + timedelta(days=days)):
            work()
    db.session.expire_all()
    request = erasure_request_queries.open_of(student.id)
    assert request is not None
    assert request.done_at is not None
    assert student.erased_at is not None
