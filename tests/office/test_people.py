"""What a coordinator does with accounts; every act is in the log, and nobody does it to themself."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests.confirming import agree, asked
from tests.conftest import NOW, PASSWORD
from tests.counting import count_statements

Browsers = Callable[[User], FlaskClient]


@pytest.fixture
def cora(person: Callable[..., User]) -> User:
    return person("cora", Role.COORDINATOR)


@pytest.fixture
def office(cora: User, browser_of: Browsers) -> FlaskClient:
    return browser_of(cora)


def acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))


def test_people_are_found_by_words_role_and_status(office: FlaskClient, person: Callable[..., User]) -> None:
    person("ada", Role.STUDENT)
    person("bert", Role.FACULTY)
    person("carl", waiting=Role.FACULTY)
    assert "4 people" in office.get("/office/people").text
    assert "1 person" in office.get("/office/people?q=ADA+example.edu").text
    assert "Bert" in office.get("/office/people?role=faculty").text
    waiting = office.get("/office/people?status=waiting").text
    assert "asks to be faculty" in waiting
    assert "1 person" in waiting
    assert "Nobody fits" in office.get("/office/people?q=%25").text
    assert "4 people" in office.get("/office/people?role=king&status=&page=zz").text


def test_the_list_asks_the_same_few_questions_however_long_it_is(
    app: Flask, office: FlaskClient, person: Callable[..., User]
) -> None:
    def asked() -> int:
        return count_statements(app, lambda: office.get("/office/people"))

    few = asked()
    for number in range(22):
        person(f"stu{number}", Role.STUDENT)
    assert asked() == few


def test_faculty_are_approved_and_can_post(
    office: FlaskClient, person: Callable[..., User], browser_of: Browsers, emails: Callable[[], list[str]]
) -> None:
    carl = person("carl", waiting=Role.FACULTY)
    his = browser_of(carl)
    assert his.get("/opportunities/new").status_code == 403
    assert "A coordinator has yet to approve you" in his.get("/account").text
    office.post(f"/office/people/{carl.id}/approve")
    assert browser_of(carl).get("/opportunities/new").status_code == 200
    assert "You are now faculty" in emails()[-1]
    office.post(f"/office/people/{carl.id}/approve")
    assert acts().count("account.grant") == 1


def test_a_role_is_given_and_taken_back(office: FlaskClient, person: Callable[..., User]) -> None:
    ada = person("ada", Role.STUDENT)
    address = f"/office/people/{ada.id}/roles"
    agree(office, address, {"role": "mentor", "verb": "give"})
    db.session.refresh(ada)
    assert ada.roles_held == {"student", "mentor"}
    agree(office, address, {"role": "student", "verb": "take"})
    db.session.refresh(ada)
    assert ada.roles_held == {"mentor"}
    assert acts() == ["account.grant", "account.take-back"]
    assert office.post(address, data={"role": "emperor", "verb": "give"}).status_code == 422
    assert office.post(address, data={"role": "mentor"}).status_code == 422, "nothing is taken unasked"


def test_a_request_is_turned_down(office: FlaskClient, person: Callable[..., User]) -> None:
    carl = person("carl", waiting=Role.FACULTY)
    agree(office, f"/office/people/{carl.id}/roles", {"role": "faculty", "verb": "take"})
    db.session.refresh(carl)
    assert carl.roles_waiting == set()
    assert acts() == ["account.turn-down"]


def test_a_suspended_person_is_out_at_once_and_told_why(
    app: Flask, office: FlaskClient, person: Callable[..., User], browser_of: Browsers, emails: Callable[[], list[str]]
) -> None:
    ada = person("ada", Role.STUDENT)
    hers = browser_of(ada)
    nothing_said = office.post(f"/office/people/{ada.id}/suspend", data={"reason": "  "})
    assert nothing_said.status_code == 422
    assert "Say why" in nothing_said.text
    agree(office, f"/office/people/{ada.id}/suspend", {"reason": "The account was shared."})
    assert hers.get("/account").status_code == 303
    assert "The account was shared." in emails()[-1]
    refused = app.test_client().post("/sign-in", data={"email": ada.email, "password": PASSWORD})
    assert refused.status_code == 422
    office.post(f"/office/people/{ada.id}/restore")
    assert app.test_client().post("/sign-in", data={"email": ada.email, "password": PASSWORD}).status_code == 303
    assert [verb for verb in acts() if "followed" not in verb] == ["account.suspend", "account.restore"]


def test_sessions_end_and_a_link_for_a_new_password_goes_out(
    office: FlaskClient, person: Callable[..., User], browser_of: Browsers, emails: Callable[[], list[str]]
) -> None:
    ada = person("ada", Role.STUDENT)
    hers = browser_of(ada)
    office.post(f"/office/people/{ada.id}/end-sessions")
    assert hers.get("/account").status_code == 303
    office.post(f"/office/people/{ada.id}/send-reset")
    assert "Set a new password" in emails()[-1]
    assert acts() == ["account.end-sessions", "account.send-reset"]


def test_an_address_is_confirmed_for_somebody(app: Flask, office: FlaskClient, person: Callable[..., User]) -> None:
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        ada.confirmed_at = None
    assert app.test_client().post("/sign-in", data={"email": ada.email, "password": PASSWORD}).status_code == 422
    office.post(f"/office/people/{ada.id}/vouch")
    assert app.test_client().post("/sign-in", data={"email": ada.email, "password": PASSWORD}).status_code == 303


def test_trust_is_given_to_faculty_only_and_taken_again(office: FlaskClient, person: Callable[..., User]) -> None:
    ada, bert = person("ada", Role.STUDENT), person("bert", Role.FACULTY)
    assert office.post(f"/office/people/{ada.id}/trust", data={"on": "1"}).status_code == 409
    office.post(f"/office/people/{bert.id}/trust", data={"on": "1"})
    db.session.refresh(bert)
    assert bert.is_trusted
    assert "Publishes without review" in office.get("/office/people?status=trusted").text
    office.post(f"/office/people/{bert.id}/trust", data={"on": "0"})
    db.session.refresh(bert)
    assert not bert.is_trusted
    assert acts() == ["account.trust", "account.trust"]


VERBS = ["class", "suspend", "restore", "end-sessions", "send-reset", "vouch", "trust", "approve", "roles"]
SAID = {"reason": "x", "class_year": "M2", "role": "student", "verb": "give", "on": "0"}


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_does_it_to_themself_and_others_find_no_office(
    office: FlaskClient, cora: User, person: Callable[..., User], browser_of: Browsers, verb: str
) -> None:
    assert office.post(f"/office/people/{cora.id}/{verb}", data=SAID).status_code == 403
    stranger = browser_of(person("stu", Role.STUDENT, Role.FACULTY))
    assert stranger.post(f"/office/people/{cora.id}/{verb}", data=SAID).status_code == 404
    assert acts() == []


def test_nobody_gives_a_role_to_another_account_at_their_own_mailbox(
    office: FlaskClient, cora: User, person: Callable[..., User]
) -> None:
    second = person("second", Role.STUDENT)
    with unit_of_work():
        second.email = cora.email.replace("@", "+2@")
    assert office.post(f"/office/people/{second.id}/roles", data=SAID | {"role": "faculty"}).status_code == 403
    assert not second.is_a(Role.FACULTY)


def test_a_person_page_shows_what_was_done(office: FlaskClient, person: Callable[..., User]) -> None:
    ada = person("ada", Role.STUDENT)
    agree(office, f"/office/people/{ada.id}/suspend", {"reason": "The account was shared."})
    page = office.get(f"/office/people/{ada.id}").text
    assert re.search(r"\(cora@example.edu\)</span>\s+suspended the account", page)
    assert "<ins>The account was shared.</ins>" in page
    assert NOW.isoformat(timespec="seconds") in page


def test_a_role_is_given_and_taken_only_after_what_it_opens_was_read(
    office: FlaskClient, person: Callable[..., User]
) -> None:
    ada = person("ada", Role.STUDENT)
    address = f"/office/people/{ada.id}/roles"
    question = asked(office, address, {"role": "coordinator", "verb": "give"}).text
    assert "Make Ada a coordinator?" in question
    assert "They can read every application" in question
    assert "Remove Ada as student?" in asked(office, address, {"role": "student", "verb": "take"}).text
    db.session.refresh(ada)
    assert ada.roles_held == {"student"}
    assert acts() == []
    guessed = {"role": "coordinator", "verb": "give", "confirmed": "1"}
    assert "has changed since you read it" in office.post(address, data=guessed).text
    assert agree(office, address, {"role": "coordinator", "verb": "give"}).status_code == 303
    db.session.refresh(ada)
    assert ada.roles_held == {"student", "coordinator"}


def test_the_office_enters_class_year_and_programme_and_it_is_logged(
    office: FlaskClient, person: Callable[..., User]
) -> None:
    ada = person("ada", Role.STUDENT)
    address = f"/office/people/{ada.id}/class"
    assert office.post(address, data={"class_year": "M9"}).status_code == 422
    long = office.post(address, data={"class_year": "M2", "programme": "x" * 61})
    assert long.status_code == 422
    assert "x" * 61 in long.text, "what was typed stays"
    for _ in range(2):
        office.post(address, data={"class_year": "M2", "programme": "MD-PhD"})
    db.session.refresh(ada)
    assert (ada.class_year, ada.programme) == ("M2", "MD-PhD")
    assert acts() == ["account.enter-class"]
    page = " ".join(office.get(f"/office/people/{ada.id}").text.split())
    assert "entered class year and program: class year <ins>M2</ins>; programme <ins>MD-PhD</ins>" in page
