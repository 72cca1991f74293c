"""A coordinator tries the school's sign-on before anybody is invited: what it told, and what Rounds makes of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board import create_app
from board.accounts.models import Identity, Role, Session, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests import compiled, school_provider
from tests.accounts.signing_on import HOME, Traveller
from tests.conftest import PASSWORD, Browser
from tests.databases import settings_for
from tests.house.test_house import check_page
from tests.school_provider import CLIENT_ID, CLIENT_SECRET, SchoolProvider

RULES = "affiliation=student -> student; affiliation=faculty -> faculty"


@pytest.fixture
def school() -> Iterator[SchoolProvider]:
    with school_provider.running(f"{HOME}/sign-on/back") as provider:
        provider.knows("bo", name="Bo Both", email="bo@alder.edu", email_verified=True, affiliation=["faculty", "x"])
        yield provider


@pytest.fixture
def app(tmp_path: Path, database: str, school: SchoolProvider) -> Iterator[Flask]:
    settings = replace(
        settings_for(tmp_path, database),
        oidc_issuer=school.issuer,
        oidc_client_id=CLIENT_ID,
        oidc_client_secret=CLIENT_SECRET,
        oidc_roles=RULES,
        oidc_require="affiliation=faculty|student",
        oidc_roster_claim="student_id",
    )
    app = create_app(settings, TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    compiled.share(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def office(client: FlaskClient, person: Callable[..., User]) -> Traveller:
    cora = person("cora", Role.COORDINATOR)
    client.post("/sign-in", data={"email": cora.email, "password": PASSWORD})
    return Traveller(client)


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_report_tells_claims_roles_and_account_and_changes_nothing(office: Traveller) -> None:
    before = count(User), count(Session), count(Identity)
    answer = office.sign_on("bo", "/sign-on/try", follow=False)
    assert answer.status_code == 200
    check_page(answer.text)
    for words in ("Bo Both", "[&#34;faculty&#34;, &#34;x&#34;]", "Faculty, once a coordinator approves"):
        assert words in answer.text
    assert "A new account would open for bo@alder.edu." in answer.text
    assert "Looked for, and not told: student_id." in answer.text
    assert "affiliation is faculty or student: met" in answer.text
    assert (count(User), count(Session), count(Identity)) == before
    assert office.home.get("/office").status_code == 200, "they are who they were"


def test_the_report_says_who_would_not_come_in(office: Traveller, school: SchoolProvider) -> None:
    school.knows("al", name="Al Alumnus", email="al@alder.edu", affiliation="alum")
    page = office.sign_on("al", "/sign-on/try", follow=False)
    assert "you would <strong>not come in</strong>" in page.text
    assert "affiliation is faculty or student: not met" in page.text
    assert "No rule fits these claims" in page.text


def test_the_report_names_the_account_of_the_roster(
    office: Traveller, school: SchoolProvider, person: Callable[..., User]
) -> None:
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        ada.roster_id = "1001"
    school.knows("ada", name="Ada", email="ada@alder.edu", affiliation="student", student_id="1001")
    page = office.sign_on("ada", "/sign-on/try", follow=False)
    assert "the account of Ada, ada@example.edu, by the registrar’s id" in page.text
    assert count(Identity) == 0


def test_the_report_says_that_an_account_is_there_and_not_linked(
    office: Traveller, school: SchoolProvider, person: Callable[..., User]
) -> None:
    person("ada", Role.STUDENT)
    school.knows("ada", name="Ada", email="ada@example.edu", affiliation="student")
    assert "has an account that is not linked" in office.sign_on("ada", "/sign-on/try", follow=False).text


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [("calls itself another", 503, "calls itself"), ("other key", 400, "proves nobody"), ("down", 503, "not answer")],
)
def test_what_is_wrong_is_told_to_whoever_can_mend_it(
    office: Traveller, school: SchoolProvider, fault: str, status: int, words: str
) -> None:
    school.fault = fault
    answer = office.home.get("/sign-on/try")
    if answer.status_code == 303:
        answer = office.sign_on("bo", "/sign-on/try", follow=False)
    assert answer.status_code == status
    assert words in answer.text
    check_page(answer.text)


def test_a_no_of_the_provider_is_told_in_its_own_words(office: Traveller) -> None:
    answer = office.sign_on("nobody", "/sign-on/try", follow=False)
    assert answer.status_code == 403
    assert "access_denied" in answer.text


def test_nobody_but_a_coordinator_tries_it(app: Flask, client: FlaskClient, person: Callable[..., User]) -> None:
    assert "/sign-in" in client.get("/sign-on/try").location
    fay = person("fay", Role.FACULTY)
    client.post("/sign-in", data={"email": fay.email, "password": PASSWORD})
    assert client.get("/sign-on/try").status_code == 404


def test_the_report_is_for_the_browser_that_set_out_and_its_coordinator(office: Traveller) -> None:
    back = office.go("bo", "/sign-on/try")
    office.home.post("/sign-out")
    answer = office.home.get(back)
    assert answer.status_code == 400
    assert "Bo Both" not in answer.text


def test_the_office_reads_the_address_to_register_and_never_the_secret(office: Traveller) -> None:
    page = office.home.get("/office/sign-on")
    assert f"<span>{HOME}/sign-on/back</span>" in page.text
    assert CLIENT_SECRET not in page.text
    assert "Nobody has come by it yet" in page.text
    check_page(page.text)
