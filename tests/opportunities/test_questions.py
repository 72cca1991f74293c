"""Questions about a posting: asked in private, answered in public, never with a name."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel.db import db
from board.opportunities.models import Enquiry, Opportunity
from tests.applications.builders import posting_of

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
Emails = Callable[[], list[str]]


@pytest.fixture
def posting(grace: User) -> Opportunity:
    return posting_of(grace)


def test_a_question_is_private_until_its_answer_is_for_everybody(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers, client: FlaskClient, emails: Emails
) -> None:
    page = f"/opportunities/{posting.id}"
    asker, host = browser_of(person("quentin", Role.STUDENT)), browser_of(grace)
    assert asker.post(f"{page}/ask", data={"question": "I am in Ward 6: may I come late?"}).status_code == 303
    assert "Ward 6" not in client.get(page).text
    assert "Ward 6" not in browser_of(person("sue", Role.STUDENT)).get(page).text
    assert "Ward 6" in host.get(page).text
    reworded = {"verb": "answer", "question": "May one come late?", "answer": "Yes, until **16:15**."}
    assert host.post(f"{page}/questions/1/answer", data=reworded).status_code == 303
    public = client.get(page).text
    assert "May one come late?" in public
    assert "<strong>16:15</strong>" in public
    assert "Ward 6" not in public
    asked, answered = emails()
    assert asked.startswith("A question about Safety committee")
    assert "Dear Quentin" in answered
    for seen in (public, host.get(page).text, asked):
        assert "Quentin" not in seen


def test_a_question_is_answered_once(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers, emails: Emails
) -> None:
    page, host = f"/opportunities/{posting.id}", browser_of(grace)
    browser_of(person("stu", Role.STUDENT)).post(f"{page}/ask", data={"question": "When?"})
    form = {"verb": "answer", "question": "When?", "answer": "On Tuesdays."}
    assert [host.post(f"{page}/questions/1/answer", data=form).status_code for _ in range(2)] == [303, 409]
    assert len(emails()) == 2


def test_an_answer_for_the_asker_alone_stays_off_the_page(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers, client: FlaskClient, emails: Emails
) -> None:
    page = f"/opportunities/{posting.id}"
    browser_of(person("stu", Role.STUDENT)).post(f"{page}/ask", data={"question": "Is my grade enough?"})
    form = {"verb": "set-aside", "question": "Is my grade enough?", "answer": "Write to the dean."}
    host = browser_of(grace)
    unpressed = host.post(f"{page}/questions/1/answer", data=form | {"verb": ""})
    assert unpressed.status_code == 422 and "Write to the dean." in unpressed.text, "nothing is published unasked"
    host.post(f"{page}/questions/1/answer", data=form)
    assert "grade" not in client.get(page).text
    assert "Write to the dean." in emails()[-1]


def test_only_owners_answer_and_only_questions_of_their_own_posting(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers
) -> None:
    fay, stu = person("fay", Role.FACULTY), person("stu", Role.STUDENT)
    other, form = posting_of(fay, "Another"), {"verb": "answer", "question": "When?", "answer": "Now."}
    student = browser_of(stu)
    student.post(f"/opportunities/{posting.id}/ask", data={"question": "When?"})
    for stranger in (student, browser_of(fay)):
        assert stranger.post(f"/opportunities/{posting.id}/questions/1/answer", data=form).status_code == 403
    assert browser_of(fay).post(f"/opportunities/{other.id}/questions/1/answer", data=form).status_code == 404
    assert browser_of(grace).post(f"/opportunities/{posting.id}/ask", data={"question": "Me?"}).status_code == 403
    assert db.session.scalars(select(Enquiry)).one().answered_at is None


@pytest.mark.parametrize("typed", ["", "   ", "x" * 1001, "x" * 100_000])
def test_what_cannot_be_asked_or_answered_is_told_beside_its_field(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers, typed: str
) -> None:
    page, student = f"/opportunities/{posting.id}", browser_of(person("stu", Role.STUDENT))
    asked = student.post(f"{page}/ask", data={"question": typed})
    assert asked.status_code == 422
    assert "question-error" in asked.text
    student.post(f"{page}/ask", data={"question": "When?"})
    answered = browser_of(grace).post(
        f"{page}/questions/1/answer", data={"verb": "answer", "question": "Reworded", "answer": typed}
    )
    assert answered.status_code == 422
    assert "answer-1-error" in answered.text
    assert "Reworded" in answered.text


def test_five_questions_may_wait(posting: Opportunity, person: People, browser_of: Browsers) -> None:
    page, student = f"/opportunities/{posting.id}", browser_of(person("stu", Role.STUDENT))
    answers = [student.post(f"{page}/ask", data={"question": f"Number {n}?"}).status_code for n in range(6)]
    assert answers == [303] * 5 + [403]


def test_whoever_asks_sees_beside_the_form_that_it_was_sent_and_what_came_of_it(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers
) -> None:
    page = f"/opportunities/{posting.id}"
    asker, other = browser_of(person("quentin", Role.STUDENT)), browser_of(person("sue", Role.STUDENT))
    answer = asker.post(f"{page}/ask", data={"question": "May I come late?"})
    assert answer.location == f"{page}#questions"
    shown = asker.get(page).text
    shown = shown[shown.index('id="questions"') :]
    assert "You asked on Mon, Mar 2: “May I come late?”" in shown
    assert "Sent. It waits for an answer" in shown
    assert "May I come late?" not in other.get(page).text
    browser_of(grace).post(f"{page}/questions/1/answer", data={"verb": "set-aside", "answer": "Write to me."})
    assert "Write to me." in asker.get(page).text
    assert "Answered to you alone." in asker.get(page).text
    assert "Write to me." not in other.get(page).text
