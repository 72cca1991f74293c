"""The clock of a machine is set back by an hour: `tests/drills` does it to a running school."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import SignatureExpired

from board.accounts.models import Role, User
from board.kernel import clock, keyring, outbox
from board.kernel.keyring import SecretKeys
from board.kernel.unit_of_work import unit_of_work
from tests.conftest import NOW

HOUR = 3600


def test_what_was_signed_later_opens_and_what_is_old_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    signer, signed_at = keyring.timed_signer(SecretKeys("a key for tests that is long enough"), "test"), time.time()
    signed = signer.dumps("ada")
    for hours, opens in ((-1, True), (0, True), (1, False)):
        monkeypatch.setattr(time, "time", lambda hours=hours: signed_at + hours * HOUR)
        if opens:
            assert signer.loads(signed, max_age=60) == "ada"
        else:
            with pytest.raises(SignatureExpired):
                signer.loads(signed, max_age=60)


def test_nobody_is_signed_out(
    app: Flask,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser, signed_at = browser_of(person("ada", Role.STUDENT)), time.time()
    monkeypatch.setattr(time, "time", lambda: signed_at - HOUR)
    with clock.frozen(NOW - timedelta(seconds=HOUR)):
        assert browser.get("/account/profile").status_code == 200


def test_what_waits_to_be_delivered_does_not_wait_until_the_clock_is_there_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "_delivery", outbox._Delivery(lambda _kind, _ids: None, by_worker=frozenset({"x"})))
    with unit_of_work():
        outbox.put("x", {})
    with clock.frozen(NOW - timedelta(seconds=HOUR)):
        assert outbox.deliver_pending() == 1
