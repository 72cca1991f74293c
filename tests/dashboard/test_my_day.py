"""My day says what waits, for each role, and one next step."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from sqlalchemy import select

from board import indexing
from board.accounts.models import Role, User
from board.applications.models import Application
from board.applications.models import ApplicationState as Step
from board.dashboard.views import BEST
from board.demo import school
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities import queries as opportunity_queries
from board.opportunities.models import Involvement, Opportunity, PostingRole, PostingState, SavedPosting
from tests.conftest import NOW
from tests.counting import count_statements, statements_of

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]


def posting(title: str, owner: User, state: PostingState = PostingState.PUBLISHED, days: int = 3) -> Opportunity:
    one = Opportunity(title=title, kind="seminar", state=state, created_at=NOW, published_at=NOW)
    one.closes_at = NOW + timedelta(days=days)
    one.people = [Involvement(user_id=owner.id, part=PostingRole.OWNER)]
    db.session.add(one)
    db.session.flush()
    return one


def application(opportunity: Opportunity, student: User, state: Step) -> None:
    sent = None if state is Step.DRAFT else NOW
    one = Application(opportunity_id=opportunity.id, student_id=student.id, state=state, created_at=NOW, saved_at=NOW)
    one.submitted_at = sent
    db.session.add(one)


def test_an_offer_comes_before_a_draft_and_a_draft_before_what_was_saved(
    grace: User, person: People, browser_of: Browsers
) -> None:
    student = person("stu", Role.STUDENT)
    with unit_of_work():
        application(posting("Drafted", grace, days=20), student, Step.DRAFT)
        application(posting("Offered", grace), student, Step.OFFERED)
        db.session.add(SavedPosting(user_id=student.id, opportunity_id=posting("Kept", grace).id, at=NOW))
        db.session.add(SavedPosting(user_id=student.id, opportunity_id=posting("Far off", grace, days=30).id, at=NOW))
    page = browser_of(student).get("/").text
    order = [page.index(words) for words in ("Offer received: Offered", "You saved Kept", "Draft, not sent: Drafted")]
    assert order == sorted(order)
    assert "You saved Far off" not in page


def test_what_waits_for_others_is_told_with_its_day_and_nothing_stands_twice(
    grace: User, person: People, browser_of: Browsers
) -> None:
    student = person("stu", Role.STUDENT)
    with unit_of_work():
        sent = posting("Sent on", grace)
        sent.answer_by = (NOW + timedelta(days=9)).date()
        application(sent, student, Step.IN_REVIEW)
        application(posting("Over and out", grace), student, Step.NOT_SELECTED)
        application(posting("In the drawer", grace), student, Step.DRAFT)
        db.session.add(SavedPosting(user_id=student.id, opportunity_id=posting("Kept", grace).id, at=NOW))
        posting("For anybody", grace)
    page = browser_of(student).get("/").text.partition("<main")[2]
    due, waiting, soon = (
        page.partition(heading)[2] for heading in (">Due<", ">Waiting for others<", ">Closing soonest<")
    )
    waiting = waiting.partition("</section>")[0]
    assert "Being read: Sent on" in waiting
    assert "by " in waiting and "in 9 days" in waiting
    assert "For anybody" in soon
    assert "Over and out" not in page
    for title in ("Sent on", "In the drawer", "Kept"):
        assert page.count(title) == 1, title
    assert "in 3 days" in due.partition("</section>")[0]


def test_a_poster_sees_what_is_under_way_and_no_empty_column(grace: User, person: People, browser_of: Browsers) -> None:
    with unit_of_work():
        posting("To be approved", grace, PostingState.IN_REVIEW)
        application(posting("All are read", grace), person_in_unit("sue"), Step.IN_REVIEW)
        late = posting("Overdue", grace)
        late.answer_by = (NOW - timedelta(days=1)).date()
        application(late, person_in_unit("tim"), Step.SUBMITTED)
    page = browser_of(grace).get("/").text.partition("<main")[2]
    assert "New posting</a>" in page
    assert "Waits for approval: To be approved" in page
    assert "Open, 1 application: All are read" in page
    assert page.count("Overdue") == 1, "who waits too long is told of, and not once more as unread"
    assert "Closing soonest" not in page and "c-card" not in page


def test_a_poster_reads_what_is_unread_asked_and_closed(grace: User, person: People, browser_of: Browsers) -> None:
    with unit_of_work():
        busy = posting("Busy", grace)
        busy.answer_by = (NOW + timedelta(days=1)).date()
        application(busy, person_in_unit("sue"), Step.SUBMITTED)
        posting("Sent back", grace, PostingState.CHANGES_ASKED)
        posting("Over", grace, days=-1)
        application(posting("Unread and over", grace, days=-1), person_in_unit("tim"), Step.SUBMITTED)
    page = browser_of(grace).get("/").text
    for words in ("1 new application for Busy", "asks for a change in Sent back", "Over has closed: decide"):
        assert words in page
    closed = "1 new application for Unread and over, which has closed"
    assert page.index(closed) < page.index("1 new application for Busy"), "it stands above what is still open"


def test_a_day_on_my_day_is_that_of_the_page_that_it_leads_to(
    grace: User, person: People, browser_of: Browsers
) -> None:
    student = person("stu", Role.STUDENT)
    with unit_of_work():
        student.time_zone = "America/Los_Angeles"
        own, told = posting("Own", grace), posting("Told in a zone", grace)
        own.closes_at = told.closes_at = datetime(2026, 3, 5, 6, tzinfo=UTC)  # 10 PM on March 4 in Los Angeles
        told.time_zone = "America/New_York"
        application(own, student, Step.DRAFT)
        application(told, student, Step.DRAFT)
    browser = browser_of(student)
    lines = JustHTML(browser.get("/").text, sanitize=False).query("main li")
    for drafted, day in ((own, "Mar 4"), (told, "Mar 5")):
        [line] = [line.to_text() for line in lines if line.to_text().count(f"not sent: {drafted.title}")]
        page = browser.get(f"/opportunities/{drafted.id}").text
        assert day in line and day in page.partition("<main")[2]
        [away] = re.findall(r"in \d+ \w+", line)
        assert away in page


def test_what_fits_me_stands_there_once(grace: User, person: People, browser_of: Browsers) -> None:
    student = person("stu", Role.STUDENT)
    with unit_of_work():
        student.areas = ["education"]
        for number in range(BEST):
            posting(f"Fits {number}", grace).areas = ["education"]
        posting("Soon", grace)
    page = browser_of(student).get("/").text
    for_you, soon = page.partition(">For you<")[2].partition(">Closing soonest<")[::2]
    assert for_you.count(">Fits ") == BEST and "Soon" in soon
    assert "Fits " not in soon


def test_of_thousands_those_that_close_soonest_are_compared_and_all_are_counted(
    app: Flask, grace: User, person: People, browser_of: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("board.opportunities.queries.posting_search.MOST_COMPARED", 2)
    student = person("stu", Role.STUDENT)
    with unit_of_work():
        student.areas = ["education"]
        for day, title in enumerate(("First", "Second", "Third")):
            later = posting(title, grace)
            later.areas, later.closes_at = ["education"] * (day > 0), NOW + timedelta(days=day + 1)
    db.session.expire_all()
    indexing.rebuild(engine=app.extensions["engine"])
    browser = browser_of(student)
    for_you = browser.get("/").text.partition(">For you<")[2].partition(">Closing soonest<")[0]
    assert ">Second<" in for_you and ">Third<" not in for_you
    assert opportunity_queries.for_you(student, NOW, most=3, soonest=3).total == 3
    page = browser.get("/opportunities?sort=fit").text
    assert re.findall(r">(First|Second|Third)</a></h3>", page) == ["Second", "First", "Third"]


def person_in_unit(name: str) -> User:
    user = User(name=name, email=f"{name}@example.edu", created_at=NOW, confirmed_at=NOW)
    db.session.add(user)
    db.session.flush()
    return user


def test_a_coordinator_reads_who_waits(grace: User, person: People, browser_of: Browsers) -> None:
    person("wai", waiting=Role.FACULTY)
    with unit_of_work():
        posting("New", grace, PostingState.IN_REVIEW)
    page = browser_of(person("cora", Role.COORDINATOR)).get("/").text
    assert "1 person waits for approval" in page
    assert "1 posting waits for approval" in page


def test_a_newcomer_is_led_to_the_profile(person: People, browser_of: Browsers) -> None:
    assert "Set your interests" in browser_of(person("new", Role.STUDENT)).get("/").text


def test_my_day_asks_as_often_for_many_as_for_few(
    app: Flask, grace: User, person: People, browser_of: Browsers
) -> None:
    student = person("stu", Role.STUDENT)
    browser = browser_of(student)

    def with_more(count: int) -> int:
        with unit_of_work():
            for number in range(count):
                application(posting(f"P {number}", grace), student, Step.DRAFT)
        db.session.rollback()
        return count_statements(app, lambda: browser.get("/"))

    assert with_more(3) == with_more(30)


def test_the_sitemap_lists_what_is_public(grace: User, client: FlaskClient) -> None:
    with unit_of_work():
        shown, hidden = posting("Shown", grace), posting("NotFound", grace, PostingState.DRAFT)
        numbers = shown.id, hidden.id
    text = client.get("/sitemap.xml").text
    assert f"<loc>http://127.0.0.1:8000/opportunities/{numbers[0]}</loc>" in text
    assert f"/opportunities/{numbers[1]}<" not in text


def test_what_fits_me_best_stands_on_my_day_with_its_reasons(demo: Flask) -> None:
    browser = demo.test_client()
    browser.post("/sign-in", data={"email": "student@example.edu", "password": school.PASSWORD})
    page = browser.get("/").text
    fitting = page.partition("For you</h2>")[2].partition("</section>")[0]
    assert fitting.count("<article") == 4
    assert "which you care for" in fitting
    assert "Make the evening handover" not in fitting, "that one is begun"
    assert 'href="/opportunities?sort=fit"' in page
    total = re.search(r"All\s+(\d+) open opportunities", page)
    assert total is not None
    assert f"{total[1]} open opportunities" in demo.test_client().get("/opportunities").text
    assert count_statements(demo, lambda: browser.get("/")) <= 11, "where anything waits, each of these, and the board"
    empty = demo.test_client()
    empty.post("/sign-in", data={"email": "student2@example.edu", "password": school.PASSWORD})
    assert "For you</h2>" not in empty.get("/").text, "who has said nothing is asked first"


def test_my_day_asks_only_where_something_waits(app: Flask, person: People, browser_of: Browsers) -> None:
    browser = browser_of(person("stu", Role.STUDENT))
    browser.get("/")
    asked = statements_of(app, lambda: browser.get("/"))
    assert len(asked) <= 6, "what opens it, where anything waits, and the board"
    [sources] = [statement for statement in asked if statement.startswith("SELECT EXISTS")]
    for condition in ("mentor_requests.state IN ('SENT', 'INFO_ASKED')", "match_waiting_offers.state IN ('OFFERED')"):
        assert condition in sources, "a parameter there has SQLite plan the whole statement each time"
    assert "mentorships.state IN ('PROPOSED', 'ACTIVE', 'PAUSED')" in sources


def test_a_column_of_json_reads_what_was_written(app: Flask, person: People) -> None:
    ada = person("ada", Role.STUDENT)
    for tags in ([], ["Ünïcode “quoted” \\ \x07", "", "[]"]):
        with unit_of_work():
            db.session.merge(ada).tags = tags
        db.session.expire_all()
        assert db.session.scalar(select(User.tags).where(User.id == ada.id)) == tags
