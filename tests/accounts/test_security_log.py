"""What happens to an account, its owner reads: on a page of their own, and by email where it matters at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board import tasks
from board.accounts.models import Role, SessionEvent, User
from board.kernel import clock, mail
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests.accounts.test_coming_in import link_in
from tests.conftest import NOW, PASSWORD

Browsers = Callable[[User], FlaskClient]
Emails = Callable[[], list[str]]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
NEW = "another four plain words"
CHANGE = {"old_password": PASSWORD, "password": NEW, "again": NEW}
SUBJECT = "Your password for Rounds was changed"


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


@BOTH
def test_people_read_what_happened_to_their_account(
    app: Flask, ada: User, person: Callable[..., User], browser_of: Browsers, emails: Emails
) -> None:
    office, browser = browser_of(person("cora", Role.COORDINATOR)), app.test_client()
    form = {"email": ada.email, "password": PASSWORD}
    assert browser.post("/sign-in", data=form, headers={"User-Agent": "Firefox Windows"}).status_code == 303
    browser.post("/sign-out")
    browser.post("/sign-in", data=form)
    browser.post("/account/password", data=CHANGE)
    browser.post("/account/address", data={"email": "ada.lee@example.edu", "password": NEW})
    browser.post(link_in(emails()[-1]))
    office.post(f"/office/people/{ada.id}/send-reset")
    page = browser.get("/account/sessions").text
    for words in ("Signed in (", "Signed out (", "New password set", "Address changed", "Link for a new password sent"):
        assert words in page, words
    assert page.count(", by the office") == 1


def test_nobody_reads_what_happened_to_others(ada: User, person: Callable[..., User], browser_of: Browsers) -> None:
    browser_of(ada).post("/account/password", data=CHANGE)
    ben = browser_of(person("ben", Role.STUDENT)).get("/account/sessions").text
    assert "New password set" not in ben
    assert ben.count("Signed in (") == 1


@BOTH
def test_a_new_password_is_told_by_email_however_it_was_set(
    client: FlaskClient, ada: User, browser_of: Browsers, emails: Emails
) -> None:
    browser_of(ada).post("/account/password", data=CHANGE)
    assert emails()[-1].startswith(SUBJECT)
    assert "If it was not, set a new password at once" in emails()[-1]
    client.post("/forgot-password", data={"email": ada.email})
    later = "yet another four plain words"
    with clock.frozen(NOW + timedelta(minutes=5)):
        assert client.post(link_in(emails()[-1]), data={"password": later, "again": later}).status_code == 303
    assert [each.startswith(SUBJECT) for each in emails()] == [True, False, True]


def test_nobody_switches_off_the_email_about_a_new_password(ada: User, browser_of: Browsers, emails: Emails) -> None:
    browser = browser_of(ada)
    assert mail.kind_of("password-changed").topic == ""
    with unit_of_work():
        ada.undeliverable_at = NOW
    browser.post("/account/password", data=CHANGE)
    assert emails()[-1].startswith(SUBJECT)
    assert "List-Unsubscribe" not in emails()[-1]


def test_sign_ins_are_forgotten_after_a_year(ada: User, browser_of: Browsers) -> None:
    browser_of(ada)
    number = select(func.count()).select_from(SessionEvent)
    tasks.do_all(NOW + timedelta(days=364))
    assert db.session.scalar(number) == 1
    tasks.do_all(NOW + timedelta(days=366))
    assert db.session.scalar(number) == 0
