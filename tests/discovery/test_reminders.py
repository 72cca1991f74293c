"""Deadlines that come near, and the postings one keeps."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.applications.models import Application
from board.applications.models import ApplicationState as Sent
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities import queries as opportunity_queries
from board.opportunities.models import Opportunity
from tests.conftest import NOW

DAY = timedelta(days=1)
Post = Callable[..., Opportunity]
Work = Callable[[datetime], None]


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


@pytest.fixture
def browser(ada: User, browser_of: Callable[[User], FlaskClient]) -> FlaskClient:
    return browser_of(ada)


@pytest.fixture
def posting(person: Callable[..., User], posted: Post) -> Opportunity:
    return posted("Safer handover", by=person("pia", Role.FACULTY), closes_at=NOW + 5 * DAY)


def write(student: User, posting: Opportunity, state: Sent) -> None:
    with unit_of_work():
        sent = NOW if state is not Sent.DRAFT else None
        db.session.add(
            Application(
                opportunity_id=posting.id,
                student_id=student.id,
                state=state,
                created_at=NOW,
                saved_at=NOW,
                submitted_at=sent,
            )
        )


def test_what_is_saved_is_told_three_days_before_it_closes_and_once(
    browser: FlaskClient, posting: Opportunity, work: Work, emails: Callable[[], list[str]]
) -> None:
    browser.post(f"/opportunities/{posting.id}/save")
    work(NOW + DAY)
    assert emails() == []
    work(NOW + 2 * DAY)
    work(NOW + 2 * DAY)
    work(NOW + 4 * DAY)
    (email,) = emails()
    assert email.startswith("Closes soon: Safer handover\n")
    assert "You saved Safer handover. It closes in 3 days" in browser.get("/notices").text


def test_a_draft_is_told_as_a_draft(
    ada: User, browser: FlaskClient, posting: Opportunity, work: Work, emails: Callable[[], list[str]]
) -> None:
    browser.post(f"/opportunities/{posting.id}/save")
    write(ada, posting, Sent.DRAFT)
    work(NOW + 3 * DAY)
    (email,) = emails()
    assert "your draft for “Safer handover” closes" in email
    assert f"/opportunities/{posting.id}/apply" in email


@pytest.mark.parametrize("state", [Sent.SUBMITTED, Sent.WITHDRAWN])
def test_who_has_sent_it_is_left_in_peace(
    ada: User, browser: FlaskClient, posting: Opportunity, work: Work, emails: Callable[[], list[str]], state: Sent
) -> None:
    browser.post(f"/opportunities/{posting.id}/save")
    write(ada, posting, state)
    work(NOW + 3 * DAY)
    assert emails() == []


def test_a_deadline_that_moved_is_told_again_when_it_comes_near(
    browser: FlaskClient, posting: Opportunity, work: Work, emails: Callable[[], list[str]]
) -> None:
    browser.post(f"/opportunities/{posting.id}/save")
    work(NOW + 3 * DAY)
    with unit_of_work():
        posting.closes_at = NOW + 30 * DAY
    work(NOW + 4 * DAY)
    assert len(emails()) == 1
    work(NOW + 28 * DAY)
    assert len(emails()) == 2


def test_a_note_is_kept_and_read_by_nobody_else(
    ada: User, browser: FlaskClient, posting: Opportunity, client: FlaskClient
) -> None:
    browser.post(f"/opportunities/{posting.id}/note", data={"note": "Ask Dr. Moreau\r\nabout nights"})
    assert opportunity_queries.saved_by(ada.id)[0].note == "Ask Dr. Moreau\nabout nights"
    page = browser.get("/saved").text
    assert "Ask Dr. Moreau" in page and "is saved." in page
    assert "Ask Dr. Moreau" not in client.get(f"/opportunities/{posting.id}").text
    answer = browser.post(f"/opportunities/{posting.id}/note", data={"note": "by itself"}, headers={"X-Autosave": "1"})
    assert answer.status_code == 204
    browser.post(f"/opportunities/{posting.id}/save")
    assert opportunity_queries.saved_by(ada.id)[0].note == "by itself", "saved twice, the note stays"


def test_a_note_has_an_end(browser: FlaskClient, ada: User, posting: Opportunity) -> None:
    answer = browser.post(f"/opportunities/{posting.id}/note", data={"note": "n" * 1001})
    assert answer.status_code == 422
    assert opportunity_queries.saved_by(ada.id) == []


def test_saving_from_the_list_leads_back_to_it_and_changes_only_the_button(
    browser: FlaskClient, posting: Opportunity
) -> None:
    there = browser.post(f"/opportunities/{posting.id}/save", data={"next": "/opportunities?q=ward"})
    assert there.headers["Location"] == "/opportunities?q=ward"
    away = browser.post(f"/opportunities/{posting.id}/save", data={"next": "//evil.example"})
    assert away.headers["Location"] == f"/opportunities/{posting.id}"
    asked = {"HX-Request": "true", "HX-Target": f"div#save-{posting.id}"}
    fragment = browser.post(f"/opportunities/{posting.id}/unsave", headers=asked)
    assert fragment.text.strip().startswith(f'<div id="save-{posting.id}"')
    assert f"/opportunities/{posting.id}/save" in fragment.text


def test_what_is_over_stays_on_the_saved_page_below(browser: FlaskClient, posting: Opportunity, ada: User) -> None:
    browser.post(f"/opportunities/{posting.id}/save")
    assert "Open: 1 posting" in browser.get("/saved").text
    with unit_of_work():
        posting.closes_at = NOW
    assert "Over: 1 posting" in browser.get("/saved").text
