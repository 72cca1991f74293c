"""A school of one's own for each test: a real database, real letters, people signed in through the door."""

from collections.abc import Callable, Iterator
from contextvars import Context
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade

from board import create_app
from board.accounts import passwords
from board.accounts.models import Role, RoleGrant, User
from board.kernel import clock
from board.kernel.db import db, unit_of_work
from board.settings import Settings

PASSWORD = "four unrelated words here"
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)


class Browser(FlaskClient):
    """A client whose requests know nothing of the test's own context, as in life: no shared session, no shared `g`."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request; afterwards the test reads what the request wrote."""
        answer = Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        return answer


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database that was made by the migrations, once; each test gets a copy."""
    folder = tmp_path_factory.mktemp("blank")
    app = create_app(_settings(folder), TESTING=True)
    with app.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()
    return (folder / "rounds.db").read_bytes()


def _settings(folder: Path) -> Settings:
    return Settings(
        secret_key="a key for tests that is long enough",
        database_url=f"sqlite:///{folder / 'rounds.db'}",
        index_dir=folder / "index",
        upload_dir=folder / "uploads",
        letters_dir=folder / "letters",
    )


@pytest.fixture
def app(tmp_path: Path, blank: bytes) -> Iterator[Flask]:
    (tmp_path / "rounds.db").write_bytes(blank)
    app = create_app(_settings(tmp_path), TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    with clock.frozen(NOW), app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A stranger's browser."""
    return app.test_client()


@pytest.fixture
def person(app: Flask) -> Callable[..., User]:
    """Makes people: `person("ada", Role.FACULTY)`."""
    secret = passwords.hash_password(PASSWORD)

    def make(name: str, *roles: Role, waiting: Role | None = None) -> User:
        with unit_of_work():
            user = User(
                name=name.title(),
                email=f"{name}@example.edu",
                password_hash=secret,
                created_at=NOW,
                confirmed_at=NOW,
                grants=[RoleGrant(role=role, asked_at=NOW, granted_at=NOW) for role in roles],
            )
            if waiting:
                user.grants.append(RoleGrant(role=waiting, asked_at=NOW))
            db.session.add(user)
        return user

    return make


@pytest.fixture
def browser_of(app: Flask) -> Callable[[User], FlaskClient]:
    """The browser of somebody who came in through the sign-in page."""

    def sign_in(user: User) -> FlaskClient:
        browser = app.test_client()
        answer = browser.post("/sign-in", data={"email": user.email, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return browser

    return sign_in


@pytest.fixture
def letters(tmp_path: Path) -> Callable[[], list[str]]:
    """The letters that were sent, each as its subject and text."""

    def read() -> list[str]:
        folder = tmp_path / "letters"
        texts = []
        for path in sorted(folder.glob("*.eml"), key=lambda path: int(path.stem.rpartition("-")[2])):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = message.get_body(("plain",))
            texts.append(f"{message['Subject']}\n{body.get_content() if body else ''}")
        return texts

    return read
