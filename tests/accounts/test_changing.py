"""Changing the password and the address, the zone in which one reads, and what others do not see."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity, PostingState
from tests.conftest import NOW, PASSWORD

Browsers = Callable[[User], FlaskClient]
NEW = "another four plain words"


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


def test_a_new_password_ends_every_other_session(app: Flask, ada: User, browser_of: Browsers) -> None:
    here, there = browser_of(ada), browser_of(ada)
    typed = {"old_password": PASSWORD, "password": NEW, "again": NEW}
    assert here.post("/account/password", data=typed).status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
    assert app.test_client().post("/sign-in", data={"email": ada.email, "password": NEW}).status_code == 303


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"old_password": "wrong"}, "That is not your password now"),
        ({"again": "other"}, "The two are not the same"),
        ({"password": "short", "again": "short"}, "15 characters"),
        ({"old_password": ""}, "Write the password that you have now"),
    ],
)
def test_a_password_that_will_not_do_is_told(
    ada: User, browser_of: Browsers, changes: dict[str, str], sentence: str
) -> None:
    typed = {"old_password": PASSWORD, "password": NEW, "again": NEW} | changes
    answer = browser_of(ada).post("/account/password", data=typed)
    assert answer.status_code == 422
    assert sentence in answer.text


def link_in(email: str) -> str:
    return re.findall(r"http://[^/]+(/account/address/\S+)", email)[0]


def test_an_address_changes_once_its_email_is_answered(
    ada: User, browser_of: Browsers, emails: Callable[[], list[str]], client: FlaskClient
) -> None:
    browser = browser_of(ada)
    typed = {"email": "Ada.Lin@example.edu", "password": PASSWORD}
    assert "Check your email" in browser.post("/account/address", data=typed).text
    assert ada.email == "ada@example.edu"
    link = link_in(emails()[-1])
    assert browser.get(link).status_code == 200
    db.session.refresh(ada)
    assert ada.email == "ada@example.edu", "looking changes nothing"
    assert browser.post(link).status_code == 303
    db.session.refresh(ada)
    assert ada.email == "ada.lin@example.edu"
    assert "goes by another address" in emails()[-1]
    assert client.post(link).status_code == 410, "the link works once"
    changed = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "account.change-address")).one()
    assert changed.changes == {"email": ["ada@example.edu", "ada.lin@example.edu"]}


def test_whoever_reads_the_new_address_cannot_put_it_on_an_account_that_is_not_theirs(
    ada: User, person: Callable[..., User], browser_of: Browsers, emails: Callable[[], list[str]], client: FlaskClient
) -> None:
    """Else the victim presses what an attacker asked for, and the attacker's password opens the victim's address."""
    browser_of(ada).post("/account/address", data={"email": "victim@example.edu", "password": PASSWORD})
    link = link_in(emails()[-1])
    assert "/sign-in" in client.get(link).location
    assert "/sign-in" in client.post(link).location
    answer = browser_of(person("vic", Role.STUDENT)).post(link)
    assert (answer.status_code, "This link is for another account" in answer.text) == (403, True)
    db.session.refresh(ada)
    assert ada.email == "ada@example.edu"


def test_nobody_learns_whose_address_it_is(
    ada: User, person: Callable[..., User], browser_of: Browsers, emails: Callable[[], list[str]]
) -> None:
    bert, browser = person("bert", Role.STUDENT), browser_of(ada)
    taken = browser.post("/account/address", data={"email": bert.email, "password": PASSWORD})
    free = browser.post("/account/address", data={"email": "free@example.edu", "password": PASSWORD})
    seal = re.compile(r'(name="csrf_token" value=)"[^"]+"')
    assert seal.sub("", taken.text.replace(bert.email, "…")) == seal.sub("", free.text.replace("free@example.edu", "…"))
    assert "already have an account" in emails()[0]


def test_a_link_is_worth_nothing_when_the_address_was_taken_meanwhile_or_a_day_has_passed(
    ada: User, person: Callable[..., User], browser_of: Browsers, emails: Callable[[], list[str]], client: FlaskClient
) -> None:
    browser = browser_of(ada)
    browser.post("/account/address", data={"email": "late@example.edu", "password": PASSWORD})
    link = link_in(emails()[-1])
    person("late", Role.STUDENT)
    assert browser.post(link).status_code == 409
    db.session.refresh(ada)
    assert ada.email == "ada@example.edu"
    assert client.get("/account/address/forged").status_code == 410


def test_a_wrong_password_changes_no_address(ada: User, browser_of: Browsers, emails: Callable[[], list[str]]) -> None:
    answer = browser_of(ada).post("/account/address", data={"email": "new@example.edu", "password": "wrong"})
    assert answer.status_code == 422
    assert 'value="new@example.edu"' in answer.text
    assert emails() == []


def test_days_are_told_in_the_zone_that_the_reader_chose(ada: User, browser_of: Browsers, client: FlaskClient) -> None:
    with unit_of_work():
        closes = NOW + timedelta(days=9)
        db.session.add(
            Opportunity(
                title="A",
                kind="seminar",
                state=PostingState.PUBLISHED,
                created_at=NOW,
                published_at=NOW,
                closes_at=closes,
            )
        )
    browser = browser_of(ada)
    browser.post("/account/profile", data={"name": "Ada", "class_year": "", "time_zone": "Europe/Berlin"})
    assert "Wed, Mar 11, 4:00 PM CET" in browser.get("/opportunities/1").text
    assert "Wed, Mar 11, 11:00 AM EDT" in client.get("/opportunities/1").text
    odd = browser.post("/account/profile", data={"name": "Ada", "class_year": "", "time_zone": "Mars/Olympus"})
    assert odd.status_code == 422


def test_another_name_is_in_the_log_and_the_log_tells_whose_it_is(
    person: Callable[..., User], browser_of: Browsers
) -> None:
    """Whoever calls themself like somebody else is not taken for them."""
    ada, cora = person("ada", Role.STUDENT), person("cora", Role.COORDINATOR)
    browser_of(ada).post("/account/profile", data={"name": cora.name, "class_year": ""})
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", browser_of(cora).get("/office/audit").text))
    assert f"{cora.name} ({ada.email}) changed the name" in page
    assert f"name: Ada → {cora.name}" in page


@pytest.mark.parametrize("role", [Role.STUDENT, Role.FACULTY])
def test_a_title_is_asked_of_faculty_alone(person: Callable[..., User], browser_of: Browsers, role: Role) -> None:
    browser = browser_of(person("zoe", role))
    assert ('name="title"' in browser.get("/account/profile").text) is (role is Role.FACULTY)
    assert browser.post("/account/profile", data={"name": "Zoe", "class_year": ""}).status_code == 303


def test_what_one_keeps_to_oneself_is_kept(ada: User, browser_of: Browsers) -> None:
    browser = browser_of(ada)
    browser.post("/account/profile", data={"name": "Ada", "class_year": "M2", "hides": ["class_year"]})
    db.session.refresh(ada)
    assert (ada.class_year, ada.shown("class_year"), ada.shown("programme")) == ("M2", "", "")
    assert re.search(r'value="class_year" checked', browser.get("/account/profile").text)


def test_faculty_see_where_they_stand(person: Callable[..., User], browser_of: Browsers) -> None:
    carl = person("carl", waiting=Role.FACULTY)
    with clock.frozen(NOW + timedelta(days=2)):
        page = browser_of(carl).get("/account").text
    assert "You asked on Mon, Mar 2, 2 days ago" in page
