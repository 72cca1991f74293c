"""ROUNDS_SECRET_KEY is changed while people are at work: the key of before opens what is its own until it is gone."""

import dataclasses
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board import create_app, sealed
from board.accounts import signed_links as account_signed_links
from board.accounts.models import ErasureMarkKey, Role, User
from board.accounts.signed_links import Purpose
from board.kernel import clock
from board.kernel.db import db
from board.kernel.keyring import SealedBy
from board.operations import doctor
from board.web import signed_links
from board.web.secret_keys import secret_keys
from tests.accounts.authenticators import add_app, password, prove
from tests.conftest import NOW, PASSWORD, Browser
from tests.databases import settings_for
from tests.erasure.test_coming_back import erase
from tests.office.rosters import ADA, import_roster, preview, roster

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
OLD = "a key for tests that is long enough"
NEW = "the key that comes after that of the tests"


@pytest.fixture
def keyed(app: Flask, tmp_path: Path, database: str) -> Iterator[Callable[..., Flask]]:
    """The same installation as it is when it is started again with other keys, forms proving themselves."""

    @contextmanager
    def started(key: str, *before: str) -> Iterator[Flask]:
        changed = dataclasses.replace(settings_for(tmp_path, database), secret_key=key, secret_key_fallbacks=before)
        again = create_app(changed, TESTING=True, WTF_CSRF_ENABLED=True)
        again.test_client_class = Browser
        with again.app_context():
            yield again
            db.session.remove()
            db.engine.dispose()

    return started


def token_of(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]


def with_cookies_of(other: FlaskClient, app: Flask) -> FlaskClient:
    """The same browser, when the server was started again."""
    browser = app.test_client()
    browser._cookies = other._cookies
    return browser


def sign_in(browser: FlaskClient, user: User, token: str) -> int:
    return browser.post("/sign-in", data={"email": user.email, "password": PASSWORD, "csrf_token": token}).status_code


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/account").status_code == 200


def test_sessions_and_open_forms_live_on_until_the_old_key_is_taken_out(
    keyed: Callable[..., Flask], person: Callable[..., User]
) -> None:
    ada = person("ada", Role.STUDENT)
    with keyed(OLD) as before:
        signed_in, away, half_way = before.test_client(), before.test_client(), before.test_client()
        for browser in (signed_in, away):
            assert sign_in(browser, ada, token_of(browser.get("/sign-in").text)) == 303
        token = token_of(half_way.get("/sign-in").text)
    with keyed(NEW, OLD) as rotating:
        signed_in, came_later = with_cookies_of(signed_in, rotating), rotating.test_client()
        assert is_in(signed_in)
        assert sign_in(with_cookies_of(half_way, rotating), ada, token) == 303, "the form was open when the key changed"
        assert sign_in(came_later, ada, token_of(came_later.get("/sign-in").text)) == 303
    with keyed(NEW) as after:
        assert is_in(with_cookies_of(came_later, after)), "the new key signed it"
        assert not is_in(with_cookies_of(away, after)), "nothing was signed anew for it meanwhile"
        assert sign_in(with_cookies_of(half_way, after), ada, token) != 303


def test_links_live_on_until_the_old_key_is_taken_out(keyed: Callable[..., Flask], person: Callable[..., User]) -> None:
    number = person("ada", Role.STUDENT).id

    def made() -> tuple[str, str]:
        user = db.session.get_one(User, number)
        return account_signed_links.make(user, Purpose.NEW_PASSWORD, secret_keys()), signed_links.seal("try", 7)

    def opened(account: str, plain: str) -> tuple[bool, int | None]:
        """Is the link of the account good, and what the other one opens."""
        read = account_signed_links.read(account, Purpose.NEW_PASSWORD, keys=secret_keys())
        return read is not None, signed_links.unseal("try", plain)

    with keyed(OLD):
        old = made()
    with keyed(NEW, OLD):
        assert opened(*old) == (True, 7)
        new = made()
    with keyed(NEW):
        assert (opened(*old), opened(*new)) == ((False, None), (True, 7))


def test_every_column_that_is_sealed_is_sealed_anew() -> None:
    columns = {column for table in db.metadata.sorted_tables for column in table.columns}
    named = {str(column) for column in columns if column.name.startswith("sealed")}
    assert named == {str(declared.column.expression) for declared in sealed.SEALED}


@BOTH
def test_what_is_sealed_is_sealed_anew_and_the_old_key_can_go(
    app: Flask, keyed: Callable[..., Flask], person: Callable[..., User], at_the_door: Callable[[User], FlaskClient]
) -> None:
    """An authenticator app goes on, and who was erased is known again in a roster, also when the old key is gone."""
    bo = person("bo", Role.STUDENT)
    phone, _ = add_app(at_the_door(bo))
    office = at_the_door(person("cora", Role.COORDINATOR))
    import_roster(office, roster(ADA))
    prove(office)
    office.post("/office/webhooks", data={"url": "https://hooks.example.org/", "events": ["posting.published"]})
    request = erase(db.session.scalars(select(User).where(User.email == "ada@example.edu")).one())
    marked_by = db.session.scalars(select(ErasureMarkKey)).one().sealed
    with keyed(NEW) as lost:
        assert sealed.by_key(secret_keys()) == {SealedBy.NONE: 3}
        told = lost.test_cli_runner().invoke(args=["reseal"])
        assert (told.exit_code, "3 secrets that no key opens" in told.output) == (1, True)
        check = doctor.keys(lost.extensions["settings"], sealed.by_key(secret_keys()))
        assert "3 secrets open with no key that is known here" in check.sentence
    with keyed(NEW, OLD) as rotating:
        check = doctor.keys(rotating.extensions["settings"], sealed.by_key(secret_keys()))
        assert "3 secrets are sealed by a key of before" in check.sentence
        assert "3 secrets sealed anew." in rotating.test_cli_runner().invoke(args=["reseal"]).output
        assert "0 secrets sealed anew." in rotating.test_cli_runner().invoke(args=["reseal"]).output
        assert db.session.scalars(select(ErasureMarkKey)).one().sealed != marked_by
    with keyed(NEW) as after, clock.frozen(NOW + timedelta(minutes=5)):
        after.config["WTF_CSRF_ENABLED"] = False
        assert sealed.by_key(secret_keys()) == {SealedBy.NOW: 3}
        browser = after.test_client()
        assert password(browser, bo).status_code == 303
        answer = browser.post("/sign-in/second-factor", data={"code": phone.code(clock.now())})
        assert (answer.status_code, is_in(browser)) == (303, True)
        office = after.test_client()
        assert office.post("/sign-in", data={"email": "cora@example.edu", "password": PASSWORD}).status_code == 303
        assert f"this person was erased ({request.reference})" in preview(office, roster(ADA))
