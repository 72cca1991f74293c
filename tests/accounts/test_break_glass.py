"""The coordinator by whom the school comes in when its sign-on is away stays: nobody closes that account."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.actions import account as account_actions
from board.accounts.models import Identity, Role, User
from board.accounts.views import session as session_views
from board.kernel.db import db
from board.kernel.errors import Forbidden
from board.kernel.unit_of_work import unit_of_work
from board.school import settings as school_settings
from tests.accounts.signing_on import closed
from tests.confirming import agree
from tests.conftest import NOW, PASSWORD

__all__ = ["closed"]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
WHY = "whoever runs Rounds name another first"
Browsers = Callable[[User], FlaskClient]


@pytest.fixture
def office(app: Flask, person: Callable[..., User]) -> FlaskClient:
    """Another coordinator, who came in by the school's sign-on."""
    otto, browser = person("otto", Role.COORDINATOR), app.test_client()
    with unit_of_work():
        identity = Identity(user_id=otto.id, issuer="https://alder.edu", subject="otto", linked_at=NOW)
        db.session.add(identity)
    with app.test_request_context(), unit_of_work():
        token = session_views.begin(otto, was=otto.password_hash, identity_id=identity.id)
    with browser.session_transaction() as session:
        session[session_views.TOKEN] = token
    return browser


def stands(cora: User) -> bool:
    db.session.refresh(cora)
    return cora.suspended_at is None and cora.is_a(Role.COORDINATOR) and cora.email == "cora@example.edu"


@BOTH
def test_it_is_not_suspended(closed: User, office: FlaskClient) -> None:
    page = office.get(f"/office/people/{closed.id}").text
    assert WHY in page
    assert "Suspend the account" not in page
    answer = office.post(f"/office/people/{closed.id}/suspend", data={"reason": "x"})
    assert (answer.status_code, WHY in answer.text, stands(closed)) == (403, True, True)


@BOTH
def test_it_is_not_suspended_among_many(closed: User, office: FlaskClient, person: Callable[..., User]) -> None:
    stu = person("stu", Role.STUDENT)
    data = {"act": "suspend", "people": [str(closed.id), str(stu.id)], "reason": "x"}
    answer = office.post("/office/people/act", data=data)
    assert WHY in answer.text
    assert stands(closed)
    db.session.refresh(stu)
    assert stu.suspended_at is None


@BOTH
def test_it_does_not_lose_the_office_and_may_lose_another_role(closed: User, office: FlaskClient) -> None:
    address = f"/office/people/{closed.id}/roles"
    answer = office.post(address, data={"role": "coordinator", "verb": "take"})
    assert (answer.status_code, WHY in answer.text, stands(closed)) == (403, True, True)
    assert agree(office, address, {"role": "faculty", "verb": "give"}).status_code == 303
    assert agree(office, address, {"role": "faculty", "verb": "take"}).status_code == 303


@BOTH
def test_it_is_not_merged_away(closed: User, office: FlaskClient, person: Callable[..., User]) -> None:
    stu = person("stu", Role.STUDENT)
    for target, source in ((stu, closed), (closed, stu)):
        answer = office.post(f"/office/people/{target.id}/merge", data={"other": source.email})
        assert (answer.status_code, "merged with none" in answer.text, stands(closed)) == (403, True, True)


@BOTH
def test_it_is_not_erased(closed: User, person: Callable[..., User], enter: Browsers) -> None:
    person("otto", Role.COORDINATOR)
    browser = enter(closed)
    assert browser.post("/account/prove", data={"password": PASSWORD}).status_code == 303
    assert WHY in browser.get("/account/erase").text
    answer = browser.post("/account/erase", data={"email": closed.email})
    assert (answer.status_code, WHY in answer.text, stands(closed)) == (403, True, True)


@BOTH
def test_it_does_not_change_its_address(closed: User, enter: Browsers, emails: Callable[[], list[str]]) -> None:
    """The setting names an address: with another one the account would be nobody's way in."""
    browser, sent = enter(closed), len(emails())
    answer = browser.post("/account/address", data={"email": "new@example.edu", "password": PASSWORD})
    assert (answer.status_code, WHY in answer.text, len(emails())) == (403, True, sent)
    with pytest.raises(Forbidden), unit_of_work():
        account_actions.change_address(closed, email="new@example.edu", mark=closed.link_mark)
    db.session.rollback()
    assert stands(closed)


def test_once_another_is_named_it_is_an_account_like_any(
    app: Flask, closed: User, office: FlaskClient, person: Callable[..., User]
) -> None:

    person("otis", Role.COORDINATOR)
    school_settings.live_in(db.engine, replace(school_settings.environment, break_glass="otis@example.edu"))
    assert agree(office, f"/office/people/{closed.id}/suspend", {"reason": "x"}).status_code == 303
    assert not stands(closed)
