"""Taking an activity, from the first page to a certificate that anybody can check."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel.db import db, unit_of_work
from board.learning import queries, quiz, starter
from board.learning.actions import taking as verbs
from board.learning.models import Certificate, Taking
from tests.conftest import NOW

Signed = Callable[[User], FlaskClient]


@pytest.fixture
def student(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


def test_the_starter_activity_has_its_pages_and_questions_and_every_question_can_be_answered() -> None:
    content = starter.read()
    assert len(content["page"]) >= 6
    assert len(content["question"]) == 12
    for question in content["question"]:
        assert question["explanation"]
        assert set(question["right"]) <= set(range(len(question["choices"])))


def test_the_pass_mark_is_told_before_anything_is_asked(client: FlaskClient, activity: int) -> None:
    assert "You pass with 75 percent" in client.get(f"/learning/{activity}").text


def test_one_comes_back_to_the_page_one_left(student: User, browser_of: Signed, activity: int) -> None:
    browser = browser_of(student)
    first = browser.post(f"/learning/{activity}/begin").location
    second = browser.post(f"{first}/read").location
    assert browser.get(second).status_code == 200
    assert browser_of(student).post(f"/learning/{activity}/begin").location == second


def test_pages_are_read_in_order_and_the_quiz_waits_for_the_last(
    student: User, browser_of: Signed, activity: int
) -> None:
    browser = browser_of(student)
    browser.post(f"/learning/{activity}/begin")
    pages = queries.activity(activity).pages
    far, first = f"/learning/{activity}/pages/{pages[5].id}", f"/learning/{activity}/pages/{pages[0].id}"
    assert browser.get(far).location == first
    browser.post(f"{far}/read")
    assert queries.taking_of(student.id, activity).pages_read == 0
    assert "Read every page first" in browser.get(f"/learning/{activity}/quiz").text
    assert browser.post(f"/learning/{activity}/quiz/begin").status_code == 403


def test_failing_then_passing_keeps_both_tries_and_gives_one_certificate(
    student: User, browser_of: Signed, activity: int, read_all: Callable, answer_quiz: Callable, letters: Callable
) -> None:
    browser = browser_of(student)
    read_all(browser, activity)
    failed = browser.get(answer_quiz(browser, student, activity, right=8)).text
    assert "<h1>Try 1: 66 percent</h1>" in failed
    assert "75 percent are needed" in failed
    passed = browser.get(answer_quiz(browser, student, activity, right=9)).text
    assert "<h1>Try 2: 75 percent</h1>" in passed
    assert "You passed" in passed
    answer_quiz(browser, student, activity, right=12)
    taking = queries.taking_of(student.id, activity)
    assert [one.percent for one in taking.attempts] == [66, 75, 100]
    assert len(list(db.session.scalars(select(Certificate)))) == 1
    assert sum("You passed Six competencies" in letter for letter in letters()) == 1


def test_explanations_come_only_after_the_answers(
    student: User, browser_of: Signed, activity: int, read_all: Callable, answer_quiz: Callable
) -> None:
    browser = browser_of(student)
    read_all(browser, activity)
    browser.post(f"/learning/{activity}/quiz/begin")
    explanation = "A bystander could have seen the warning."
    assert explanation not in browser.get(f"/learning/{activity}/quiz").text
    assert explanation in browser.get(answer_quiz(browser, student, activity, right=12)).text


def test_a_missing_answer_is_said_and_the_others_stay_ticked(
    student: User, browser_of: Signed, activity: int, read_all: Callable
) -> None:
    browser = browser_of(student)
    read_all(browser, activity)
    browser.post(f"/learning/{activity}/quiz/begin")
    taking = queries.taking_of(student.id, activity)
    question = taking.activity.questions[0]
    form = {"attempt": taking.attempts[0].id, f"question-{question.id}": "1"}
    answer = browser.post(f"/learning/{activity}/quiz", data=form)
    assert answer.status_code == 422
    assert answer.text.count("this question needs an answer") == 11
    assert f'name="question-{question.id}" value="1" checked' in answer.text
    assert queries.taking_of(student.id, activity).attempts[0].submitted_at is None


def test_answers_handed_in_twice_count_once(
    student: User, browser_of: Signed, activity: int, read_all: Callable, answer_quiz: Callable
) -> None:
    browser = browser_of(student)
    read_all(browser, activity)
    answer_quiz(browser, student, activity, right=3)
    taking = queries.taking_of(student.id, activity)
    form = {"attempt": taking.attempts[0].id} | {f"question-{one.id}": one.right for one in taking.activity.questions}
    assert browser.post(f"/learning/{activity}/quiz", data=form).status_code == 409
    assert queries.taking_of(student.id, activity).passed_at is None


def test_the_order_comes_from_the_seed_and_differs_between_seeds(activity: int) -> None:
    questions = queries.activity(activity).questions

    def shown(seed: int) -> list[tuple[int, list[int]]]:
        return [(question.id, choices) for question, choices in quiz.order(questions, seed)]

    assert shown(7) == shown(7)
    assert shown(7) != shown(8)
    assert sorted(number for number, _ in shown(7)) == [one.id for one in questions]


def test_several_right_choices_must_be_ticked_exactly(activity: int) -> None:
    several = next(one for one in queries.activity(activity).questions if one.takes_several)
    assert quiz.is_right(several, several.right)
    assert not quiz.is_right(several, several.right[:-1])
    assert not quiz.is_right(several, range(len(several.choices)))


@pytest.fixture
def passed(
    student: User, browser_of: Signed, activity: int, read_all: Callable, answer_quiz: Callable
) -> tuple[FlaskClient, str]:
    """The student's browser after passing, and the code of the certificate."""
    browser = browser_of(student)
    read_all(browser, activity)
    answer_quiz(browser, student, activity, right=12)
    return browser, queries.certificate_of(student.id, activity).code


