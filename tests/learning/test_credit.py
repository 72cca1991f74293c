"""Credit told honestly: a physician claims it in quarters, a student is never shown as having earned it."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from board.accounts.models import Role, RoleGrant, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.learning import queries as learning_queries
from board.learning.models import CreditClaim
from tests.conftest import NOW

NO_NUMBERS = ("Infinity", "NaN", "1e9999999", "1e999999")
STATEMENT = "The provider designates this enduring material for a maximum of 1.5 credits."
Signed = Callable[[User], FlaskClient]


@pytest.fixture
def credited(activity: int) -> int:
    with unit_of_work():
        found = learning_queries.activity(activity)
        found.provider, found.credit_quarters, found.credit_statement = "Center for Quality", 6, STATEMENT
    return activity


def test_a_physician_claims_in_quarters_up_to_the_maximum_and_corrections_supersede(
    person: Callable[..., User], browser_of: Signed, credited: int, read_all: Callable, answer_quiz: Callable
) -> None:
    doctor = person("mira", Role.MENTOR)
    browser = browser_of(doctor)
    assert browser.get(f"/learning/{credited}/credit").status_code == 404, "not begun"
    read_all(browser, credited)
    sworn = {"is_physician": "y"}
    assert browser.post(f"/learning/{credited}/credit", data={"credit": "1", **sworn}).status_code == 403, "not passed"
    answer_quiz(browser, doctor, credited, right=12)
    refused = {"1.6": "steps of 0.25", "1.75": "from 0 to 1.5", "-1": "from 0 to 100", "x": ""}
    for credit, words in (refused | dict.fromkeys(NO_NUMBERS, "from 0 to 100")).items():
        answer = browser.post(f"/learning/{credited}/credit", data={"credit": credit, **sworn})
        assert answer.status_code == 422, credit
        assert words in answer.text
    assert "only physicians claim" in browser.post(f"/learning/{credited}/credit", data={"credit": "1"}).text
    for credit in ("1.25", "0.75"):
        assert browser.post(f"/learning/{credited}/credit", data={"credit": credit, **sworn}).status_code == 303
    rows = list(db.session.scalars(select(CreditClaim).order_by(CreditClaim.id)))
    assert [(row.quarters, row.superseded_at is None) for row in rows] == [(5, False), (3, True)]
    assert rows[1].supersedes_id == rows[0].id
    assert "0.75" in browser.get("/transcript").text
    assert "1.25" not in browser.get("/transcript").text


def test_whoever_is_no_physician_on_the_faculty_claims_nothing(
    coordinator: User, browser_of: Signed, credited: int, read_all: Callable, answer_quiz: Callable
) -> None:
    office = browser_of(coordinator)
    read_all(office, credited)
    answer_quiz(office, coordinator, credited, right=12)
    claim = {"credit": "0.5", "is_physician": "y"}
    assert office.post(f"/learning/{credited}/credit", data=claim).status_code == 403
    assert "Claim credit" not in office.get(f"/learning/{credited}").text


def test_credit_is_what_was_designated_when_it_was_passed(
    person: Callable[..., User], browser_of: Signed, activity: int, read_all: Callable, answer_quiz: Callable
) -> None:
    """Credit may not be designated retroactively, nor raised."""
    early, later = person("mira", Role.FACULTY), person("otto", Role.FACULTY)
    for doctor, quarters in ((early, 2), (later, 6)):
        browser = browser_of(doctor)
        read_all(browser, activity)
        answer_quiz(browser, doctor, activity, right=12)
        assert browser.get(f"/learning/{activity}/credit").status_code == (403 if doctor is early else 200)
        with unit_of_work():
            found = learning_queries.activity(activity)
            found.provider, found.credit_quarters, found.credit_statement = "Center for Quality", quarters, STATEMENT
    refused = browser_of(early).get(f"/learning/{activity}/credit")
    assert refused.status_code == 403
    assert "none is designated afterwards" in refused.text
    assert "Claim credit" not in browser_of(early).get(f"/learning/{activity}").text
    claim = {"credit": "0.75", "is_physician": "y"}
    answer = browser_of(later).post(f"/learning/{activity}/credit", data=claim)
    assert "from 0 to 0.5 credits" in answer.text, "0.5 was designated then, 1.5 is now"


@pytest.mark.parametrize("roles", [(Role.STUDENT,), (Role.STUDENT, Role.MENTOR), (Role.STUDENT, Role.FACULTY)])
def test_whoever_is_a_student_never_claims_whatever_else_they_are(
    person: Callable[..., User],
    browser_of: Signed,
    credited: int,
    read_all: Callable,
    answer_quiz: Callable,
    roles: tuple[Role, ...],
) -> None:
    student = person("ada", *roles)
    browser = browser_of(student)
    read_all(browser, credited)
    answer_quiz(browser, student, credited, right=12)
    assert "Claim credit" not in browser.get(f"/learning/{credited}").text
    assert browser.get(f"/learning/{credited}/credit").status_code == 403
    form = {"credit": "0.5", "is_physician": "y"}
    assert browser.post(f"/learning/{credited}/credit", data=form).status_code == 403
    code = learning_queries.certificate_of(student.id, credited).code
    for address in ("/transcript", f"/certificates/{code}"):
        text = browser.get(address).text.lower()
        assert "credit claimed" not in text
        assert "participation" in text
    row = browser.get("/transcript.csv").text.splitlines()[1]
    assert f",{code},," in row, "nothing stands where a claim would"
    assert db.session.scalar(select(CreditClaim.id)) is None


def test_whoever_becomes_a_student_shows_no_claim_any_more(
    person: Callable[..., User], browser_of: Signed, credited: int, read_all: Callable, answer_quiz: Callable
) -> None:
    doctor = person("mira", Role.FACULTY)
    browser = browser_of(doctor)
    read_all(browser, credited)
    answer_quiz(browser, doctor, credited, right=12)
    browser.post(f"/learning/{credited}/credit", data={"credit": "1.25", "is_physician": "y"})
    assert "1.25" in browser.get("/transcript.csv").text
    for address in ("/transcript", "/transcript.csv", f"/learning/{credited}"):
        assert STATEMENT in browser.get(address).text, "no credit without the provider’s words"
    assert "1.25" in paper(browser)
    with unit_of_work():
        db.session.add(RoleGrant(user_id=doctor.id, role=Role.STUDENT, asked_at=NOW, granted_at=NOW))
    for text in (browser.get("/transcript").text, browser.get("/transcript.csv").text, paper(browser)):
        assert "1.25" not in text


def paper(browser: FlaskClient) -> str:
    """The text of the transcript as PDF; skips where none can be made."""
    answer = browser.get("/transcript.pdf")
    if answer.mimetype != "application/pdf":
        pytest.skip("no Pango here, so no PDF is made")
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


def test_no_credit_stands_without_provider_and_statement(coordinator: User, browser_of: Signed, activity: int) -> None:
    facts = {"title": "T", "minutes": "30", "pass_mark": "75", "format": "module", "credit": "0.5"}
    browser = browser_of(coordinator)
    for more in ({}, {"provider": "P"}, {"credit_statement": "S"}):
        answer = browser.post("/learning/new", data=facts | more)
        assert answer.status_code == 422
        assert "with its provider" in answer.text
    for credit in NO_NUMBERS:
        assert browser.post("/learning/new", data=facts | {"credit": credit}).status_code == 422
    assert browser.post("/learning/new", data=facts | {"provider": "P", "credit_statement": "S"}).status_code == 303
    assert "credits (physicians)" not in browser.get("/learning").text, "a draft is not in the catalogue"
