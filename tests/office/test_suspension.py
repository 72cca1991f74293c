"""What follows when an account is suspended: in every slice, told before and after, brought back where it can be."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board import tasks
from board.accounts.models import Role, User
from board.applications import queries as application_queries
from board.applications.models import Application, ApplicationState
from board.committees.models import Committee, Seat, SeatTerm
from board.discovery.models import SavedSearch
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.outbox import OutboxMessage
from board.kernel.unit_of_work import unit_of_work
from board.match_rounds.models import MatchMentee, MatchRound, RoundState
from board.match_rounds.snapshot import freeze
from board.mentorship.models import MentorRequest, Mentorship, MentorshipState, RequestState
from board.notices.actions import notify
from board.notices.models import Notice, Pace
from board.opportunities.models import Involvement, Opportunity, PostingRole, PostingState
from tests.applications.builders import application_of, offered_to, posting_of
from tests.confirming import agree, asked
from tests.conftest import NOW
from tests.mentorship.conftest import ask, days, mentor, pair, student  # noqa: F401  # fixtures

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
REASON = {"reason": "The account was shared."}


@pytest.fixture
def office(person: People, browser_of: Browsers) -> FlaskClient:
    return browser_of(person("cora", Role.COORDINATOR))


def suspend(office: FlaskClient, user: User) -> list[str]:
    """Suspend somebody; answers what the page says before. What it says after is the same."""
    address = f"/office/people/{user.id}/suspend"
    before = asked(office, address, REASON).text
    assert agree(office, address, REASON).status_code == 303
    followed = select(AuditEntry.changes).where(AuditEntry.verb == "account.suspension-followed")
    told = db.session.scalars(followed.order_by(AuditEntry.id.desc())).first()
    assert told is not None
    after = office.get(f"/office/people/{user.id}").text
    for sentence in told["followed"][1]:
        escaped = sentence.replace("'", "&#39;")
        assert escaped in before, "told before"
        assert escaped in after, "told after"
    return list(told["followed"][1])


def restore(office: FlaskClient, user: User) -> None:
    assert office.post(f"/office/people/{user.id}/restore").status_code == 303
    db.session.expire_all()


def test_nothing_happens_before_the_office_has_read_what_follows_and_said_yes(
    office: FlaskClient, person: People
) -> None:
    grace, stu = person("grace", Role.FACULTY), person("stu", Role.STUDENT)
    posting = posting_of(grace)
    application_of(stu, posting)
    rows = [select(func.count()).select_from(table) for table in (AuditEntry, OutboxMessage, Notice)]
    before = [db.session.scalar(row) for row in rows]
    page = asked(office, f"/office/people/{grace.id}/suspend", REASON).text
    assert "“Safety committee” is on hold" in page
    assert [db.session.scalar(row) for row in rows] == before
    assert (grace.suspended_at, posting.state) == (None, PostingState.PUBLISHED)


def test_a_suspended_posters_posting_leaves_the_board_until_it_has_an_owner(
    office: FlaskClient, client: FlaskClient, person: People, browser_of: Browsers
) -> None:
    grace, stu = person("grace", Role.FACULTY), person("stu", Role.STUDENT)
    posting, applicant = posting_of(grace), browser_of(stu)
    assert "Safety committee" in client.get("/opportunities").text
    suspend(office, grace)
    assert "Safety committee" not in client.get("/opportunities").text
    assert "It is on hold" in client.get(f"/opportunities/{posting.id}").text
    refused = applicant.post(f"/opportunities/{posting.id}/apply", data={"statement": "Please."})
    assert refused.status_code == 403
    assert re.search(r">1</span> <span>posting needs an owner", office.get("/office").text)
    assert "Safety committee" in office.get("/office/postings?show=all&status=on-hold").text
    cleo = person("cleo", Role.FACULTY)
    office.post(f"/opportunities/{posting.id}/reviewers/join", data={"email": cleo.email, "part": "co-owner"})
    assert "Safety committee" in client.get("/opportunities").text


def test_a_posting_with_another_owner_stays_and_the_last_one_cannot_leave_it_alone(
    office: FlaskClient, client: FlaskClient, person: People, browser_of: Browsers
) -> None:
    grace, cleo = person("grace", Role.FACULTY), person("cleo", Role.FACULTY)
    posting = posting_of(grace)
    with unit_of_work():
        db.session.add(Involvement(opportunity_id=posting.id, user_id=cleo.id, part=PostingRole.CO_OWNER))
    assert suspend(office, grace) == ["“Safety committee” stays on the board with Cleo."]
    assert "Safety committee" in client.get("/opportunities").text
    office.post(f"/opportunities/{posting.id}/reviewers/leave", data={"person": str(cleo.id)})
    assert "Safety committee" not in client.get("/opportunities").text
    restore(office, grace)
    assert "Safety committee" in client.get("/opportunities").text


def test_a_suspended_student_loses_the_offer_to_the_next_and_is_hidden_where_undecided(
    office: FlaskClient, person: People, browser_of: Browsers
) -> None:
    grace, stu, next_one = person("grace", Role.FACULTY), person("stu", Role.STUDENT), person("nia", Role.STUDENT)
    offering, reading, taken = posting_of(grace), posting_of(grace, "Reading group"), posting_of(grace, "Ward")
    offered, waiting = (
        offered_to(stu, offering),
        application_of(next_one, offering, ApplicationState.WAITLISTED, rank=1),
    )
    sent, accepted = (
        application_of(stu, reading, ApplicationState.SHORTLISTED),
        application_of(stu, taken, ApplicationState.ACCEPTED),
    )
    with unit_of_work():
        offering.seats_offered, taken.seats_taken = 1, 1
    host = browser_of(grace)
    assert "Stu" in host.get(f"/opportunities/{reading.id}/applicants").text
    said = suspend(office, stu)
    assert said == [
        "The offer of “Safety committee” is withdrawn, and the opening goes to the waiting list.",
        "The application for “Reading group” is set aside: nobody there sees it until the account is open again.",
        "The place in “Ward” stays taken. Speak with Grace about it.",
    ]
    db.session.expire_all()
    assert (offered.state, waiting.state) == (ApplicationState.ON_HOLD, ApplicationState.OFFERED)
    assert accepted.state is ApplicationState.ACCEPTED
    assert offering.seats_offered == 1, "the one held for the next"
    assert list(application_queries.miscounted()) == []
    assert "Stu" not in host.get(f"/opportunities/{reading.id}/applicants").text
    assert host.get(f"/applications/{sent.id}").status_code == 404
    assert office.get(f"/applications/{sent.id}").status_code == 200
    restore(office, stu)
    assert (offered.state, sent.state) == (ApplicationState.IN_REVIEW, ApplicationState.SHORTLISTED)
    assert "Stu" in host.get(f"/opportunities/{reading.id}/applicants").text
    assert "Its offer does not come back." in office.get(f"/office/people/{stu.id}").text


def test_a_suspended_mentor_is_not_listed_or_asked_and_pairs_rest(
    app: Flask,
    office: FlaskClient,
    pair: Callable[..., Mentorship],  # noqa: F811
    student: Callable[[str], User],  # noqa: F811
    browser_of: Browsers,
    emails: Callable[[], list[str]],
) -> None:
    made, ada = pair(), student("ada")
    mia, hers = made.mentor, browser_of(ada)
    tasks.do_all(NOW)
    assert ask(hers, made.enrolment).status_code == 303
    assert "Mia" in hers.get("/mentors").text
    said = suspend(office, mia)
    assert said == [
        "As a mentor they are not listed, asked or matched any more.",
        "The request of Ada to them is closed, and Ada is told.",
        "The mentorship with Stu is paused, and Stu is told. Speak with them.",
    ]
    request = db.session.scalars(select(MentorRequest)).one()
    assert (request.state, made.state) == (RequestState.CLOSED_AWAY, MentorshipState.PAUSED)
    assert "Mia" not in hers.get("/mentors").text
    assert hers.get(f"/mentors/{made.enrolment_id}").status_code == 404
    assert ask(hers, made.enrolment).status_code in (404, 409)
    refused = browser_of(made.mentee).post(f"/mentorships/{made.id}/resume")
    assert refused.status_code == 409
    assert any("takes no requests now" in email for email in emails())
    restore(office, mia)
    assert made.state is MentorshipState.ACTIVE
    assert "Mia" in hers.get("/mentors").text


def test_a_suspended_person_takes_no_part_in_a_match_and_comes_back(
    office: FlaskClient,
    student: Callable[[str], User],  # noqa: F811
) -> None:
    stu, ada = student("stu"), student("ada")
    with unit_of_work():
        dates = {"joins_until": days(7), "ranks_until": days(14), "publishes_on": days(21)}
        match_round = MatchRound(
            title="Spring", kind="faculty", state=RoundState.RANKING, created_at=NOW, seed="a seed", **dates
        )
        db.session.add(match_round)
        db.session.flush()
        for user in (stu, ada):
            db.session.add(MatchMentee(round_id=match_round.id, user_id=user.id, choices=[], joined_at=NOW))
    assert suspend(office, stu) == ["The match round “Spring” runs without them."]
    assert set(freeze(match_round, today=NOW.date()).mentees) == {ada.id}
    restore(office, stu)
    assert set(freeze(match_round, today=NOW.date()).mentees) == {stu.id, ada.id}


def test_nobody_writes_to_a_suspended_person_but_about_the_account(
    office: FlaskClient, person: People, emails: Callable[[], list[str]]
) -> None:
    grace, stu = person("grace", Role.FACULTY), person("stu", Role.STUDENT)
    posting = posting_of(grace, closes_at=days(2))
    application_of(stu, posting, ApplicationState.DRAFT, submitted_at=None)
    with unit_of_work():
        db.session.add(
            SavedSearch(user_id=stu.id, slot=1, name="All", question="", pace=Pace.DAILY, since=NOW, looked_at=NOW)
        )
    assert suspend(office, stu) == ["Their 1 saved search and all other emails are silent."]
    about = len(emails())
    assert "The account was shared." in emails()[-1]
    tasks.do_all(days(0.1))
    with unit_of_work():
        notify(stu, "application-news", once="a fact", words="News.", href="/applications", application_id=1)
    assert len(emails()) == about


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_what_follows_is_done_once_however_often_it_is_delivered(
    app: Flask, office: FlaskClient, person: People
) -> None:
    grace, stu = person("grace", Role.FACULTY), person("stu", Role.STUDENT)
    offered_to(stu, posting_of(grace))
    suspend(office, stu)
    with unit_of_work():
        message = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "AccountSuspended")).one()
        message.delivered_at = None
    assert app.test_cli_runner().invoke(args=["worker", "--once"]).exit_code == 0
    db.session.expire_all()
    application = db.session.scalars(select(Application)).one()
    assert [move.verb for move in application.moves] == ["hold"]
    assert db.session.scalars(select(Opportunity.seats_taken)).one() == 0


def test_a_suspended_members_seat_is_vacant_and_handed_to_the_office(office: FlaskClient, person: People) -> None:
    stu, kay = person("stu", Role.STUDENT), person("kay", Role.FACULTY)
    begins, ends = days(-30).date(), days(300).date()
    with unit_of_work():
        held = SeatTerm(name=stu.name, user_id=stu.id, starts=begins, ends=ends)
        stands_by = SeatTerm(name=kay.name, user_id=kay.id, starts=begins, ends=ends, is_alternate=True)
        body = Committee(name="Curriculum", created_at=NOW, keeper_id=kay.id)
        seat = Seat(name="Student seat", committee=body, terms=[held, stands_by])
        db.session.add(body)
    assert suspend(office, stu) == [
        "The seat “Student seat, Curriculum” is shown as vacant. End the term there to name or find somebody else."
    ]
    page = office.get(f"/committees/{body.id}").text
    assert "Nobody holds it." in page
    assert "account suspended" in page
    assert f"{stu.name} leaves today" in page
    restore(office, stu)
    assert f"<strong>{stu.name}</strong>" in office.get(f"/committees/{body.id}").text
    assert "“Curriculum” has no keeper until the office names another." in suspend(office, kay)
    db.session.expire_all()
    assert seat.alternates(NOW.date()) == []


def test_who_is_suspended_reads_whom_to_write_to_and_hears_when_it_is_over(
    office: FlaskClient, person: People, emails: Callable[[], list[str]]
) -> None:
    stu = person("stu", Role.STUDENT)
    suspend(office, stu)
    told = next(text for text in emails() if "is suspended" in text)
    assert "A coordinator has suspended your account" in told
    assert "write to Cora, cora@example.edu" in told
    restore(office, stu)
    over = next(text for text in emails() if text.startswith("Your account on Rounds is open again"))
    assert "/sign-in" in over