def test_anybody_checks_a_certificate_by_its_code_and_a_changed_code_fails(
    client: FlaskClient, passed: tuple[FlaskClient, str]
) -> None:
    _, code = passed
    page = client.get(f"/certificates/{code}")
    assert page.status_code == 200
    assert "genuine and in force" in page.text
    assert "Ada" in page.text
    assert "ada@example.edu" not in page.text
    assert client.get(f"/certificates/{code.lower()}").status_code == 200
    for place in (0, 7, len(code) - 1):
        other = "Z" if code[place] != "Z" else "Y"
        assert client.get(f"/certificates/{code[:place]}{other}{code[place + 1 :]}").status_code == 404


def test_the_paper_says_what_the_page_says_and_belongs_to_its_owner(
    person: Callable[..., User], browser_of: Signed, passed: tuple[FlaskClient, str]
) -> None:
    browser, code = passed
    address = f"/certificates/{code}/certificate.pdf"
    assert browser_of(person("bob", Role.STUDENT)).get(address).status_code == 404
    answer = browser.get(address)
    if answer.mimetype != "application/pdf":
        pytest.skip("no Pango here, so no PDF is made")
    text = PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    for words in ("Ada", "Six competencies", code, "Certificate of participation", "45 minutes"):
        assert words in text


def test_a_corrected_certificate_supersedes_and_the_old_one_says_so(
    student: User, client: FlaskClient, activity: int, passed: tuple[FlaskClient, str]
) -> None:
    _, old = passed
    with unit_of_work():
        student.name = "Ada Lin-Byron"
        verbs.issue(queries.activity(activity), student, now=NOW)
    new = queries.certificate_of(student.id, activity)
    assert new.code != old
    assert new.name == "Ada Lin-Byron"
    assert "replaced by a newer one" in client.get(f"/certificates/{old}").text
    assert queries.certificate_by_code(old).name == "Ada"


def test_what_has_expired_or_was_retired_cannot_be_begun(
    app: Flask, student: User, coordinator: User, browser_of: Signed, activity: int
) -> None:
    with unit_of_work():
        queries.activity(activity).expires_on = NOW.date().replace(day=1)
    browser = browser_of(student)
    assert "has expired" in browser.get(f"/learning/{activity}").text
    assert browser.post(f"/learning/{activity}/begin").status_code == 403
    with unit_of_work():
        queries.activity(activity).expires_on = None
    browser_of(coordinator).post(f"/learning/{activity}/retire")
    assert browser.post(f"/learning/{activity}/begin").status_code == 403
    assert db.session.scalar(select(Taking.id)) is None
