"""Being asked again who one is, before what an intruder at an open browser would change first."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board.accounts.models import Passkey, Role, User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests.accounts.authenticators import Device, add_app, add_passkey, prove
from tests.conftest import NOW, PASSWORD

Browsers = Callable[[User], FlaskClient]
Emails = Callable[[], list[str]]
TEN_MINUTES, SECOND = timedelta(minutes=10), timedelta(seconds=1)
GUARDED = [
    ("GET", "/account/factors/authenticator"),
    ("POST", "/account/factors/authenticator"),
    ("POST", "/account/factors/authenticator/remove"),
    ("GET", "/account/factors/passkey-options"),
    ("POST", "/account/factors/passkeys"),
    ("POST", "/account/factors/passkeys/1/remove"),
    ("POST", "/account/factors/recovery-codes"),
]


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


def is_asked(browser: FlaskClient, method: str, address: str) -> bool:
    answer = browser.open(address, method=method)
    return answer.status_code == 303 and answer.location.startswith("/account/prove?next=/account/factors")


@pytest.mark.parametrize(("method", "address"), GUARDED)
def test_factors_change_in_the_ten_minutes_after_the_password_was_asked_again(
    app: Flask, ada: User, browser_of: Browsers, enter: Browsers, method: str, address: str
) -> None:
    add_passkey(browser_of(ada))
    here = enter(ada)
    assert is_asked(here, method, address), "having signed in a moment ago does not do"
    prove(here)
    assert not is_asked(here, method, address)
    assert is_asked(enter(ada), method, address), "in another browser it was not asked"
    with clock.frozen(NOW + TEN_MINUTES - SECOND):
        assert not is_asked(here, method, address)
    with clock.frozen(NOW + TEN_MINUTES):
        assert is_asked(here, method, address)


def test_every_address_that_changes_factors_is_in_that_list(app: Flask) -> None:
    found = {
        (method, re.sub(r"<id:\w+>", "1", rule.rule))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/account/factors/")
        for method in {"GET", "POST"} & (rule.methods or set())
    }
    assert found == set(GUARDED)


def test_whoever_was_asked_is_led_back(ada: User, browser_of: Browsers) -> None:
    here = browser_of(ada)
    asked = here.get("/account/factors/authenticator").location
    assert "Is it you?" in here.get(asked).text
    wrong = here.post(asked, data={"password": "wrong"})
    assert (wrong.status_code, "That is not your password." in wrong.text) == (422, True)
    assert is_asked(here, "GET", "/account/factors/authenticator")
    assert here.post(asked, data={"password": PASSWORD}).location == "/account/factors/authenticator"
    assert here.post("/account/prove?next=//evil.example", data={"password": PASSWORD}).location == "/account"


def test_an_app_a_recovery_code_or_a_passkey_proves_it_too(ada: User, browser_of: Browsers) -> None:
    first = browser_of(ada)
    phone, codes = add_app(first)
    device = add_passkey(first)
    with clock.frozen(NOW + timedelta(minutes=11)):
        at = clock.now()
        assert first.post("/account/prove/code", data={"code": "123 456"}).status_code == 422
        assert is_asked(first, *GUARDED[0])
        assert first.post("/account/prove/code", data={"code": phone.code(at)}).status_code == 303
        assert not is_asked(first, "POST", "/account/factors/passkeys")
        assert first.post("/account/prove/code", data={"code": phone.code(at)}).status_code == 422, "once"
    with clock.frozen(NOW + timedelta(minutes=22)):
        assert first.post("/account/prove/code", data={"code": codes[0]}).status_code == 303
        assert not is_asked(first, "POST", "/account/factors/passkeys")
    with clock.frozen(NOW + timedelta(minutes=33)):
        assert is_asked(first, "POST", "/account/factors/passkeys")
        sent = {"credential": device.get(first.get("/account/prove/passkey-options").json)}
        assert first.post("/account/prove/passkey", data=sent).status_code == 303
        assert not is_asked(first, "POST", "/account/factors/passkeys")


def test_a_passkey_of_somebody_else_proves_nothing(
    ada: User, person: Callable[..., User], browser_of: Browsers
) -> None:
    here, bens = browser_of(ada), add_passkey(browser_of(person("ben", Role.STUDENT)))
    sent = {"credential": bens.get(here.get("/account/prove/passkey-options").json)}
    assert here.post("/account/prove/passkey", data=sent).status_code == 422
    assert is_asked(here, "POST", "/account/factors/passkeys")


def test_the_address_asks_for_the_password_until_it_was_proved(ada: User, browser_of: Browsers, emails: Emails) -> None:
    here = browser_of(ada)
    assert 'name="password"' in here.get("/account/address").text
    assert here.post("/account/address", data={"email": "new@example.edu"}).status_code == 422
    assert emails() == []
    prove(here)
    assert 'name="password"' not in here.get("/account/address").text
    assert here.post("/account/address", data={"email": "new@example.edu"}).status_code == 200
    assert len(emails()) == 1
    with clock.frozen(NOW + TEN_MINUTES):
        assert here.post("/account/address", data={"email": "other@example.edu"}).status_code == 422
    assert len(emails()) == 1


def test_whoever_has_no_password_proves_it_by_signing_in(app: Flask, ada: User, enter: Browsers) -> None:
    with unit_of_work():
        ada.password_hash = ""
    here = enter(ada)
    assert not is_asked(here, *GUARDED[0])
    with clock.frozen(NOW + TEN_MINUTES):
        assert is_asked(here, *GUARDED[0])
        assert "Sign out, sign in again" in here.get("/account/prove").text
        assert here.post("/account/prove", data={"password": ""}).status_code == 422
        assert here.post("/account/prove", data={"password": PASSWORD}).status_code == 422
        assert "/account/prove" in here.get("/account/address").location
    options = here.get("/account/factors/passkey-options").json
    device = Device()
    assert here.post("/account/factors/passkeys", data={"credential": device.create(options)}).status_code == 200
    assert is_asked(here, *GUARDED[0]), "who has something to prove it with is asked for that"
    assert db.session.scalar(select(func.count()).select_from(Passkey)) == 1


def test_proving_is_not_guessing(ada: User, browser_of: Browsers) -> None:
    here = browser_of(ada)
    add_app(here)
    codes = [here.post("/account/prove/code", data={"code": "000 000"}).status_code for _ in range(6)]
    assert codes == [422] * 5 + [429]
    tries = [here.post("/account/prove", data={"password": "wrong"}).status_code for _ in range(11)]
    assert tries == [422] * 10 + [429]
