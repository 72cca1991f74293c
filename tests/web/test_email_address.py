"""Addresses are stored as every mail server reads them; what cannot be written to is refused beside the field."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, User
from board.accounts.queries import by_email
from board.committees.models import Committee
from board.kernel.db import db
from board.kernel.email_address import BadAddress, mentioned, normalize
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity
from board.settings import BadSetting, from_environment
from tests.conftest import PASSWORD
from tests.opportunities.test_life import WHOLE

SIGN_UP = {"name": "Ume Sato", "password": PASSWORD}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_a_domain_outside_ascii_is_stored_and_written_to_as_idna(
    client: FlaskClient, app: Flask, emails: Callable[[], list[str]], tmp_path: Path
) -> None:
    assert client.post("/sign-up", data=SIGN_UP | {"email": " Ume@Exämple.edu "}).status_code == 200
    messages = [path.read_text() for path in (tmp_path / "mail").glob("*.eml")]
    assert "To: ume@xn--exmple-cua.edu" in messages[0]


def test_one_person_is_found_however_the_address_is_typed(person: Callable[..., User]) -> None:
    user = person("ume", Role.STUDENT)
    with unit_of_work():
        user.email = "ume@xn--exmple-cua.edu"
    for typed in ("ume@exämple.edu", "UME@EXÄMPLE.EDU ", "ume@xn--exmple-cua.edu"):
        assert by_email(typed) == user, typed
    assert by_email("ume\x00@exämple.edu") is None


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("josé@example.edu", "é cannot be mailed"),
        ("jose\u0301@example.edu", "U+0301 cannot be mailed"),
        ("a\u200bda@example.edu", "U+200B cannot be mailed"),
        ("Dean <dean@example.edu>", "angle brackets"),
        ("ada@example", "name@school.edu"),
        ("ada@example.edu, bo@example.edu", "name@school.edu"),
        ("a\x00da@example.edu", "name@school.edu"),
        ("\ud800@example.edu", "cannot be mailed"),
        (f"ada@{'a.' * 200}edu", "at most 254 characters"),
        (f"{'a' * 65}@example.edu", "at most 64 characters before the @"),
    ],
)
def test_an_address_that_cannot_be_written_to_is_refused_with_a_reason(typed: str, reason: str) -> None:
    with pytest.raises(BadAddress, match=reason.replace("+", r"\+")):
        normalize(typed)


@pytest.mark.parametrize("page", ["/sign-up", "/forgot-password"])
def test_the_reason_stands_beside_the_field_and_what_was_typed_stays(client: FlaskClient, page: str) -> None:
    answer = client.post(page, data=SIGN_UP | {"email": "josé@example.edu"})
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text
    assert "é cannot be mailed" in answer.text
    assert 'value="josé@example.edu"' in answer.text


def test_an_optional_address_may_stay_empty_but_not_be_wrong(
    person: Callable[..., User], enter: Callable[[User], FlaskClient]
) -> None:
    dean = enter(person("dean", Role.COORDINATOR))
    refused = dean.post("/committees/new", data={"name": "Ethics", "keeper": "josé@example.edu"})
    assert refused.status_code == 422
    assert "é cannot be mailed" in refused.text
    assert dean.post("/committees/new", data={"name": "Ethics", "keeper": " "}).status_code == 303
    assert db.session.scalars(select(Committee.name)).all() == ["Ethics"]


def test_the_contact_of_a_posting_may_be_words_but_its_address_can_be_written_to(
    person: Callable[..., User], enter: Callable[[User], FlaskClient]
) -> None:
    faculty = enter(person("grace", Role.FACULTY))
    refused = faculty.post("/opportunities/new", data=WHOLE | {"contact": "Jo Lee <josé@example.edu>"})
    assert refused.status_code == 422, refused.text
    assert "é cannot be mailed" in refused.text
    taken = faculty.post("/opportunities/new", data=WHOLE | {"contact": "Room 4, Jo <jo@example.edu>."})
    assert taken.status_code == 303, taken.text
    assert db.session.scalars(select(Opportunity.contact)).all() == ["Room 4, Jo <jo@example.edu>."]
    assert mentioned("Room 4, Jo <Jo@exämple.edu>.") == ["jo@xn--exmple-cua.edu"]


def test_the_command_refuses_a_coordinator_who_cannot_be_written_to(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["create-coordinator", "josé@example.edu"])
    assert answer.exit_code == 1
    assert "é cannot be mailed" in answer.output
    assert db.session.scalars(select(User)).all() == []


def test_the_schools_domains_are_compared_as_addresses_carry_them() -> None:
    known = {"ROUNDS_SECRET_KEY": "a key for tests that is long enough"}
    assert from_environment(known | {"ROUNDS_EMAIL_DOMAINS": "Exämple.edu, school.edu"}).email_domains == (
        "xn--exmple-cua.edu",
        "school.edu",
    )
    with pytest.raises(BadSetting, match="ROUNDS_EMAIL_DOMAINS"):
        from_environment(known | {"ROUNDS_EMAIL_DOMAINS": "school"})
