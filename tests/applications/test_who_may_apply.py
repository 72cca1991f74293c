"""Who may apply is said before anybody writes: by the button, on the form, and before it is sent."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.applications.models import Application, ApplicationState
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests.applications.builders import application_of, posting_of

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]

BUTTON, FORM, DRAFT = "/opportunities/1", "/opportunities/1/apply", "/applications/1"
CLINICAL = {"class_years": ["M2", "M3", "M4"]}
DUAL = {"programmes": ["MD/PhD"]}


def student_with(person: People, **profile: str) -> User:
    student = person("stu", Role.STUDENT)
    with unit_of_work():
        for name, value in profile.items():
            setattr(db.session.merge(student), name, value)
    return student


@pytest.mark.parametrize(
    ("profile", "conditions", "sentence"),
    [
        ({"class_year": "M1"}, CLINICAL, "Asks for M2, M3 or M4, and you are in M1. You can apply all the same"),
        ({}, CLINICAL, "Asks for M2, M3 or M4, and your profile names no class year. Enter it in your profile"),
        ({"programme": "MD"}, DUAL, "Asks for the program MD/PhD, and yours is MD. You can apply all the same"),
        ({}, DUAL, "Asks for the program MD/PhD, and your profile names none. Enter it in your profile"),
    ],
)
def test_a_condition_that_the_profile_does_not_meet_is_said_before_writing_and_before_sending(
    person: People, browser_of: Browsers, profile: dict[str, str], conditions: dict[str, Any], sentence: str
) -> None:
    posting_of(person("grace", Role.FACULTY), **conditions)
    browser = browser_of(student_with(person, **profile))
    assert sentence in browser.get(BUTTON).text
    assert sentence in browser.get(FORM).text
    browser.post(FORM, data={"statement": "I read event reports."})
    assert sentence in browser.get(BUTTON).text, "a draft is not yet sent"
    assert sentence in browser.get(DRAFT).text
    browser.post("/opportunities/1/apply/submit")
    assert db.session.get_one(Application, 1).state is ApplicationState.SUBMITTED, "the people who post it decide"
    assert sentence not in browser.get(DRAFT).text


@pytest.mark.parametrize(
    ("profile", "conditions"),
    [
        ({"class_year": "M3"}, CLINICAL),
        ({"programme": "md/phd"}, DUAL),
        ({"class_year": "M3", "programme": "MD/PhD"}, CLINICAL | DUAL),
        ({"class_year": "M1", "programme": "MD"}, {}),
        ({}, {}),
    ],
)
def test_who_meets_the_conditions_reads_no_doubt(
    person: People, browser_of: Browsers, profile: dict[str, str], conditions: dict[str, Any]
) -> None:
    posting_of(person("grace", Role.FACULTY), **conditions)
    browser = browser_of(student_with(person, **profile))
    for address in (BUTTON, FORM):
        page = browser.get(address).text
        assert "Asks for" not in page
        assert "You can apply all the same" not in page


@pytest.mark.parametrize(
    ("conditions", "line"),
    [
        ({"good_standing": True}, "In good academic standing"),
        ({"approval_needed": True}, "With the approval of the dean’s office"),
        ({"membership": "AMSA"}, "Members of: AMSA"),
        ({"eligibility_note": "At least one clinical rotation"}, "At least one clinical rotation"),
    ],
)
def test_a_condition_that_no_profile_answers_stands_on_the_form(
    person: People, browser_of: Browsers, conditions: dict[str, Any], line: str
) -> None:
    posting_of(person("grace", Role.FACULTY), **conditions)
    browser = browser_of(student_with(person))
    assert line in browser.get(BUTTON).text
    page = browser.get(FORM).text
    assert line in page
    assert "1 condition that Rounds cannot check" in page and "Please check it yourself" in " ".join(page.split())


def test_what_is_sent_raises_no_doubt(person: People, browser_of: Browsers) -> None:
    posting = posting_of(person("grace", Role.FACULTY), **CLINICAL)
    student = student_with(person, class_year="M1")
    application_of(student, posting, ApplicationState.SUBMITTED)
    assert "You can apply all the same" not in browser_of(student).get(BUTTON).text
