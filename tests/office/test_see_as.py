"""A coordinator looks at Rounds as somebody else sees it: read-only, in the open, and not at what is theirs alone."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, RoleGrant, User
from board.accounts.policy.see_as import SHOWN
from board.accounts.views.see_as import WAYS_OUT
from board.applications.models import Application, ApplicationState
from board.dashboard import my_day as dashboard_my_day
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.learning.models import Progress
from board.opportunities.models import Opportunity, SavedPosting
from tests.conftest import NOW
from tests.office.test_people import cora, office
from tests.walk import browser_of

__all__ = ["cora", "office"]


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


def look(office: FlaskClient, user: User, why: str = "She cannot find the apply button") -> None:
    answer = office.post(f"/office/people/{user.id}/see-as", data={"why": why})
    assert answer.status_code == 303, answer.text


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_the_look_says_so_on_each_page_is_logged_and_told(
    office: FlaskClient, ada: User, emails: Callable[[], list[str]]
) -> None:
    look(office, ada)
    for address in ("/", "/opportunities", "/learning"):
        assert "You see Rounds as <strong>Ada</strong>" in office.get(address).text, address
    assert office.get("/office/people").status_code == 403
    assert "She cannot find the apply button" in emails()[-1]
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "account.see-as")).one()
    assert entry.thing == f"user:{ada.id}"
    assert office.post("/account/stop-seeing-as").status_code == 303
    assert office.get("/office/people").status_code == 200


def test_nothing_is_sent_while_looking_whatever_the_address(app: Flask, office: FlaskClient, ada: User) -> None:
    look(office, ada)
    addresses = 0
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}:
            if rule.endpoint in WAYS_OUT:
                continue
            address = re.sub(r"<[^>]+>", "1", rule.rule)
            assert office.open(address, method=method).status_code in (400, 403), (method, address)
            addresses += 1
    assert addresses > 150


OF_NOBODY = ("static", "school", "api")
"""Which know no session: they show the same to whoever asks, or ask for a token."""


def test_only_the_shown_pages_open_and_nothing_of_the_account(app: Flask, office: FlaskClient, ada: User) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= SHOWN
    look(office, ada)
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint.split(".")[0] in OF_NOBODY:
            continue
        answer = office.get(re.sub(r"<[^>]+>", "1", rule.rule))
        assert (answer.status_code in (401, 403)) != (rule.endpoint in SHOWN), rule.endpoint


def test_it_ends_by_itself_and_with_the_role(office: FlaskClient, cora: User, ada: User) -> None:
    look(office, ada)
    with clock.frozen(NOW + timedelta(minutes=14)):
        assert "You see Rounds as" in office.get("/").text
    with clock.frozen(NOW + timedelta(minutes=15)):
        assert "You see Rounds as" not in office.get("/").text
    with unit_of_work():
        db.session.add(RoleGrant(user_id=ada.id, role=Role.COORDINATOR, asked_at=NOW, granted_at=NOW))
    assert "You see Rounds as" not in office.get("/").text


def test_nobody_looks_as_a_coordinator_or_as_themself_or_without_a_reason(
    office: FlaskClient, cora: User, ada: User, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    other = person("otto", Role.COORDINATOR)
    for user in (other, cora):
        assert office.post(f"/office/people/{user.id}/see-as", data={"why": "x"}).status_code == 403
    assert office.post(f"/office/people/{ada.id}/see-as", data={"why": " "}).status_code == 422
    faculty = browser_of(person("fay", Role.FACULTY))
    assert faculty.post(f"/office/people/{ada.id}/see-as", data={"why": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["student", "rania.munro", "mentor", "faculty"])
def test_my_day_tells_nothing_of_pages_that_are_not_shown(demo: Flask, name: str) -> None:
    user = db.session.scalars(select(User).where(User.email == f"{name}@example.edu")).one()
    own, office = browser_of(demo, name), browser_of(demo, "coordinator")
    with demo.test_request_context():
        mine = dashboard_my_day.mine(user, NOW)
        waiting = dashboard_my_day.to_do(user, mine, NOW) + dashboard_my_day.waiting_for_others(mine, NOW)
    hidden = [item.words for item in waiting if (item.told_on or item.endpoint) not in SHOWN]
    page = main_of(own)
    assert hidden
    assert {words for words in hidden if words in page} == set(hidden), "the ground"
    look(office, user)
    seen = main_of(office)
    assert [words for words in hidden if words in seen] == []
    for block in ("Waiting for others", "For you"):
        assert block not in seen, block
    assert 'class="c-waiting"' not in office.get("/").text, "how many notices wait"


def main_of(browser: FlaskClient, address: str = "/") -> str:
    return html.unescape(browser.get(address).text.partition("<main")[2].partition("</main>")[0])


def test_a_posting_tells_nothing_of_what_its_reader_wrote_saved_and_asked(demo: Flask) -> None:
    office, mine = browser_of(demo, "coordinator"), browser_of(demo, "student")
    user = db.session.scalars(select(User).where(User.email == "student@example.edu")).one()
    states = select(Application.opportunity_id, Application.state).where(Application.student_id == user.id)
    of_state = {state: number for number, state in db.session.execute(states)}
    saved = db.session.scalars(select(SavedPosting.opportunity_id).where(SavedPosting.user_id == user.id)).first()
    asked = next(
        number
        for number in db.session.scalars(select(Opportunity.id).order_by(Opportunity.id))
        if mine.post(f"/opportunities/{number}/ask", data={"question": "Is Zanzibar far?"}).status_code == 303
    )
    assert saved is not None
    draft = of_state.pop(ApplicationState.DRAFT)
    sent = next(
        number for number in of_state.values() if "View application" in main_of(mine, f"/opportunities/{number}")
    )
    told = [
        (f"/opportunities/{draft}", "Draft, not sent"),
        (f"/opportunities/{sent}", "View application"),
        (f"/opportunities/{saved}", "data-saved"),
        (f"/opportunities/{asked}", "Is Zanzibar far?"),
    ]
    fits = [f"/opportunities/{number}" for number in (draft, sent, saved, asked)]
    assert [(address, words) for address, words in told if words not in main_of(mine, address)] == [], "the ground"
    assert any("How it fits" in main_of(mine, address) for address in fits)
    look(office, user)
    assert [(address, words) for address, words in told if words in main_of(office, address)] == []
    assert not any("How it fits" in main_of(office, address) for address in fits)
    cards = main_of(office, "/opportunities")
    assert "Continue draft" not in cards
    assert "View application" not in cards


def test_learning_tells_nothing_of_what_the_person_has_learned(demo: Flask) -> None:
    taking = db.session.scalars(select(Progress).where(Progress.passed_at.is_not(None))).first()
    assert taking is not None
    user = db.session.get(User, taking.user_id)
    assert user is not None
    office, mine = browser_of(demo, "coordinator"), browser_of(demo, user.email.partition("@")[0])
    told = (f"/learning/{taking.activity_id}", "Look at it again"), ("/learning", ">Passed")
    assert [(address, words) for address, words in told if words not in main_of(mine, address)] == [], "the ground"
    look(office, user)
    assert [(address, words) for address, words in told if words in main_of(office, address)] == []
