"""Taking an activity, from the first page to a certificate that anybody can check."""

import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.learning import queries as learning_queries
from board.learning import quiz as learning_quiz
from board.learning import starter_activity as learning_starter_activity
from board.learning.models import Certificate, Progress
from board.school import actions as school_actions
from tests.conftest import NOW

Signed = Callable[[User], FlaskClient]


@pytest.fixture
def student(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


def test_the_starter_activity_has_its_pages_and_questions_and_every_question_can_be_answered() -> None:
    content = learning_starter_activity.read()
    assert len(content["page"]) >= 6
    assert len(content["question"]) == 12
    for question in content["question"]:
        assert question["explanation"]
        assert set(question["right"]) <= set(range(len(question["choices"])))


def test_a_retry_draws_the_questions_that_were_not_asked_yet(
    student: User, browser_of: Signed, activity: int, read_all: Callable
) -> None:
    with unit_of_work():
        learning_queries.activity(activity).questions_per_try = 4
    browser, asked = browser_of(student), []
    read_all(browser, activity)
    assert "A quiz of 4 questions, drawn from 12." in browser.get(f"/learning/{activity}").text
    assert "those first that you have not had" in browser.get(f"/learning/{activity}/quiz").text
    for _ in range(3):
        address, names, form = begin_quiz(browser, student, activity)
        asked.append(set(names))
        assert browser.post(address, data=form | dict.fromkeys(names, "0")).status_code == 303
    assert [len(names) for names in asked] == [4, 4, 4]
    assert len(set.union(*asked)) == 12, "no question came twice before all came once"


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
    pages = learning_queries.activity(activity).pages
    far, first = f"/learning/{activity}/pages/{pages[5].id}", f"/learning/{activity}/pages/{pages[0].id}"
    assert browser.get(far).location == first
    browser.post(f"{far}/read")
    assert learning_queries.taking_of(student.id, activity).pages_read == 0
    assert "Read every page first" in browser.get(f"/learning/{activity}/quiz").text
    assert browser.post(f"/learning/{activity}/quiz/begin").status_code == 403


def test_failing_then_passing_keeps_both_tries_and_gives_one_certificate(
    student: User, browser_of: Signed, activity: int, read_all: Callable, answer_quiz: Callable, emails: Callable
) -> None:
    browser = browser_of(student)
    read_all(browser, activity)
    failed = browser.get(answer_quiz(browser, student, activity, right=8)).text
    assert "<h1>Try 1: 66 percent</h1>" in failed
    assert "75 percent are needed" in failed
    passed = browser.get(answer_quiz(browser, student, activity, right=9)).text
    assert "<h1>Try 2: 75 percent</h1>" in passed
    assert "You passed" in passed
    assert f"/certificates/{learning_queries.certificate_of(student.id, activity).code}" in passed
    assert "/certificates/" not in failed
    answer_quiz(browser, student, activity, right=12)
    taking = learning_queries.taking_of(student.id, activity)
    assert [attempt.percent for attempt in taking.attempts] == [66, 75, 100]
    assert len(list(db.session.scalars(select(Certificate)))) == 1
    assert sum("You passed Six competencies" in email for email in emails()) == 1


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
    taking = learning_queries.taking_of(student.id, activity)
    question = taking.activity.questions[0]
    form = {"attempt": taking.attempts[0].id, f"question-{question.id}": "1"}
    answer = browser.post(f"/learning/{activity}/quiz", data=form)
    assert answer.status_code == 422
    assert answer.text.count("this question needs an answer") == 11
    assert f'name="question-{question.id}" value="1" checked' in answer.text
    assert learning_queries.taking_of(student.id, activity).attempts[0].submitted_at is None


def test_answers_handed_in_twice_count_once(
    student: User, browser_of: Signed, activity: int, read_all: Callable, answer_quiz: Callable
) -> None:
    browser = browser_of(student)
    read_all(browser, activity)
    answer_quiz(browser, student, activity, right=3)
    taking = learning_queries.taking_of(student.id, activity)
    form = {"attempt": taking.attempts[0].id} | {
        f"question-{question.id}": question.right for question in taking.activity.questions
    }
    assert browser.post(f"/learning/{activity}/quiz", data=form).status_code == 409
    assert learning_queries.taking_of(student.id, activity).passed_at is None


def test_the_order_comes_from_the_seed_and_differs_between_seeds(activity: int) -> None:
    questions = learning_queries.activity(activity).questions
    assert learning_quiz.draw(questions, 7) == learning_quiz.draw(questions, 7)
    assert learning_quiz.draw(questions, 7) != learning_quiz.draw(questions, 8)
    assert sorted(item.id for item in learning_quiz.draw(questions, 7)) == [question.id for question in questions]
    written = {question.id: {question.choices[number] for number in question.right} for question in questions}
    assert {
        item.id: {item.choices[place] for place in item.right} for item in learning_quiz.draw(questions, 7)
    } == written


def test_several_right_choices_must_be_ticked_exactly(activity: int) -> None:
    several = next(
        item for item in learning_quiz.draw(learning_queries.activity(activity).questions, 7) if item.takes_several
    )
    assert several.is_right(several.right)
    assert not several.is_right(several.right[:-1])
    assert not several.is_right(range(len(several.choices)))


def test_the_page_of_the_quiz_gives_no_answer_away(
    student: User, browser_of: Signed, activity: int, read_all: Callable
) -> None:
    browser = browser_of(student)
    read_all(browser, activity)
    browser.post(f"/learning/{activity}/quiz/begin")
    page = browser.get(f"/learning/{activity}/quiz").text
    attempt = learning_queries.taking_of(student.id, activity).attempts[0]
    for question in learning_queries.activity(activity).questions:
        assert question.explanation not in page
        values = re.findall(rf'name="question-{question.id}" value="(\d+)"', page)
        assert values == [str(place) for place in range(len(question.choices))], "numbered as shown, not as written"
    assert browser.get(f"/learning/{activity}/attempts/{attempt.id}").status_code == 404, "not before it is handed in"


def test_a_try_that_is_under_way_is_judged_as_it_was_asked(
    student: User, coordinator: User, browser_of: Signed, activity: int, read_all: Callable
) -> None:
    """Coordinators change, remove and add questions and pages, and stop offering it, before the answers come in."""
    browser, office = browser_of(student), browser_of(coordinator)
    read_all(browser, activity)
    browser.post(f"/learning/{activity}/quiz/begin")
    before = browser.get(f"/learning/{activity}/quiz").text
    first, second, *_ = learning_queries.activity(activity).questions
    written = first.text
    changed = {"text": "Another question?", "choices": "yes\n* no"}
    assert office.post(f"/learning/{activity}/questions/{first.id}/edit", data=changed).status_code == 303
    assert office.post(f"/learning/{activity}/questions/{second.id}/remove").status_code == 303
    assert office.post(f"/learning/{activity}/questions/new", data=changed | {"text": "One more?"}).status_code == 303
    assert office.post(f"/learning/{activity}/pages/new", data={"title": "P", "text": "t"}).status_code == 303
    assert office.post(f"/learning/{activity}/retire").status_code == 303
    after = browser.get(f"/learning/{activity}/quiz").text
    assert fieldsets(after) == fieldsets(before)
    attempt = learning_queries.taking_of(student.id, activity).attempts[0]
    form = {"attempt": attempt.id} | {f"question-{question.id}": question.right for question in attempt.questions}
    page = browser.get(browser.post(f"/learning/{activity}/quiz", data=form).location).text
    assert "<h1>Try 1: 100 percent</h1>" in page
    assert written in page
    assert "Another question?" not in page


def fieldsets(page: str) -> list[str]:
    return re.findall(r"<fieldset.*?</fieldset>", page, re.DOTALL)


def test_what_is_offered_keeps_a_page_a_question_or_an_address(
    coordinator: User, browser_of: Signed, activity: int
) -> None:
    office, offered = browser_of(coordinator), learning_queries.activity(activity)
    for name, parts in (("pages", offered.pages), ("questions", offered.questions)):
        for part in [part.id for part in parts]:
            office.post(f"/learning/{activity}/{name}/{part}/remove")
        assert f"at least one {name[:-1]}" in office.get(f"/learning/{activity}/write").text
    left = learning_queries.activity(activity)
    assert (len(left.pages), len(left.questions)) == (1, 1)
    facts = {"title": "T", "minutes": "5", "pass_mark": "75", "format": "module", "summary": ""}
    answer = office.post(f"/learning/{activity}/edit", data=facts)
    assert answer.status_code == 422
    assert "Add a summary" in answer.text
    assert learning_queries.activity(activity).title != "T"


@pytest.fixture
def passed(
    student: User, browser_of: Signed, activity: int, read_all: Callable, answer_quiz: Callable
) -> tuple[FlaskClient, str]:
    """The student's browser after passing, and the code of the certificate."""
    browser = browser_of(student)
    read_all(browser, activity)
    answer_quiz(browser, student, activity, right=12)
    return browser, learning_queries.certificate_of(student.id, activity).code


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
    with unit_of_work():
        school_actions.save({"signatory": "Grace Ohm, Dean of Students"}, by=None, now=NOW)
    assert browser_of(person("bob", Role.STUDENT)).get(address).status_code == 404
    answer = browser.get(address)
    if answer.mimetype != "application/pdf":
        pytest.skip("no Pango here, so no PDF is made")
    text = PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
    for words in (
        "Ada",
        "Six competencies",
        code,
        "Certificate of participation",
        "45 minutes",
        "Grace Ohm, Dean of Students",
    ):
        assert words in text


def test_a_corrected_certificate_supersedes_and_the_old_one_says_so(
    student: User,
    coordinator: User,
    client: FlaskClient,
    browser_of: Signed,
    activity: int,
    passed: tuple[FlaskClient, str],
    emails: Callable[[], list[str]],
) -> None:
    browser, old = passed
    with unit_of_work():
        student.name = "Ada Lin-Byron"
    assert browser.post(f"/certificates/{old}/correct").status_code == 404, "not by oneself"
    assert "Give it anew" not in browser.get(f"/certificates/{old}").text
    office = browser_of(coordinator)
    with clock.frozen(NOW + timedelta(days=9)):
        assert "Give it anew" in office.get(f"/certificates/{old}").text
        new = office.post(f"/certificates/{old}/correct").location
        assert office.post(f"/certificates/{old}/correct").status_code == 403, "once"
    page = client.get(new).text
    assert "Ada Lin-Byron" in page
    assert "Mar 2, 2026" in page, "the day it was passed"
    assert "replaced by a newer one" in client.get(f"/certificates/{old}").text
    assert "Given to</dt><dd>Ada</dd>" in client.get(f"/certificates/{old}").text
    assert "certificate was corrected" in emails()[-1]
    assert browser.get(f"/certificates/{old}/certificate.pdf").status_code == 404
    assert f"certificate {new.rpartition('/')[2]}" in browser.get("/record").text
    assert old not in browser.get("/record").text


def test_what_has_expired_or_was_retired_cannot_be_begun(
    app: Flask, student: User, coordinator: User, browser_of: Signed, activity: int
) -> None:
    with unit_of_work():
        learning_queries.activity(activity).expires_on = NOW.date().replace(day=1)
    browser = browser_of(student)
    assert "has expired" in browser.get(f"/learning/{activity}").text
    assert browser.post(f"/learning/{activity}/begin").status_code == 403
    with unit_of_work():
        learning_queries.activity(activity).expires_on = None
    browser_of(coordinator).post(f"/learning/{activity}/retire")
    assert browser.post(f"/learning/{activity}/begin").status_code == 403
    assert db.session.scalar(select(Progress.id)) is None


def begin_quiz(browser: FlaskClient, user: User, activity: int) -> tuple[str, list[str], dict[str, object]]:
    """The quiz's address, the names of its questions, and an untouched form."""
    browser.post(f"/learning/{activity}/quiz/begin")
    attempt = learning_queries.taking_of(user.id, activity).attempts[-1]
    page = browser.get(f"/learning/{activity}/quiz").text
    version = re.findall(r'name="saved_version" value="([^"]+)"', page)[0]
    names = [f"question-{question.id}" for question in attempt.questions]
    return f"/learning/{activity}/quiz", names, {"attempt": attempt.id, "saved_version": version}


@pytest.mark.parametrize("how", [{"headers": {"X-Autosave": "1"}}, {"button": "save"}], ids=["by-itself", "by-button"])
def test_answers_given_so_far_are_found_again_after_leaving_the_page(
    student: User, browser_of: Signed, activity: int, read_all: Callable, how: dict[str, Any]
) -> None:
    browser = browser_of(student)
    read_all(browser, activity)
    quiz_page, names, form = begin_quiz(browser, student, activity)
    some = {names[0]: ["1"], names[3]: ["0"]} | ({how["button"]: "1"} if "button" in how else {})
    kept = browser.post(quiz_page, data=form | some, headers=how.get("headers"))
    assert kept.status_code == (303 if "button" in how else 204)
    again = browser_of(student).get(quiz_page).text
    assert re.findall(r'name="(question-\d+)" value="(\d)" checked', again) == [(names[0], "1"), (names[3], "0")]
    assert "12 answers" not in again


def test_answers_of_a_quiz_that_is_not_finished_are_kept_and_not_judged(
    student: User, browser_of: Signed, activity: int, read_all: Callable
) -> None:
    browser = browser_of(student)
    read_all(browser, activity)
    quiz_page, names, form = begin_quiz(browser, student, activity)
    refused = browser.post(quiz_page, data=form | {names[0]: ["1"]})
    assert refused.status_code == 422
    assert f'name="{names[0]}" value="1" checked' in browser.get(quiz_page).text
    attempt = learning_queries.taking_of(student.id, activity).attempts[-1]
    assert (attempt.submitted_at, attempt.percent) == (None, None)


def test_a_second_tab_with_older_answers_takes_none_away(
    student: User, browser_of: Signed, activity: int, read_all: Callable
) -> None:
    browser = browser_of(student)
    read_all(browser, activity)
    quiz_page, names, form = begin_quiz(browser, student, activity)
    autosave = {"X-Autosave": "1"}
    assert browser.post(quiz_page, data=form | {names[0]: ["1"]}, headers=autosave).status_code == 204
    assert browser.post(quiz_page, data=form | {names[0]: ["0"]}, headers=autosave).status_code == 409
    assert f'name="{names[0]}" value="1" checked' in browser.get(quiz_page).text
