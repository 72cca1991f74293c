"""One answer to "where do I stand with this posting?", on its page, its card, my day and the list of applications."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.applications.models import ApplicationState, Offer
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities import actions as opportunity_actions
from tests.applications.builders import application_of, offered_to, posting_of
from tests.conftest import NOW
from tests.counting import count_statements

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]

OPEN = {
    # state → the state's words, the button, where it leads
    ApplicationState.DRAFT: ("Draft, not sent", "Continue draft", "/opportunities/1/apply"),
    ApplicationState.WITHDRAWN: ("Withdrawn", "Apply again", "/opportunities/1/apply"),
    ApplicationState.SUBMITTED: ("Sent", "View application", "/applications/1"),
    ApplicationState.IN_REVIEW: ("Being read", "View application", "/applications/1"),
    ApplicationState.SHORTLISTED: ("Being read", "View application", "/applications/1"),
    ApplicationState.INTERVIEW: ("Interview", "View application", "/applications/1"),
    ApplicationState.WAITLISTED: ("On the waiting list", "View application", "/applications/1"),
    ApplicationState.ACCEPTED: ("Accepted", "View application", "/applications/1"),
    ApplicationState.DECLINED: ("You declined", "View application", "/applications/1"),
    ApplicationState.LAPSED: ("The offer ran out", "View application", "/applications/1"),
    ApplicationState.NOT_SELECTED: ("Not this time", "View application", "/applications/1"),
}

OVER = set(OPEN) & {
    ApplicationState.WITHDRAWN,
    ApplicationState.ACCEPTED,
    ApplicationState.DECLINED,
    ApplicationState.LAPSED,
    ApplicationState.NOT_SELECTED,
}
"""My day tells what is due and what waits: nothing of these."""


def links(page: str) -> set[tuple[str, str]]:
    """Every link of the page that is about applying: where it leads, and its words."""
    found = re.findall(r'<a [^>]*href="([^"]+)"[^>]*>([^<]+)(?:<span|</a>)', page)
    found += re.findall(r'<li><a href="([^"]+)"><span>(?:(?!</a>).)*<b>([^<]+)</b></a>', page, re.S)
    words = {"Apply", *(button for _, button, _ in OPEN.values()), "Answer the offer", "View draft"}
    return {(href, text.strip()) for href, text in found if text.strip() in words}


@pytest.mark.parametrize("state", OPEN)
def test_every_page_says_the_same_of_an_application(
    person: People, browser_of: Browsers, state: ApplicationState
) -> None:
    posting, stu = posting_of(person("grace", Role.FACULTY)), person("stu", Role.STUDENT)
    application_of(stu, posting, state)
    with unit_of_work():
        opportunity_actions.save(posting, by=stu, now=NOW)
    student, (words, button, href) = browser_of(stu), OPEN[state]
    under_way = [] if state in OVER else ["/"]
    for address in ("/opportunities/1", "/opportunities", "/saved", "/applications", *under_way):
        page = student.get(address).text
        assert links(page) == {(href, button)}, address
        assert words in page, address


def test_whoever_has_not_begun_applies_and_whoever_may_not_sees_no_button(
    person: People, browser_of: Browsers, client: FlaskClient
) -> None:
    grace = person("grace", Role.FACULTY)
    posting_of(grace)
    student = browser_of(person("stu", Role.STUDENT))
    assert links(student.get("/opportunities/1").text) == {("/opportunities/1/apply", "Apply")}
    assert links(student.get("/opportunities").text) == set(), "the card leads to the page"
    assert links(browser_of(grace).get("/opportunities/1").text) == set()
    assert "Sign in to apply" in client.get("/opportunities/1").text
    with clock.frozen(NOW + timedelta(days=30)):
        assert links(student.get("/opportunities/1").text) == set()


def test_an_offer_is_to_be_answered_until_its_day(person: People, browser_of: Browsers) -> None:
    posting, stu = posting_of(person("grace", Role.FACULTY)), person("stu", Role.STUDENT)
    offered_to(stu, posting, days=2)
    student = browser_of(stu)
    assert links(student.get("/opportunities/1").text) == {("/applications/1", "Answer the offer")}
    with clock.frozen(NOW + timedelta(days=3)):
        assert links(student.get("/opportunities/1").text) == {("/applications/1", "View application")}


def test_of_several_offers_the_last_is_answered(person: People, browser_of: Browsers) -> None:
    stu = person("stu", Role.STUDENT)
    application, student = offered_to(stu, posting_of(person("grace", Role.FACULTY)), days=2), browser_of(stu)
    with unit_of_work():
        again = Offer(application_id=application.id, made_at=NOW + timedelta(days=3))
        again.set_answer_by(NOW + timedelta(days=9))
        db.session.add(again)
    with clock.frozen(NOW + timedelta(days=4)):
        for address in ("/opportunities/1", "/opportunities"):
            assert links(student.get(address).text) == {("/applications/1", "Answer the offer")}
        assert f"{NOW + timedelta(days=9):%b} {(NOW + timedelta(days=9)).day}" in student.get("/").text


def test_after_the_end_a_draft_is_viewed_and_not_continued(person: People, browser_of: Browsers) -> None:
    posting, stu = posting_of(person("grace", Role.FACULTY)), person("stu", Role.STUDENT)
    application_of(stu, posting, ApplicationState.DRAFT)
    with clock.frozen(NOW + timedelta(days=30)):
        student = browser_of(stu)
        for address in ("/opportunities/1", "/applications"):
            assert links(student.get(address).text) == {("/applications/1", "View draft")}


@pytest.mark.parametrize(
    "state", [state for state in OPEN if state not in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)]
)
def test_what_is_sent_is_not_opened_as_a_draft(person: People, browser_of: Browsers, state: ApplicationState) -> None:
    posting, stu = posting_of(person("grace", Role.FACULTY)), person("stu", Role.STUDENT)
    application_of(stu, posting, state)
    answer = browser_of(stu).get("/opportunities/1/apply")
    assert (answer.status_code, answer.location) == (303, "/applications/1")


def test_a_list_asks_once_for_all_its_postings(app: Flask, person: People, browser_of: Browsers) -> None:
    grace, stu = person("grace", Role.FACULTY), person("stu", Role.STUDENT)
    application_of(stu, posting_of(grace), ApplicationState.SUBMITTED)
    student = browser_of(stu)
    few = count_statements(app, lambda: student.get("/opportunities"))
    for number in range(9):
        application_of(stu, posting_of(grace, f"Seat {number}"), ApplicationState.SUBMITTED)
    assert count_statements(app, lambda: student.get("/opportunities")) == few
