"""Who reads what is not theirs, because of an office, is noted: once a day, by GET alone, and nobody else is."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, User
from board.applications.models import ApplicationState
from board.kernel import audit, clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.mentorship.models import Mentorship
from tests.applications.builders import application_of, posting_of
from tests.conftest import NOW
from tests.counting import count_statements
from tests.mentorship.conftest import mentor, pair, student  # noqa: F401  # fixtures

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]


def notes() -> list[tuple[int | None, str, str]]:
    found = select(AuditEntry).where(AuditEntry.verb.endswith(".read")).order_by(AuditEntry.id)
    return [(match.by_id, match.verb, match.thing) for match in db.session.scalars(found)]


def test_a_coordinator_who_opens_an_application_is_noted_once_a_day(person: People, browser_of: Browsers) -> None:
    grace, stu, cora = person("grace", Role.FACULTY), person("stu", Role.STUDENT), person("cora", Role.COORDINATOR)
    application = application_of(stu, posting_of(grace), statement="Because I read event reports.")
    page, office = f"/applications/{application.id}", browser_of(cora)
    assert office.head(page).status_code == 200
    assert notes() == [], "HEAD shows nothing"
    for _ in range(2):
        assert "Because I read event reports." in office.get(page).text
    assert notes() == [(cora.id, "application.read", f"application:{application.id}")]
    with clock.frozen(NOW + timedelta(days=1)):
        browser_of(cora).get(page)
    assert len(notes()) == 2
    assert list(audit.breaks()) == []
    for own in (grace, stu):
        assert browser_of(own).get(page).status_code == 200
    assert len(notes()) == 2, "the posting's people and the student are not"
    assert "read the application" in office.get("/office/audit").text


def test_applications_beside_each_other_are_noted_each(person: People, browser_of: Browsers) -> None:
    posting, cora = posting_of(person("grace", Role.FACULTY)), person("cora", Role.COORDINATOR)
    sent = [application_of(person(name, Role.STUDENT), posting, statement="Because.") for name in ("ada", "bo")]
    assert browser_of(cora).get(f"/opportunities/{posting.id}/applicants/beside").text.count("Because.") == 2
    read = [f"opportunity:{posting.id}", *(f"application:{application.id}" for application in sent)]
    assert [thing for *_, thing in notes()] == read, "the list, and each of them"


def test_a_coordinator_who_opens_a_mentorship_or_wishes_is_noted_and_the_two_are_not(
    pair: Callable[..., Mentorship],  # noqa: F811
    person: People,
    browser_of: Browsers,
) -> None:
    made, cora = pair(), person("cora", Role.COORDINATOR)
    for own in (made.mentee, made.mentor):
        assert browser_of(own).get(f"/mentorships/{made.id}").status_code == 200
    assert notes() == []
    office = browser_of(cora)
    assert office.get(f"/mentorships/{made.id}").status_code == 200
    assert office.get(f"/mentorship/mentees/{made.mentee_id}").status_code == 200
    assert [(verb, thing) for _, verb, thing in notes()] == [
        ("mentorship.read", f"mentorship:{made.id}"),
        ("wishes.read", f"user:{made.mentee_id}"),
    ]


def test_the_second_look_of_a_day_costs_one_question_more(person: People, browser_of: Browsers, app: object) -> None:
    application = application_of(person("stu", Role.STUDENT), posting_of(person("grace", Role.FACULTY)))
    office, page = browser_of(person("cora", Role.COORDINATOR)), f"/applications/{application.id}"
    office.get(page)
    host = browser_of(db.session.get_one(User, application.opportunity.people[0].user_id))
    host.get(page)
    assert count_statements(app, lambda: office.get(page)) <= count_statements(app, lambda: host.get(page)) + 4


def test_everything_about_a_person_is_listed_without_drafts_and_noted(person: People, browser_of: Browsers) -> None:
    grace, stu = person("grace", Role.FACULTY), person("stu", Role.STUDENT)
    posting = posting_of(grace)
    sent = application_of(stu, posting)
    application_of(stu, posting_of(grace, title="Only begun"), state=ApplicationState.DRAFT)
    office = browser_of(person("cora", Role.COORDINATOR))
    assert "/everything" in office.get(f"/office/people/{stu.id}").text
    assert notes() == [], "the page of the account lists nothing of it"
    page = office.get(f"/office/people/{stu.id}/everything").text
    assert "Applications (1)" in page
    assert f'href="/applications/{sent.id}"' in page
    assert "Only begun" not in page
    assert [(verb, thing) for _, verb, thing in notes()] == [("holdings.read", f"user:{stu.id}")]
    own = browser_of(stu)
    assert "list of your applications" in own.get("/account/disclosures").text
    seen = own.get("/account/data/seen").text
    assert "Applications (1)" in seen, "the student reads what the office reads"
