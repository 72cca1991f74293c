"""Checking a password is slow on purpose; nobody else may wait for it, and nobody may make it slower."""

import threading
import time
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts import passwords as account_passwords
from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.unit_of_work import SlowInsideUnitOfWork, unit_of_work
from tests.conftest import PASSWORD

HEAVY = "\u0300\u0327\u0301" * 10_000
"""Combining marks, which NFKC takes quadratic time to put in order: 180,000 of them took 27 seconds."""
Browsers = Callable[[User], FlaskClient]


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


@pytest.fixture
def normalized(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The lengths of the texts that were normalized as passwords."""
    lengths: list[int] = []

    def note(form: Any, text: str) -> str:
        lengths.append(len(text))
        return unicodedata.normalize(form, text[: account_passwords.LONGEST])

    class Noting:
        normalize = staticmethod(note)

    monkeypatch.setattr(account_passwords, "unicodedata", Noting)
    return lengths


def reset_link(emails: list[str]) -> str:
    return next(word for word in emails[-1].split() if "/reset-password/" in word).partition(":8000")[2]


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ("/sign-in", "password"),
        ("/account/password", "old_password"),
        ("/account/password", "password"),
        ("/account/password", "again"),
        ("/account/address", "password"),
        ("reset", "password"),
        ("reset", "again"),
    ],
)
def test_a_password_too_long_is_refused_before_anything_touches_it(
    place: str, field: str, ada: User, browser_of: Browsers, emails: Callable[[], list[str]], normalized: list[int]
) -> None:
    browser = browser_of(ada)
    browser.post("/forgot-password", data={"email": ada.email})
    address = reset_link(emails()) if place == "reset" else place
    normalized.clear()
    typed = {"email": ada.email, "old_password": PASSWORD, "password": PASSWORD, "again": PASSWORD, field: HEAVY}
    answer = browser.post(address, data=typed)
    assert answer.status_code == 422
    assert "Use at most 1,000 characters." in answer.text
    assert [length for length in normalized if length > account_passwords.LONGEST] == []


def test_a_password_too_long_that_comes_past_a_form_is_never_normalized(app: Flask, normalized: list[int]) -> None:
    with pytest.raises(ValueError, match="came past its form"):
        account_passwords.hash_password(HEAVY)
    with pytest.raises(ValueError, match="came past its form"):
        account_passwords.is_right("", HEAVY)
    assert account_passwords.complaint(HEAVY) == "Use at most 1,000 characters."
    assert normalized == []


@pytest.mark.parametrize(
    "work",
    [
        lambda: account_passwords.hash_password(PASSWORD),
        lambda: account_passwords.is_right("", PASSWORD),
        lambda: account_passwords.complaint(PASSWORD),
    ],
    ids=["hashing", "verifying", "judging"],
)
def test_no_password_is_hashed_or_normalized_inside_a_unit_of_work(
    app: Flask, normalized: list[int], work: Callable[[], object]
) -> None:
    with pytest.raises(SlowInsideUnitOfWork), unit_of_work():
        work()
    assert normalized == []
    work()
    assert normalized


class SlowHasher:
    """Stands in for Argon2: each check lasts until the test lets it go."""

    def __init__(self) -> None:
        self.started, self.go = threading.Semaphore(0), threading.Event()
        self.lock, self.now, self.most = threading.Lock(), 0, 0

    def verify(self, _hash: str, _password: str) -> bool:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.started.release()
        assert self.go.wait(20)
        with self.lock:
            self.now -= 1
        return False


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowHasher]:
    hasher = SlowHasher()
    monkeypatch.setattr(account_passwords, "hasher", hasher)
    yield hasher
    hasher.go.set()


def sign_in_in_background(app: Flask, number: int) -> list[threading.Thread]:
    def attempt() -> None:
        with app.app_context():
            app.test_client().post("/sign-in", data={"email": "ada@example.edu", "password": "wrong"})

    threads = [threading.Thread(target=attempt, daemon=True) for _ in range(number)]
    for thread in threads:
        thread.start()
    return threads


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_nobody_waits_to_save_while_others_sign_in(app: Flask, ada: User, enter: Browsers, slow: SlowHasher) -> None:
    browser = enter(ada)
    signing_in = sign_in_in_background(app, 6)
    assert slow.started.acquire(timeout=10)
    begun = time.monotonic()
    assert browser.post("/account/profile", data={"name": "Ada Lin", "class_year": "M2"}).status_code == 303
    assert time.monotonic() - begun < 5
    assert ada.name == "Ada Lin"
    slow.go.set()
    for thread in signing_in:
        thread.join(20)
    db.session.rollback()


def test_only_two_passwords_are_checked_at_a_time(app: Flask, slow: SlowHasher) -> None:
    signing_in = sign_in_in_background(app, 6)
    assert slow.started.acquire(timeout=10)
    assert slow.started.acquire(timeout=10)
    assert not slow.started.acquire(timeout=0.3), "a third one began"
    slow.go.set()
    for thread in signing_in:
        thread.join(20)
    assert slow.most == 2
