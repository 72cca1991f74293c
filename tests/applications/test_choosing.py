"""From application to place: the one journey, and the rules that hold on the way."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, User
from board.applications.models import LIVE, Application, ApplicationState
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Involvement, Opportunity, PostingRole, PostingState, Question
from tests.conftest import NOW
from tests.counting import count_statements

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]


@pytest.fixture
def posting(grace: User) -> Opportunity:
    with unit_of_work():
        posting = Opportunity(
            title="Safety committee",
            kind="committee-seat",
            state=PostingState.PUBLISHED,
            created_at=NOW,
            published_at=NOW,
            closes_at=NOW + timedelta(days=9),
            seats=1,
        )
        posting.questions = [Question(position=0, text="Why?", kind="long", choices=[])]
        posting.people = [Involvement(user_id=grace.id, part=PostingRole.OWNER)]
        db.session.add(posting)
    return posting


def applied(browser: FlaskClient, posting: Opportunity) -> Application:
    number = posting.questions[0].id
    address = f"/opportunities/{posting.id}/apply"
    browser.post(address, data={"statement": "I read event reports.", f"answer-{number}": "Because."})
    assert browser.post(f"{address}/submit").status_code == 303
    found = db.session.scalar(select(Application).order_by(Application.id.desc()))
    assert found is not None
    return found


def test_a_student_applies_is_offered_the_place_and_takes_it(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers, emails: Callable[[], list[str]]
) -> None:
    student, faculty = browser_of(person("stu", Role.STUDENT)), browser_of(grace)
    application = applied(student, posting)
    page = f"/applications/{application.id}"
    assert application.reference in student.get(page).text
    assert "New" in faculty.get(f"/opportunities/{posting.id}/applicants").text
    faculty.post(f"{page}/move", data={"verb": "shortlist"})
    assert "Shortlisted" not in student.get(page).text
    assert "Being read" in student.get(page).text
    faculty.post(f"{page}/move", data={"verb": "offer"})
    student.post(f"{page}/accept-offer")
    assert application.state is ApplicationState.ACCEPTED
    assert (posting.seats_taken, posting.state) == (1, PostingState.FILLED)
    assert [email.splitlines()[0] for email in emails()] == [
        "Your application is sent: Safety committee",
        "You have an offer: Safety committee",
        "Stu accepts the offer: Safety committee",
    ]
    student.post(f"{page}/withdraw")
    assert (posting.seats_taken, posting.state) == (0, PostingState.PUBLISHED)


def test_the_last_place_is_given_once(posting: Opportunity, grace: User, person: People, browser_of: Browsers) -> None:
    faculty = browser_of(grace)
    students = [browser_of(person(name, Role.STUDENT)) for name in ("stu", "sue")]
    pages = [f"/applications/{applied(student, posting).id}" for student in students]
    for page in pages:
        faculty.post(f"{page}/move", data={"verb": "offer", "over": "1", "over-reason": "Often one declines."})
    answers = [student.post(f"{page}/accept-offer").status_code for student, page in zip(students, pages, strict=True)]
    assert answers == [303, 409]
    assert posting.seats_taken == 1
    states = set(db.session.scalars(select(Application.state)))
    assert states == {ApplicationState.ACCEPTED, ApplicationState.OFFERED}, "the refused one still holds the offer"


def test_sent_twice_it_is_one_application(posting: Opportunity, person: People, browser_of: Browsers) -> None:
    student = browser_of(person("stu", Role.STUDENT))
    applied(student, posting)
    application = db.session.scalars(select(Application)).one()
    again = student.post(f"/opportunities/{posting.id}/apply/submit", data={"version": application.version})
    assert (again.status_code, len(application.moves)) == (303, 1), "by two windows in the same moment"
    assert student.post(f"/opportunities/{posting.id}/apply/submit").status_code == 409
    assert student.post(f"/opportunities/{posting.id}/apply", data={"statement": "Other"}).status_code == 409
    assert len(list(db.session.scalars(select(Application)))) == 1


def test_what_is_missing_is_told_and_what_was_typed_is_kept(
    posting: Opportunity, person: People, browser_of: Browsers
) -> None:
    student = browser_of(person("stu", Role.STUDENT))
    address = f"/opportunities/{posting.id}/apply"
    student.post(address, data={"statement": "I read event reports."})
    answer = student.post(f"{address}/submit")
    assert answer.status_code == 422
    assert "This question needs an answer." in answer.text
    assert "I read event reports." in answer.text


def test_past_the_deadline_the_draft_is_kept_and_not_sent(
    posting: Opportunity, person: People, browser_of: Browsers
) -> None:
    student = browser_of(person("stu", Role.STUDENT))
    student.post(f"/opportunities/{posting.id}/apply", data={"statement": "I read event reports."})
    with clock.frozen(NOW + timedelta(days=9)):
        answer = student.post(f"/opportunities/{posting.id}/apply/submit")
    assert answer.status_code == 403
    assert "takes no applications now" in answer.text
    assert "I read event reports." in student.get("/applications/1").text


def test_nobody_else_finds_an_application(posting: Opportunity, person: People, browser_of: Browsers) -> None:
    application = applied(browser_of(person("stu", Role.STUDENT)), posting)
    for name, role in (("sue", Role.STUDENT), ("fay", Role.FACULTY)):
        stranger = browser_of(person(name, role))
        assert stranger.get(f"/applications/{application.id}").status_code == 404
        for verb in ("withdraw", "accept-offer", "decline-offer", "move", "note"):
            assert stranger.post(f"/applications/{application.id}/{verb}", data={"verb": "offer"}).status_code == 404
        assert stranger.get(f"/opportunities/{posting.id}/applicants").status_code == 404


def test_a_student_cannot_choose_themself(posting: Opportunity, person: People, browser_of: Browsers) -> None:
    student = browser_of(person("stu", Role.STUDENT))
    application = applied(student, posting)
    assert student.post(f"/applications/{application.id}/move", data={"verb": "offer"}).status_code == 404
    assert application.state is ApplicationState.SUBMITTED


def test_many_move_together_or_not_at_all(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers
) -> None:
    faculty = browser_of(grace)
    first = applied(browser_of(person("stu", Role.STUDENT)), posting)
    second = applied(browser_of(person("sue", Role.STUDENT)), posting)
    faculty.post(f"/applications/{second.id}/move", data={"verb": "reject"})
    ticked = {"application": [str(first.id), str(second.id)], "verb": "shortlist"}
    assert faculty.post(f"/opportunities/{posting.id}/applicants/move", data=ticked).status_code == 409
    assert (first.state, second.state) == (ApplicationState.SUBMITTED, ApplicationState.NOT_SELECTED)


def test_the_posters_note_is_theirs(posting: Opportunity, grace: User, person: People, browser_of: Browsers) -> None:
    student = browser_of(person("stu", Role.STUDENT))
    page = f"/applications/{applied(student, posting).id}"
    browser_of(grace).post(f"{page}/note", data={"note": "planted secret"})
    assert "planted secret" not in student.get(page).text


def test_a_student_can_leave_from_every_live_state() -> None:
    assert {before for before, verb in Application.MOVES if verb == "withdraw"} == set(LIVE)


def test_a_message_reaches_those_who_are_ticked_and_nobody_else(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers, emails: Callable[[], list[str]]
) -> None:
    first, second = browser_of(person("stu", Role.STUDENT)), browser_of(person("sue", Role.STUDENT))
    chosen, other = applied(first, posting), applied(second, posting)
    faculty, address = browser_of(grace), f"/opportunities/{posting.id}/applicants/message"
    assert faculty.post(address, data={"text": "Come on Tuesday."}).status_code == 422
    empty = faculty.post(address, data={"application": str(chosen.id), "text": " "})
    assert empty.status_code == 422
    assert "Write the message first" in empty.text
    faculty.post(address, data={"application": str(chosen.id), "text": "Come **on Tuesday**."})
    assert "<strong>on Tuesday</strong>" in first.get(f"/applications/{chosen.id}").text
    assert "Tuesday" not in second.get(f"/applications/{other.id}").text
    assert len(emails()) == 3, "two receipts and one message"


def test_the_applicant_list_shows_the_state_asked_for(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers
) -> None:
    faculty = browser_of(grace)
    for name in ("stu", "sue"):
        applied(browser_of(person(name, Role.STUDENT)), posting)
    faculty.post("/applications/2/move", data={"verb": "shortlist"})
    page = faculty.get(f"/opportunities/{posting.id}/applicants?state=shortlisted").text
    assert ">Sue<" in page
    assert ">Stu<" not in page
    assert "1 new" in faculty.get("/my-postings").text
    assert "Nobody here fits that" not in page


def test_a_draft_saves_itself(posting: Opportunity, person: People, browser_of: Browsers) -> None:
    student = browser_of(person("stu", Role.STUDENT))
    address = f"/opportunities/{posting.id}/apply"
    saved = student.post(address, data={"statement": "Half a sen"}, headers={"X-Autosave": "1"})
    assert saved.status_code == 204
    assert "Half a sen" in student.get(address).text


def test_the_dates_go_into_a_calendar(posting: Opportunity, person: People, browser_of: Browsers) -> None:
    student = browser_of(person("stu", Role.STUDENT))
    application = applied(student, posting)
    calendar = student.get(f"/applications/{application.id}/dates.ics")
    assert calendar.mimetype == "text/calendar"
    assert "SUMMARY:Closes: Safety committee" in calendar.text
    assert "DTSTART:20260311T150000Z" in calendar.text


def test_the_applicant_list_asks_the_same_few_questions_for_three_and_for_thirty(
    app: Flask, posting: Opportunity, grace: User, person: People, browser_of: Browsers
) -> None:
    faculty, address = browser_of(grace), f"/opportunities/{posting.id}/applicants"

    def fill_up(upto: int) -> int:
        with unit_of_work():
            for number in range(len(posting_applications()), upto):
                student = User(name=f"S {number}", email=f"s{number}@example.edu", created_at=NOW, confirmed_at=NOW)
                sent = {"state": ApplicationState.SUBMITTED, "created_at": NOW, "saved_at": NOW, "submitted_at": NOW}
                db.session.add(Application(opportunity_id=posting.id, student=student, **sent))
        db.session.rollback()
        return count_statements(app, lambda: faculty.get(address))

    def posting_applications() -> list[Application]:
        return list(db.session.scalars(select(Application)))

    assert fill_up(3) == fill_up(33)


def test_whoever_may_post_begins_one_from_the_list_of_their_postings(
    posting: Opportunity, grace: User, person: People, browser_of: Browsers
) -> None:
    begin = '<a class="c-button" data-tone="primary" href="/opportunities/new">New posting</a>'
    assert begin in browser_of(grace).get("/my-postings").text
    assert begin not in browser_of(person("stu", Role.STUDENT)).get("/my-postings").text
