"""What somebody wrote is kept whole or refused with the text shown: never cut."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.applications.models import Application, ApplicationState
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity, Paper, Question
from tests.applications.builders import application_of, posting_of

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
LONG = Path(__file__).resolve().parents[3] / "shared" / "data" / "faults" / "20_statement_6000.txt"


@pytest.fixture
def statement() -> str:
    """Six thousand characters in lines that end in LF: the file that failed, where it lies beside this checkout."""
    if LONG.exists():
        return LONG.read_text(encoding="utf-8")
    return "\n".join(["x" * 99] * 59) + "\n" + "x" * 99 + "!"


@pytest.fixture
def posting(grace: User) -> Opportunity:
    return posting_of(grace)


def as_a_browser_sends_it(text: str) -> str:
    return text.replace("\n", "\r\n")


def test_a_statement_at_the_limit_is_kept_whole_however_its_lines_end(
    posting: Opportunity, person: People, browser_of: Browsers, statement: str
) -> None:
    assert len(statement) == 6000
    student, address = browser_of(person("stu", Role.STUDENT)), f"/opportunities/{posting.id}/apply"
    assert student.post(address, data={"statement": as_a_browser_sends_it(statement)}).status_code == 303
    assert db.session.get_one(Application, 1).statement == statement


def test_one_character_more_is_refused_and_shown(
    posting: Opportunity, person: People, browser_of: Browsers, statement: str
) -> None:
    student, address = browser_of(person("stu", Role.STUDENT)), f"/opportunities/{posting.id}/apply"
    answer = student.post(address, data={"statement": as_a_browser_sends_it(statement) + "?"})
    assert answer.status_code == 422
    assert "Use at most 6,000 characters. This has 6,001." in answer.text
    assert statement.splitlines()[-1] + "?</textarea>" in answer.text
    assert db.session.get(Application, 1) is None


@pytest.mark.parametrize(
    ("address", "field", "most", "more"),
    [
        ("applications/1/note", "note", 6000, {}),
        ("applications/1/review", "comment", 6000, {"version": "0"}),
        ("applications/1/tag", "tag", 30, {}),
        ("applications/1/decide", "line", 500, {"decision": "decline", "reason": "fit"}),
        ("opportunities/1/applicants/message/preview", "text", 6000, {"application": "1"}),
        ("opportunities/1/applicants/message", "template-name", 60, {"application": "1", "text": "Dear all"}),
        ("opportunities/1/rubric", "name-0", 80, {"version": "0", "weight-0": "1"}),
        ("opportunities/1/rubric", "anchor-0-1", 200, {"version": "0", "name-0": "Clarity", "weight-0": "1"}),
        ("opportunities/1/cancel", "reason", 1000, {}),
        ("opportunities/1/close", "reason", 500, {}),
        ("opportunities/1/publish", "comment", 1000, {}),
        ("opportunities/1/note", "note", 1000, {}),
    ],
)
def test_what_is_too_long_is_refused_with_the_text_shown(
    posting: Opportunity,
    grace: User,
    person: People,
    browser_of: Browsers,
    address: str,
    field: str,
    most: int,
    more: dict,
) -> None:
    application_of(person("stu", Role.STUDENT), posting, ApplicationState.SUBMITTED)
    typed = "w" * most + "END"
    writer = person("cora", Role.COORDINATOR) if address.endswith("/publish") else grace
    answer = browser_of(writer).post(f"/{address}", data=more | {field: typed})
    assert answer.status_code == 422
    assert f"Use at most {most:,} characters. This has {most + 3:,}." in answer.text
    assert typed in answer.text


def test_a_limit_of_words_is_shown_and_kept(posting: Opportunity, person: People, browser_of: Browsers) -> None:
    with unit_of_work():
        posting.papers = [Paper(position=0, label="Statement", kind="statement", limit_words=20)]
    student, address = browser_of(person("stu", Role.STUDENT)), f"/opportunities/{posting.id}"
    assert "Statement, at most 20 words" in student.get(address).text
    form = student.get(f"{address}/apply").text
    assert "At most 20 words. The people who post it" in form, "said also where no script counts"
    assert 'data-words="20"' in form
    assert student.post(f"{address}/apply", data={"statement": "word " * 21}).status_code == 303
    answer = student.post(f"{address}/apply/submit")
    assert answer.status_code == 422
    assert "Your statement has 21 words; at most 20 are asked for." in answer.text
    student.post(f"{address}/apply", data={"statement": "word\r\n" * 20})
    assert student.post(f"{address}/apply/submit").status_code == 303


def test_all_that_is_too_long_is_said_at_once(posting: Opportunity, person: People, browser_of: Browsers) -> None:
    with unit_of_work():
        posting.questions = [Question(position=0, text="Why?", kind="long", choices=[])]
    student, field = browser_of(person("stu", Role.STUDENT)), f"answer-{posting.questions[0].id}"
    form = {"statement": "x" * 6001, field: "y" * 6002}
    refused = student.post(f"/opportunities/{posting.id}/apply", data=form)
    assert refused.status_code == 422
    for name in ("statement", field):
        assert f'id="{name}-error"' in refused.text, "each sentence stands beside its field"
        assert f'<a href="#{name}">' in refused.text.partition("c-checklist")[0], "and above the form"


def test_a_posting_says_that_it_wants_a_statement(posting: Opportunity, person: People, browser_of: Browsers) -> None:
    page = browser_of(person("stu", Role.STUDENT)).get(f"/opportunities/{posting.id}").text
    assert "Statement, at most 6,000 characters: required" in page


def test_a_limit_of_words_holds_for_an_answer_too(posting: Opportunity, person: People, browser_of: Browsers) -> None:
    with unit_of_work():
        question = Question(position=0, text="Which night did you learn from?", kind="long", limit_words=5)
        posting.questions = [question]
    field, address = f"answer-{question.id}", f"/opportunities/{posting.id}"
    student = browser_of(person("stu", Role.STUDENT))
    assert "Answer to “Which night did you learn from?”, at most 5 words: required" in student.get(address).text
    form = student.get(f"{address}/apply").text
    assert "At most 5 words." in form
    assert 'data-words="5"' in form
    student.post(f"{address}/apply", data={"statement": "Because.", field: "One two three four five six"})
    answer = student.post(f"{address}/apply/submit")
    assert answer.status_code == 422
    assert "This answer has 6 words; at most 5 are asked for." in answer.text
    assert f'id="{field}-error"' in answer.text, "the sentence stands beside the answer"
    student.post(f"{address}/apply", data={"statement": "Because.", field: "One two three four five"})
    assert student.post(f"{address}/apply/submit").status_code == 303


def test_a_statement_that_a_posting_calls_optional_is_optional(
    posting: Opportunity, person: People, browser_of: Browsers
) -> None:
    with unit_of_work():
        posting.papers = [Paper(position=0, label="Statement", kind="statement", required=False)]
    student, address = browser_of(person("stu", Role.STUDENT)), f"/opportunities/{posting.id}"
    assert "Statement: optional" in student.get(address).text
    assert student.post(f"{address}/apply", data={"statement": ""}).status_code == 303
    assert student.post(f"{address}/apply/submit").status_code == 303
