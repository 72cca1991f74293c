"""Signing in, roles that wait, forgotten passwords, and what strangers are never told."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from tests.conftest import PASSWORD


def link_in(email: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/\S+)", email)
    assert found
    return found[1]


def test_faculty_wait_until_a_coordinator_approves(
    client: FlaskClient, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    waiting = person("grace", waiting=Role.FACULTY)
    browser, office = browser_of(waiting), browser_of(person("cora", Role.COORDINATOR))
    assert "has yet to approve you" in browser.get("/").text
    assert browser.get("/opportunities/new").status_code == 403
    office.post(f"/office/people/{waiting.id}/approve")
    assert browser.get("/account").status_code == 303, "a change of roles asks to sign in again"
    assert browser_of(waiting).get("/opportunities/new").status_code == 200


def test_a_person_cannot_give_themself_a_role(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    cora = person("cora", Role.COORDINATOR)
    assert browser_of(cora).post(f"/office/people/{cora.id}/approve").status_code == 403
    stu = person("stu", Role.STUDENT)
    assert browser_of(stu).post(f"/office/people/{stu.id}/approve").status_code == 404


def test_a_forgotten_password_is_set_once_and_ends_every_session(
    client: FlaskClient,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
    emails: Callable[[], list[str]],
) -> None:
    browser = browser_of(person("ada", Role.STUDENT))
    client.post("/forgot-password", data={"email": "ada@example.edu"})
    link = link_in(emails()[0])
    new = "another four plain words"
    assert client.post(link, data={"password": new, "again": new}).status_code == 303
    assert client.post(link, data={"password": new, "again": new}).status_code == 410
    assert browser.get("/account").status_code == 303, "the old session is over"
    assert client.post("/sign-in", data={"email": "ada@example.edu", "password": new}).status_code == 303


@pytest.mark.parametrize("next_", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"])
def test_signing_in_never_leads_away(client: FlaskClient, person: Callable[..., User], next_: str) -> None:
    user = person("ada", Role.STUDENT)
    answer = client.post("/sign-in", query_string={"next": next_}, data={"email": user.email, "password": PASSWORD})
    assert answer.location == "/"


def test_signing_out_everywhere_ends_the_other_browser(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    user = person("ada", Role.STUDENT)
    here, there = browser_of(user), browser_of(user)
    here.post("/account/sign-out-everywhere")
    assert there.get("/account").status_code == 303
