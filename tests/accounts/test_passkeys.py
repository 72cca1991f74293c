"""Passkeys: what a browser answers is believed only where all of it is right, once, and for what it was asked."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from board.accounts import passkey_ceremonies as account_passkey_ceremonies
from board.accounts.models import Passkey, Role, User
from board.accounts.views import sign_in_factor as sign_in_factor_views
from board.kernel import clock
from board.kernel.db import db
from board.kernel.keyring import SecretKeys
from board.kernel.throttle import Limit
from board.kernel.unit_of_work import unit_of_work
from board.school import settings as school_settings
from tests.accounts.authenticators import PRESENT, VERIFIED, Device, add_app, add_passkey, codes_on, password, prove
from tests.accounts.test_factors import BOTH, is_in, require_of
from tests.at_once import overtake
from tests.confirming import agree
from tests.conftest import NOW

Browsers = Callable[[User], FlaskClient]
Emails = Callable[[], list[str]]
REFUSED = "could not be checked"


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


def come(browser: FlaskClient, device: Device) -> Any:
    """Sign in by a passkey alone."""
    options = browser.get("/sign-in/passkey-options").json
    return browser.post("/sign-in/passkey", data={"credential": device.get(options)})


def second_step(browser: FlaskClient, device: Device) -> Any:
    """After the password."""
    options = browser.get("/sign-in/second-factor/passkey-options").json
    return browser.post("/sign-in/second-factor/passkey", data={"credential": device.get(options)})


@BOTH
def test_a_passkey_is_the_second_step_or_the_whole_sign_in(app: Flask, ada: User, browser_of: Browsers) -> None:
    here = browser_of(ada)
    device = add_passkey(here, name="My laptop")
    browser, other = app.test_client(), app.test_client()
    assert password(browser, ada, next="/saved").location == "/sign-in/second-factor?next=/saved"
    assert not is_in(browser)
    assert second_step(browser, device).status_code == 303
    assert is_in(browser)
    assert come(other, device).location == "/"
    assert is_in(other)
    [row] = db.session.scalars(select(Passkey))
    assert (row.sign_count, row.used_at, row.transports) == (3, NOW, ["internal"])
    page = here.get("/account/factors").text
    assert "My laptop" in page
    assert here.get("/account/sessions").text.count("Signed in with a passkey") == 2


DISHONEST: dict[str, dict[str, Any]] = {
    "another site": {"origin": "https://rounds.example.org"},
    "the same host without its port": {"origin": "http://localhost"},
    "another party": {"party": "example.org"},
    "nobody was there": {"flags": VERIFIED},
    "nobody was verified": {"flags": PRESENT},
}


@pytest.mark.parametrize("changes", DISHONEST.values(), ids=DISHONEST)
def test_a_dishonest_answer_lets_nobody_in(
    app: Flask, ada: User, browser_of: Browsers, changes: dict[str, Any]
) -> None:
    device = replace(add_passkey(browser_of(ada)), **changes)
    browser, stranger = app.test_client(), app.test_client()
    password(browser, ada)
    for answer, client in ((second_step(browser, device), browser), (come(stranger, device), stranger)):
        assert (answer.status_code, REFUSED in answer.text) == (422, True)
        assert not is_in(client)


@pytest.mark.parametrize("changes", DISHONEST.values(), ids=DISHONEST)
def test_a_dishonest_device_is_not_added(ada: User, browser_of: Browsers, changes: dict[str, Any]) -> None:
    here, device = browser_of(ada), Device(**changes)
    prove(here)
    options = here.get("/account/factors/passkey-options").json
    answer = here.post("/account/factors/passkeys", data={"credential": device.create(options)})
    assert (answer.status_code, REFUSED in answer.text) == (422, True)
    assert db.session.scalar(select(func.count()).select_from(Passkey)) == 0


def test_another_key_or_handle_signs_nothing(
    app: Flask, ada: User, person: Callable[..., User], browser_of: Browsers
) -> None:
    device = add_passkey(browser_of(ada))
    bens = add_passkey(browser_of(person("ben", Role.STUDENT)))
    browser = app.test_client()
    for wrong in (replace(device, key=Device().key), replace(device, handle=bens.handle), replace(device, id=bens.id)):
        assert come(browser, wrong).status_code == 422
        assert not is_in(browser)


def test_a_passkey_of_somebody_else_is_no_second_step(
    app: Flask, ada: User, person: Callable[..., User], browser_of: Browsers
) -> None:
    add_passkey(browser_of(ada))
    bens = add_passkey(browser_of(person("ben", Role.STUDENT)))
    browser = app.test_client()
    password(browser, ada)
    assert second_step(browser, bens).status_code == 422
    assert not is_in(browser)


@BOTH
def test_an_answer_counts_once(app: Flask, ada: User, browser_of: Browsers) -> None:
    device = add_passkey(browser_of(ada), Device(counts=False))
    browser = app.test_client()
    sent = {"credential": device.get(browser.get("/sign-in/passkey-options").json)}
    with browser.session_transaction() as cookie:
        copied = dict(cookie)
    assert browser.post("/sign-in/passkey", data=sent).status_code == 303
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(copied)
    answer = thief.post("/sign-in/passkey", data=sent)
    assert (answer.status_code, "used already" in answer.text) == (422, True)
    assert not is_in(thief)


@BOTH
def test_of_one_answer_sent_twice_at_once_one_counts(app: Flask, ada: User, browser_of: Browsers) -> None:
    device = add_passkey(browser_of(ada), Device(counts=False))
    browsers = [app.test_client(), app.test_client()]
    sent = {"credential": device.get(browsers[0].get("/sign-in/passkey-options").json)}
    with browsers[0].session_transaction() as cookie:
        copied = dict(cookie)
    with browsers[1].session_transaction() as cookie:
        cookie.update(copied)
    met = overtake(
        app,
        "UPDATE passkeys",
        lambda: browsers[0].post("/sign-in/passkey", data=sent),
        lambda: browsers[1].post("/sign-in/passkey", data=sent),
    )
    assert sorted([met.late.status_code, met.quick.status_code]) == [303, 422]


@BOTH
def test_of_two_copies_of_a_passkey_that_sign_at_once_one_counts(app: Flask, ada: User, browser_of: Browsers) -> None:
    device = add_passkey(browser_of(ada))
    copy = replace(device)
    browsers = [app.test_client(), app.test_client()]
    posts = []
    for browser, each in zip(browsers, (device, copy), strict=True):
        sent = {"credential": each.get(browser.get("/sign-in/passkey-options").json)}
        posts.append(lambda browser=browser, sent=sent: browser.post("/sign-in/passkey", data=sent))
    met = overtake(app, "UPDATE passkeys", *posts)
    assert sorted([met.late.status_code, met.quick.status_code]) == [303, 422]


def test_a_copy_whose_count_does_not_grow_is_refused(app: Flask, ada: User, browser_of: Browsers) -> None:
    device = add_passkey(browser_of(ada))
    copy = replace(device)
    assert come(app.test_client(), device).status_code == 303
    stranger = app.test_client()
    assert come(stranger, copy).status_code == 422
    assert not is_in(stranger)


def test_an_answer_is_for_what_it_was_asked_for_and_for_five_minutes(
    app: Flask, ada: User, browser_of: Browsers
) -> None:
    here = browser_of(ada)
    device = add_passkey(here, Device(counts=False))
    browser, other = app.test_client(), app.test_client()
    options = browser.get("/sign-in/passkey-options").json
    other.get("/sign-in/passkey-options")
    assert other.post("/sign-in/passkey", data={"credential": device.get(options)}).status_code == 422, "of another"
    password(other, ada)
    for address in ("/sign-in/second-factor/passkey", "/account/prove/passkey"):
        asked = (here if "prove" in address else other).post(address, data={"credential": device.get(options)})
        assert asked.status_code == 422, address
    proof = here.get("/account/prove/passkey-options").json
    assert browser.post("/sign-in/passkey", data={"credential": device.get(proof)}).status_code == 422
    with clock.frozen(NOW + timedelta(minutes=5)):
        answer = browser.post("/sign-in/passkey", data={"credential": device.get(options)})
        assert (answer.status_code, "That took too long" in answer.text) == (422, True)
    with clock.frozen(NOW + timedelta(minutes=5) - timedelta(seconds=1)):
        assert browser.post("/sign-in/passkey", data={"credential": device.get(options)}).status_code == 303


def test_a_challenge_that_nobody_gave_is_no_challenge(app: Flask, ada: User, browser_of: Browsers) -> None:
    device = add_passkey(browser_of(ada))
    browser = app.test_client()
    options = browser.get("/sign-in/passkey-options").json
    with browser.session_transaction() as cookie:
        whose = f"browser:{cookie['passkey_browser']}"
    forged = account_passkey_ceremonies.challenge(
        account_passkey_ceremonies.Ceremony.SIGN_IN, whose, keys=SecretKeys("another key"), now=NOW
    )
    for challenge in (forged, b"x" * 32, b"\xff\x00", b""):
        sent = {"credential": device.get(options | {"challenge": bytes_to_base64url(challenge)})}
        assert browser.post("/sign-in/passkey", data=sent).status_code == 422, challenge


GARBAGE = [
    "",
    "x",
    "{}",
    "[]",
    "null",
    "1",
    '"x"',
    "[" * 9000,
    '{"id": 1}',
    '{"id": "x", "response": {}}',
    "é" * 200,
    '{"id": "x", "response": {"clientDataJSON": "e30"}}',
    '{"id": "x", "response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOiJ4In0"}}',
    "x" * 30_000,
]


@pytest.mark.parametrize("sent", GARBAGE, ids=range(len(GARBAGE)))
def test_what_is_no_passkey_is_refused_in_a_sentence(
    ada: User, browser_of: Browsers, client: FlaskClient, sent: str
) -> None:
    here = browser_of(ada)
    add_passkey(here)
    for browser, address in (
        (client, "/sign-in/passkey"),
        (here, "/account/factors/passkeys"),
        (here, "/account/prove/passkey"),
    ):
        assert browser.post(address, data={"credential": sent}).status_code == 422, address
    password(client, ada)
    assert client.post("/sign-in/second-factor/passkey", data={"credential": sent}).status_code == 422


def test_an_answer_with_a_broken_part_is_refused_in_a_sentence(
    app: Flask, ada: User, browser_of: Browsers, client: FlaskClient
) -> None:
    device = add_passkey(browser_of(ada), Device(counts=False))
    good = json.loads(device.get(client.get("/sign-in/passkey-options").json))
    for name in good["response"]:
        for value in (None, 7, "", "!", "AAAA", bytes_to_base64url(b"\xa1" * 400)):
            if name == "userHandle" and not value:
                continue  # a device may leave it out
            broken = good | {"response": good["response"] | {name: value}}
            answer = client.post("/sign-in/passkey", data={"credential": json.dumps(broken)})
            assert answer.status_code == 422, (name, value)
    assert client.post("/sign-in/passkey", data={"credential": json.dumps(good)}).status_code == 303


def test_a_device_that_does_not_count_may_come_again(app: Flask, ada: User, browser_of: Browsers) -> None:
    device = add_passkey(browser_of(ada), Device(counts=False))
    assert [come(app.test_client(), device).status_code for _ in range(3)] == [303] * 3


def test_a_passkey_of_a_closed_account_lets_nobody_in(app: Flask, ada: User, browser_of: Browsers) -> None:
    device = add_passkey(browser_of(ada))
    with unit_of_work():
        ada.suspended_at = NOW
    browser = app.test_client()
    assert come(browser, device).status_code == 422
    assert not is_in(browser)


def test_where_passwords_are_off_a_passkey_lets_nobody_in_either(app: Flask, ada: User, browser_of: Browsers) -> None:
    device = add_passkey(browser_of(ada))
    school_settings.live_in(db.engine, replace(school_settings.environment, local_sign_in="off"))
    browser = app.test_client()
    assert come(browser, device).status_code == 422
    assert password(browser, ada).status_code == 422
    assert not is_in(browser)


def test_a_removed_passkey_opens_nothing_and_nobody_removes_anothers(
    app: Flask, ada: User, person: Callable[..., User], browser_of: Browsers
) -> None:
    here, other = browser_of(ada), browser_of(person("ben", Role.STUDENT))
    device = add_passkey(here, name="My laptop")
    add_app(other)
    prove(other)
    assert other.post("/account/factors/passkeys/1/remove").status_code == 404
    agree(here, "/account/factors/passkeys/1/remove")
    browser = app.test_client()
    answer = come(browser, device)
    assert (answer.status_code, "does not know this passkey" in answer.text) == (422, True)


def test_one_passkey_belongs_to_one_account(ada: User, person: Callable[..., User], browser_of: Browsers) -> None:
    device, other = add_passkey(browser_of(ada)), browser_of(person("ben", Role.STUDENT))
    prove(other)
    options = other.get("/account/factors/passkey-options").json
    assert other.post("/account/factors/passkeys", data={"credential": device.create(options)}).status_code == 409


def test_a_passkey_is_offered_for_the_account_and_says_nothing_of_it(ada: User, browser_of: Browsers) -> None:
    here = browser_of(ada)
    device = add_passkey(here)
    options = here.get("/account/factors/passkey-options").json
    assert options["rp"] == {"id": "localhost", "name": "Rounds"}
    assert options["excludeCredentials"][0]["id"] == bytes_to_base64url(device.id)
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert len(base64url_to_bytes(options["user"]["id"])) == 32
    asked = here.get("/account/prove/passkey-options").json
    assert [each["id"] for each in asked["allowCredentials"]] == [bytes_to_base64url(device.id)]


def test_a_passkey_is_set_up_while_signing_in_where_the_school_asks_it(app: Flask, person: Callable[..., User]) -> None:
    cora, browser, device = person("cora", Role.COORDINATOR), app.test_client(), Device()
    require_of(app, "coordinator")
    password(browser, cora)
    options = browser.get("/sign-in/set-up/passkey-options").json
    answer = browser.post("/sign-in/set-up/passkey", data={"credential": device.create(options), "name": ""})
    assert (answer.status_code, len(codes_on(answer.text))) == (200, 10)
    assert is_in(browser)
    assert app.test_client().get("/sign-in/set-up/passkey-options").status_code == 404
    assert come(app.test_client(), device).status_code == 303


def test_whoever_knows_a_password_tries_no_end_of_passkeys(app: Flask, ada: User, browser_of: Browsers) -> None:
    device = add_passkey(browser_of(ada))
    for _ in range(21):
        browser = app.test_client()
        password(browser, ada)
        assert second_step(browser, device).status_code == 303, "right ones are not counted"
    thief, wrong = app.test_client(), replace(device, key=Device().key)
    password(thief, ada)
    assert [second_step(thief, wrong).status_code for _ in range(22)] == [422] * 20 + [429] * 2


def test_passkeys_of_one_network_have_a_limit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    few = replace(sign_in_factor_views.PASSKEYS, rates=Limit.of("few", "3 per 10 minutes", "").rates)
    monkeypatch.setattr(sign_in_factor_views, "PASSKEYS", few)
    statuses = [app.test_client().post("/sign-in/passkey", data={"credential": "x"}).status_code for _ in range(5)]
    assert statuses == [422] * 3 + [429] * 2


def test_a_person_has_twenty_passkeys_at_most(ada: User, browser_of: Browsers) -> None:
    here = browser_of(ada)
    for _ in range(20):
        add_passkey(here)
    options = here.get("/account/factors/passkey-options").json
    answer = here.post("/account/factors/passkeys", data={"credential": Device().create(options)})
    assert (answer.status_code, "Remove one that you no longer use" in answer.text) == (403, True)
    assert "Create a passkey" not in here.get("/account/factors").text


PARTIES = {
    "https://rounds.school.edu": ("rounds.school.edu", "https://rounds.school.edu"),
    "https://rounds.school.edu:8443": ("rounds.school.edu", "https://rounds.school.edu:8443"),
    "http://127.0.0.1:8000": ("localhost", "http://localhost:8000"),
    "http://localhost": ("localhost", "http://localhost"),
    "http://rounds.school.edu": None,
    "https://10.0.0.7": None,
    "https://[fd00::7]": None,
}


@pytest.mark.parametrize("base_url", PARTIES)
def test_passkeys_are_for_names_over_tls(base_url: str) -> None:
    party = account_passkey_ceremonies.party(base_url)
    assert (party and (party.id, party.origin)) == PARTIES[base_url]


def test_where_there_are_no_passkeys_none_are_offered(app: Flask, ada: User, browser_of: Browsers) -> None:
    here = browser_of(ada)
    assert "Sign in with a passkey" in app.test_client().get("/sign-in").text
    assert "Sign in with a passkey" not in app.test_client().get("/sign-in", base_url="http://127.0.0.1:8000").text
    app.extensions["settings"] = replace(app.extensions["settings"], base_url="https://10.0.0.7")
    prove(here)
    assert "served by name over https" in here.get("/account/factors").text
    assert app.test_client().get("/sign-in/passkey-options").status_code == 404
