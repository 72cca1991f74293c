"""A coordinator looks at Rounds as somebody else sees it: read-only, in the open, and not at what is theirs alone."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, RoleGrant, User
from board.accounts.policy.see_as import SHOWN
from board.accounts.views.see_as import WAYS_OUT
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db, unit_of_work
from tests.conftest import NOW
from tests.office.test_people import cora, office

__all__ = ["cora", "office"]


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


def look(office: FlaskClient, user: User, why: str = "She cannot find the apply button") -> None:
    answer = office.post(f"/office/people/{user.id}/see-as", data={"why": why})
    assert answer.status_code == 303, answer.text


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_the_look_says_so_on_each_page_is_logged_and_told(
    office: FlaskClient, ada: User, emails: Callable[[], list[str]]
) -> None:
    look(office, ada)
    for address in ("/", "/opportunities", "/learning"):
        assert "You see Rounds as <strong>Ada</strong>" in office.get(address).text, address
    assert office.get("/office/people").status_code == 403
    assert "She cannot find the apply button" in emails()[-1]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "account.see-as")).one()
    assert entry.thing == f"user:{ada.id}"
    assert office.post("/account/stop-seeing-as").status_code == 303
    assert office.get("/office/people").status_code == 200


def test_nothing_is_sent_while_looking_whatever_the_address(app: Flask, office: FlaskClient, ada: User) -> None:
    look(office, ada)
    addresses = 0
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}:
            if rule.endpoint in WAYS_OUT:
                continue
            address = re.sub(r"<[^>]+>", "1", rule.rule)
            assert office.open(address, method=method).status_code in (400, 403), (method, address)
            addresses += 1
    assert addresses > 150


def test_only_the_shown_pages_open_and_nothing_of_the_account(app: Flask, office: FlaskClient, ada: User) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= SHOWN
    look(office, ada)
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.split(".")[0] in ("static", "school"):
            continue
        answer = office.get(re.sub(r"<[^>]+>", "1", rule.rule))
        assert (answer.status_code == 403) != (rule.endpoint in SHOWN), rule.endpoint


def test_it_ends_by_itself_and_with_the_role(office: FlaskClient, cora: User, ada: User) -> None:
    look(office, ada)
    with clock.frozen(NOW + timedelta(minutes=14)):
        assert "You see Rounds as" in office.get("/").text
    with clock.frozen(NOW + timedelta(minutes=15)):
        assert "You see Rounds as" not in office.get("/").text
    with unit_of_work():
        db.session.add(RoleGrant(user_id=ada.id, role=Role.COORDINATOR, asked_at=NOW, granted_at=NOW))
    assert "You see Rounds as" not in office.get("/").text


def test_nobody_looks_as_a_coordinator_or_as_themself_or_without_a_reason(
    office: FlaskClient, cora: User, ada: User, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    other = person("otto", Role.COORDINATOR)
    for user in (other, cora):
        assert office.post(f"/office/people/{user.id}/see-as", data={"why": "x"}).status_code == 403
    assert office.post(f"/office/people/{ada.id}/see-as", data={"why": " "}).status_code == 422
    faculty = browser_of(person("fay", Role.FACULTY))
    assert faculty.post(f"/office/people/{ada.id}/see-as", data={"why": "x"}).status_code == 404
