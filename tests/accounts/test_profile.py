"""What a person says of themself, and the CV that is judged by its content."""

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from justhtml import JustHTML
from pypdf import PdfReader

from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests.files import pdf

PROFILE = {"name": "Stu Dent", "class_year": "M2", "hours_free": "4", "areas": ["research"], "tags": "rural, data"}


@pytest.fixture
def student(person: Callable[..., User]) -> User:
    return person("stu", Role.STUDENT)


@pytest.fixture
def browser(student: User, browser_of: Callable[[User], FlaskClient]) -> FlaskClient:
    return browser_of(student)


def send(browser: FlaskClient, content: bytes, filename: str = "cv.pdf") -> tuple[int, str]:
    answer = browser.post("/account/profile", data={"name": "Ada", "cv": (io.BytesIO(content), filename)})
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    ("asked", "after"),
    [
        ("?next=/opportunities/1/apply", "/opportunities/1/apply"),
        ("?next=//elsewhere.example", "/account/profile"),
        ("", "/account/profile"),
    ],
)
def test_a_saved_profile_leads_back_to_where_one_was(
    browser: FlaskClient, student: User, asked: str, after: str
) -> None:
    if after != "/account/profile":
        assert f'href="{after}"' in browser.get(f"/account/profile{asked}").text
    assert browser.post(f"/account/profile{asked}", data=PROFILE).location == after


def test_a_profile_is_kept_and_shown_again(browser: FlaskClient, student: User) -> None:
    assert browser.post("/account/profile", data=PROFILE).status_code == 303
    assert (student.class_year, student.hours_free, student.areas) == ("M2", 4, ["research"])
    assert student.tags == ["rural", "data"]
    assert 'value="rural, data"' in browser.get("/account/profile").text


def test_a_student_without_a_class_year_is_not_said_to_be_no_student(
    browser: FlaskClient, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    faculty, office = browser_of(person("fay", Role.FACULTY)), browser_of(person("cora", Role.COORDINATOR))
    assert choices(browser.get("/account/profile").text)[0] == "Not stated"
    assert choices(office.get("/office/people/1").text)[0] == "Not stated"
    assert choices(faculty.get("/account/profile").text)[0] == "Not a student"


def choices(page: str) -> list[str]:
    """What the field for the class year offers."""
    field = JustHTML(page, sanitize=False).query("select[name=class_year]")[0]
    return [option.to_text() for option in field.query("option")]


def test_nobody_on_the_roster_changes_class_year_or_programme(browser: FlaskClient, student: User) -> None:
    with unit_of_work():
        student.roster_id, student.class_year, student.programme = "A1", "M2", "MD"
    sent = {"name": "Stu", "class_year": "M4", "programme": "DO"}
    assert browser.post("/account/profile", data=sent).status_code == 303
    db.session.refresh(student)
    assert (student.name, student.class_year, student.programme) == ("Stu", "M2", "MD")
    page = browser.get("/account/profile").text
    assert 'name="class_year"' not in page and "come from the registrar: M2, MD. Is that wrong?" in page


def test_a_profile_takes_no_column_that_is_not_its_own(browser: FlaskClient, student: User) -> None:
    browser.post("/account/profile", data=PROFILE | {"email": "dean@example.edu", "roles": "coordinator", "id": "1"})
    assert student.email == "stu@example.edu"
    assert student.roles_held == {"student"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"hours_free": "200"}, "from 0 to 60"),
        ({"hours_free": "many"}, "whole number"),
        ({"class_year": "M9"}, "Not a valid choice"),
        ({"name": "مرحبا\x07"}, "cannot be shown"),
        ({"tags": "x" * 100_000}, "200"),
    ],
)
def test_bad_input_is_told_and_what_was_typed_is_kept(
    browser: FlaskClient, changes: dict[str, str], sentence: str
) -> None:
    answer = browser.post("/account/profile", data=PROFILE | changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert ("rural, data" in answer.text) or "tags" in changes


def test_a_cv_goes_on_file_and_comes_back_whole(browser: FlaskClient, student: User) -> None:
    content = pdf(pages=2)
    assert send(browser, content, "../../Stu <b> 简历.pdf")[0] == 303
    assert student.cv_filename == "....Stu b 简历.pdf"
    answer = browser.get("/account/cv")
    assert len(PdfReader(io.BytesIO(answer.data)).pages) == 2
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    browser.post("/account/cv/remove")
    assert browser.get("/account/cv").status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"<html>hello</html>", "not a PDF"),
        (b"MZ\x90\x00 %PDF-1.7", "not a PDF"),
        (b"%PDF-1.7 and nothing more", "damaged"),
        (b"%PDF-1.7" + b"x" * (6 * 1024 * 1024), "5.0 MB; 5 MB is the most"),
        (pdf(script=True), "That PDF holds a script"),
        (pdf(password="secret"), "has a password"),
        (pdf(pages=61), "more than 60 pages"),
    ],
    ids=["empty", "html", "executable", "torn", "large", "script", "password", "long"],
)
def test_a_file_that_will_not_do_is_refused_in_a_sentence(browser: FlaskClient, content: bytes, sentence: str) -> None:
    status, text = send(browser, content)
    assert status == 422
    assert sentence in text


def test_one_button_keeps_the_profile_and_the_cv_that_was_chosen(browser: FlaskClient, student: User) -> None:
    page = browser.get("/account/profile").text
    assert page.count('enctype="multipart/form-data"') == 1
    browser.post("/account/profile", data=PROFILE | {"cv": (io.BytesIO(pdf()), "cv.pdf")})
    assert (student.cv_filename, student.tags) == ("cv.pdf", ["rural", "data"])


def test_a_cv_that_will_not_do_takes_nothing_from_what_was_typed(browser: FlaskClient, student: User) -> None:
    answer = browser.post("/account/profile", data=PROFILE | {"cv": (io.BytesIO(b"no"), "cv.pdf")})
    assert answer.status_code == 422
    assert "rural, data" in answer.text


def test_more_than_the_server_takes_is_said_kindly(browser: FlaskClient) -> None:
    status, text = send(browser, b"%PDF-" + b"x" * (13 * 1024 * 1024))
    assert status == 413
    assert "too large" in text
