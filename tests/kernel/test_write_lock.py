"""The write lock: nobody waits without end."""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from board.accounts.models import Role, User
from board.kernel import locks
from board.kernel.db import db


@contextmanager
def another_process() -> Iterator[None]:
    """A second handle of the file is to flock what another process is."""
    with Path(f"{db.engine.url.database}.turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@contextmanager
def another_thread() -> Iterator[None]:
    """Has the lock until the block ends."""
    has_it, ends = threading.Event(), threading.Event()

    def write() -> None:
        with locks._writers:
            has_it.set()
            ends.wait(10)

    thread = threading.Thread(target=write)
    thread.start()
    has_it.wait()
    try:
        yield
    finally:
        ends.set()
        thread.join()


@pytest.mark.parametrize("other", [another_process, another_thread])
def test_a_writer_who_gets_no_lock_is_told_to_try_again(
    other: Callable[[], Iterator[None]],
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = browser_of(person("grace", Role.FACULTY))
    monkeypatch.setattr(locks, "LONGEST_WAIT_SECONDS", 0.2)
    form = {"title": "Infection control committee", "kind": "committee-seat"}
    with other():  # type: ignore[attr-defined]  # contextmanager makes it one
        refused = browser.post("/opportunities/new", data=form)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert "Rounds is busy for a moment. Try again shortly." in refused.text
    assert browser.post("/opportunities/new", data=form).status_code == 303, "the lock was given back"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_writer_who_waits_for_a_locked_row_is_told_to_try_again(
    app: Flask,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = person("grace", Role.FACULTY)
    browser, form = browser_of(user), {"name": "Grace Hopper", "summary": "Reads what she signs."}
    monkeypatch.setattr(locks, "LONGEST_WAIT_SECONDS", 0.2)
    db.session.remove()
    db.engine.dispose()  # the connections that follow are opened with the short wait
    with db.engine.connect() as another:
        another.execute(text("SET LOCAL idle_in_transaction_session_timeout = '3s'"))  # should we wait for ever
        another.execute(text("SELECT 1 FROM users FOR UPDATE"))
        refused = browser.post("/account/profile", data=form)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert "Rounds is busy for a moment. Try again shortly." in refused.text
