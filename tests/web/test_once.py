"""A form that creates something is stored once when it is posted twice, and loses nothing that is new."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, table

from board.accounts.models import User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.sent_form import forget_old_forms
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.choices import Frequency, MentorKind
from board.mentorship.models import Agreement, Mentorship, MentorshipState
from tests.applications.builders import offered_to, posting_of
from tests.at_once import at_once
from tests.conftest import NOW
from tests.files import pdf
from tests.learning.test_office import TALK
from tests.match_rounds.conftest import DATES
from tests.mentorship.test_pairs import MEETING
from tests.opportunities.test_life import WHOLE
from tests.record.conftest import ENTRY
from tests.web.test_at_once import School, school

__all__ = ["school"]

DAY = {"day": NOW.date().isoformat(), "hours": "2.5", "what": "Read ten reports"}


@dataclass(frozen=True)
class Case:
    """A form: who fills it in, on which page, what they write, the table of the row, and another text for it."""

    who: str
    page: str
    rows: str
    typed: dict[str, Any]
    other: dict[str, str]
    action: str = ""
    """Where it is sent; empty: to its page."""
    needs: str = ""
    """What has to be there: a pair, a placement, an entry, a draft of an activity."""


CASES: dict[str, Case] = {
    "an entry of the record": Case("student", "/record/entries/new", "record_entries", ENTRY, {"title": "Chair"}),
    "somebody asked what they saw": Case(
        "student",
        "/record/entries/1",
        "seen_asks",
        {"name": "Ruth Bell", "email": "ruth@clinic.example", "relation": "chair", "note": ""},
        {"email": "rob@clinic.example"},
        "/record/entries/1/ask",
        "entry",
    ),
    "a posting": Case("owner", "/opportunities/new", "opportunities", WHOLE, {"title": "Falls council"}),
    "a posting cloned": Case(
        "owner",
        "/opportunities/1",
        "opportunities",
        {"cycle": "year"},
        {"cycle": "half-year"},
        "/opportunities/1/clone",
    ),
    "a question": Case(
        "student",
        "/opportunities/1",
        "enquiries",
        {"question": "Is it at night?"},
        {"question": "Is it far?"},
        "/opportunities/1/ask",
    ),
    "a search kept": Case(
        "student",
        "/opportunities?q=ward",
        "saved_searches",
        {"question": "q=ward", "name": "Wards", "pace": "daily"},
        {"question": "q=night", "name": "Nights"},
        "/saved/searches",
    ),
    "a posting reported": Case(
        "student",
        "/opportunities/1/report",
        "flags",
        {"worry": "misleading", "words": "It pays nothing."},
        {},
    ),
    "a mentor asked": Case(
        "student", "/mentors/1", "mentor_requests", {"goal": "Lead a meeting.", "note": ""}, {}, "/mentors/1/request"
    ),
    "a goal": Case(
        "student",
        "/mentorships/1",
        "mentorship_goals",
        {"goal": "Lead"},
        {"goal": "Write"},
        "/mentorships/1/goals",
        "pair",
    ),
    "a task": Case(
        "student",
        "/mentorships/1",
        "mentorship_tasks",
        {"task": "Read it", "owner": "mentee", "due_on": "2026-03-14"},
        {"task": "Write it"},
        "/mentorships/1/tasks",
        "pair",
    ),
    "a meeting proposed": Case(
        "student",
        "/mentorships/1/meetings/plan",
        "meetings",
        MEETING | {"day": "2026-03-09"},
        {"day": "2026-03-10"},
        needs="pair",
    ),
    "a meeting logged": Case(
        "student", "/mentorships/1/meetings/log", "meetings", MEETING, {"minutes": "30"}, needs="pair"
    ),
    "a partner reported": Case(
        "student",
        "/mentorships/1/report",
        "mentorship_reports",
        {"kind": "conduct", "words": "Rude."},
        {"words": "Rude again."},
        needs="pair",
    ),
    "a conflict of interest": Case(
        "coordinator",
        "/office/mentorship/conflicts",
        "conflicts",
        {"mentor": "mia@example.edu", "kind": "assessor", "mentee": "ben@example.edu"},
        {"mentee": "stu@example.edu"},
    ),
    "a match round": Case(
        "coordinator",
        "/match-rounds/new",
        "match_rounds",
        DATES | {"title": "Spring", "kind": "faculty", "background_weight": "0"},
        {"title": "Fall"},
    ),
    "a committee": Case("coordinator", "/committees/new", "committees", {"name": "Ethics"}, {"name": "Safety"}),
    "a seat": Case(
        "coordinator", "/committees/1", "committee_seats", {"seat": "Chair"}, {"seat": "Clerk"}, "/committees/1/seats"
    ),
    "hours": Case(
        "student", "/placements/1", "placement_hours", DAY, {"hours": "1"}, "/placements/1/hours", "placement"
    ),
    "a supervisor": Case(
        "coordinator",
        "/office/supervisors",
        "supervisor_addresses",
        {"name": "Ruth Bell", "address": "ruth@clinic.example"},
        {"address": "rob@clinic.example"},
    ),
    "an activity from outside": Case(
        "student", "/learning/outside/new", "outside_activities", TALK, {"title": "Another evening"}
    ),
    "an activity": Case(
        "coordinator",
        "/learning/new",
        "activities",
        {"title": "Huddles", "summary": "Ten.", "minutes": "20", "pass_mark": "50", "format": "module"},
        {"title": "Rounds"},
    ),
    "a page of an activity": Case(
        "coordinator", "/learning/2/pages/new", "activity_pages", {"title": "One", "text": "Read"}, {"title": "Two"},
        needs="activity",
    ),
    "a question of a quiz": Case(
        "coordinator",
        "/learning/2/questions/new",
        "activity_questions",
        {"text": "Which?", "choices": "* this\nthat"},
        {"text": "Who?"},
        needs="activity",
    ),
    "a message to applicants": Case(
        "owner",
        "/opportunities/1/applicants/message/preview",
        "messages",
        {"application": "1", "text": "Bring your badge."},
        {"text": "Bring a pen."},
        "/opportunities/1/applicants/message",
    ),
}  # fmt: skip


def prepare(school: School, needs: str, student: User) -> None:
    """What a form hangs on."""
    with unit_of_work():
        if needs == "pair":
            ends_on = (NOW + timedelta(days=90)).date()
            agreement = Agreement(
                version=1,
                aims="To begin with.",
                frequency=Frequency.MONTHLY,
                channel="in-person",
                confidentiality="Between us.",
                ends_on=ends_on,
                written_at=NOW,
                mentee_signed_at=NOW,
                mentor_signed_at=NOW,
            )
            pair = Mentorship(
                enrolment_id=1,
                mentee_id=student.id,
                kind=MentorKind.FACULTY,
                state=MentorshipState.ACTIVE,
                started_at=NOW - timedelta(days=9),
                contact_at=NOW,
                ends_on=ends_on,
            )
            pair.agreements = [agreement]
            db.session.add(pair)
    if needs == "entry":
        school.student.post("/record/entries/new", data=ENTRY)
    if needs == "activity":
        school.coordinator.post("/learning/new", data=CASES["an activity"].typed)


@pytest.fixture
def student(person: Callable[..., User], school: School) -> User:
    found = db.session.scalar(select(User).where(User.email == school.address))
    assert found is not None
    return found


@pytest.fixture
def ready(school: School, student: User) -> Callable[[Case], FlaskClient]:
    """Prepares a case; answers whose browser it is."""

    def make(case: Case) -> FlaskClient:
        prepare(school, case.needs, student)
        if case.needs == "placement":
            owner = db.session.scalar(select(User).where(User.name == "Grace"))
            assert owner is not None
            offered_to(student, posting_of(owner, "Ward seat"))
            school.student.post("/applications/2/accept-offer")
            school.student.post("/placements/1/start", data={"day": NOW.date().isoformat()})
        browser: FlaskClient = getattr(school, case.who)
        return browser

    return make


def token_of(page: str, action: str) -> str:
    """The token of the form that is sent to this address, or of the only form that has one."""
    forms = re.findall(r"<form\b.*?</form>", page, re.S)
    with_token = [form for form in forms if 'name="once"' in form]
    meant = [form for form in with_token if f'action="{action}"' in form] if action else with_token
    assert meant, "the form carries a token"
    token = re.search(r'name="once" value="([^"]+)"', meant[0])
    assert token is not None
    return token[1]


def page_of(browser: FlaskClient, case: Case) -> str:
    """The page of the form; a message is looked at before it is sent."""
    answer = browser.post(case.page, data=case.typed) if case.page.endswith("preview") else browser.get(case.page)
    return answer.text


def rows(name: str) -> int:
    return db.session.scalar(select(func.count()).select_from(table(name))) or 0


@pytest.mark.parametrize("name", CASES)
def test_a_form_that_is_posted_twice_is_stored_once(ready: Callable[[Case], FlaskClient], name: str) -> None:
    case = CASES[name]
    browser = ready(case)
    token, before = token_of(page_of(browser, case), case.action), rows(case.rows)
    address = case.action or case.page
    answers = [browser.post(address, data=case.typed | {"once": token}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303] * 3, answers[0].text
    assert len({answer.location for answer in answers}) == 1, "everybody is led to the page of the first"
    assert rows(case.rows) == before + 1
    if case.other:
        assert browser.post(address, data=case.typed | case.other | {"once": token}).status_code == 303
        assert rows(case.rows) == before + 2, "going back and writing something else is another form"


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("name", ["an entry of the record", "a question", "a committee"])
def test_two_at_once_store_one(app: Flask, ready: Callable[[Case], FlaskClient], name: str) -> None:
    case = CASES[name]
    browser = ready(case)
    token, before = token_of(page_of(browser, case), case.action), rows(case.rows)
    typed = case.typed | {"once": token}
    jar = browser.get_cookie("rounds")
    assert jar is not None

    def post() -> Any:
        twin = app.test_client()
        twin.set_cookie("rounds", jar.value)
        return twin.post(case.action or case.page, data=typed)

    answers = at_once(app, "sent_forms", [post] * 4)
    assert [answer.status_code for answer in answers] == [303] * 4
    assert len({answer.location for answer in answers}) == 1
    assert rows(case.rows) == before + 1


def test_a_form_that_was_refused_can_be_sent_again(ready: Callable[[Case], FlaskClient]) -> None:
    case = CASES["an entry of the record"]
    browser = ready(case)
    refused = browser.post(case.page, data=case.typed | {"title": "", "once": "abc"})
    assert refused.status_code == 422
    assert browser.post(case.page, data=case.typed | {"once": "abc"}).status_code == 303
    assert rows(case.rows) == 1


def test_the_token_of_somebody_else_stops_nobody(ready: Callable[[Case], FlaskClient], school: School) -> None:
    case = CASES["a search kept"]
    ready(case)
    for browser in (school.student, school.coordinator):
        assert browser.post(case.action, data=case.typed | {"once": "same"}).status_code == 303
    assert rows(case.rows) == 2


def test_a_form_without_a_token_is_stored_as_it_comes(ready: Callable[[Case], FlaskClient]) -> None:
    case = CASES["an entry of the record"]
    browser = ready(case)
    for _ in range(2):
        browser.post(case.page, data=case.typed)
    assert (rows(case.rows), rows("sent_forms")) == (2, 0)


def test_another_file_makes_another_form(ready: Callable[[Case], FlaskClient]) -> None:
    browser = ready(CASES["an activity from outside"])
    first, second = pdf(pages=1), pdf(pages=2)
    for content in (first, first, second):
        proof = (io.BytesIO(content), "proof.pdf")
        answer = browser.post("/learning/outside/new", data=TALK | {"once": "t", "proof": proof})
        assert answer.status_code == 303
    assert rows("outside_activities") == 2


def test_what_was_sent_is_remembered_for_a_day(ready: Callable[[Case], FlaskClient]) -> None:
    case = CASES["an entry of the record"]
    ready(case).post(case.page, data=case.typed | {"once": "abc"})
    assert forget_old_forms(NOW + timedelta(hours=23)) == 0
    with clock.frozen(NOW + timedelta(days=2)):
        assert forget_old_forms(clock.now()) == 1
