"""The demo school: loaded whole, once, and everything is there to be seen."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board.accounts import queries as account_queries
from board.accounts.models import Role, RoleGrant, User
from board.accounts.queries import people as people_queries
from board.accounts.queries.people import PeopleFilter
from board.applications.models import Application, ApplicationState
from board.demo import school
from board.kernel import clock
from board.kernel.db import db
from board.kernel.mail import Email
from board.kernel.outbox import OutboxMessage
from board.mentorship.models import Enrolment, MentorRequest, RequestState
from board.notices.models import Notice
from board.opportunities.models import Involvement, Opportunity, PostingStatus, SavedPosting
from board.vocabulary.words import Area, Kind
from tests.conftest import NOW

PLAYED = ("student", "student2", "faculty", "reviewer", "mentor", "coordinator")


def of(email: str) -> User:
    user = account_queries.by_email(email)
    assert user is not None
    return user


def test_its_people_come_in_by_the_one_password(demo: Flask, client: FlaskClient) -> None:
    for name in PLAYED:
        answer = client.post("/sign-in", data={"email": f"{name}@example.edu", "password": school.PASSWORD})
        assert answer.status_code == 303, name
        assert "<h1>My day</h1>" in client.get("/").text


def test_it_is_as_large_as_it_says(demo: Flask) -> None:
    held = select(RoleGrant.role, func.count()).where(RoleGrant.granted_at.is_not(None)).group_by(RoleGrant.role)
    roles = {role: number for role, number, *_ in db.session.execute(held)}
    assert (roles[Role.STUDENT], roles[Role.MENTOR]) == (120, 40)
    assert roles[Role.FACULTY] >= 23
    assert people_queries.count_matching(PeopleFilter(status="waiting"), now=clock.now()) == 2


def test_a_posting_of_an_organization_waits_for_its_adviser(demo: Flask, client: FlaskClient) -> None:
    client.post("/sign-in", data={"email": "samir.holloway@example.edu", "password": school.PASSWORD})
    assert "Approve or return: Saturday Free Clinic" in client.get("/").text


def test_it_shows_every_kind_area_status_and_state(demo: Flask) -> None:
    postings = list(db.session.scalars(select(Opportunity)))
    assert len(postings) >= 60
    assert {posting.status(clock.now()) for posting in postings} == set(PostingStatus)
    assert min(Counter(posting.kind for posting in postings).values()) >= 10
    assert set(Kind) == {posting.kind for posting in postings}
    areas = Counter(area for posting in postings for area in posting.areas)
    assert set(areas) == {area.value for area in Area}
    assert min(areas.values()) >= 10
    assert set(db.session.scalars(select(Application.state))) == set(ApplicationState)


def test_no_two_postings_say_the_same(demo: Flask) -> None:
    postings = list(db.session.scalars(select(Opportunity)))
    for name in ("title", "summary", "description"):
        assert max(Counter(getattr(posting, name) for posting in postings).values()) == 1, name


def test_its_mentors_practise_what_their_titles_name(demo: Flask) -> None:
    fields = {"Surgery": "general-surgery", "Pediatrics": "pediatrics", "Psychiatry": "psychiatry"}
    enrolled = list(db.session.scalars(select(Enrolment)))
    named = [(item, field) for item in enrolled for word, field in fields.items() if word in item.user.title]
    assert len(named) >= 3
    assert {enrolment.user.title: enrolment.specialties for enrolment, field in named} == {
        enrolment.user.title: [field] for enrolment, field in named
    }


def test_the_two_who_wait_for_the_mentor_write_different_things(demo: Flask) -> None:
    mentor = db.session.scalars(select(Enrolment).where(Enrolment.user_id == of("mentor@example.edu").id)).one()
    waiting = select(MentorRequest).where(MentorRequest.enrolment_id == mentor.id)
    sent = list(db.session.scalars(waiting.where(MentorRequest.state == RequestState.SENT)))
    assert len(sent) == 2
    assert len({request.goal for request in sent}) == len({request.note for request in sent}) == 2


def test_nothing_impossible_is_in_it(demo: Flask) -> None:
    result = demo.test_cli_runner().invoke(args=["check"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("hour", [5, 11, 23])
def test_nothing_impossible_is_in_it_whenever_it_is_loaded(app: Flask, hour: int) -> None:
    with clock.frozen(NOW.replace(hour=hour, minute=50)):
        runner = app.test_cli_runner()
        loaded = [runner.invoke(args=[command]).exit_code for command in ("demo", "reindex")]
        result = runner.invoke(args=["check"])
    assert loaded == [0, 0]
    assert result.exit_code == 0, result.output


def test_seats_are_taken_by_those_who_accepted(demo: Flask) -> None:
    accepted = Counter(
        db.session.scalars(select(Application.opportunity_id).where(Application.state == ApplicationState.ACCEPTED))
    )
    for opportunity in db.session.scalars(select(Opportunity)):
        assert opportunity.seats_taken == accepted[opportunity.id], opportunity.title
        assert (opportunity.status(clock.now()) is PostingStatus.FILLED) <= opportunity.openings.is_filled, (
            opportunity.title
        )


def test_the_faculty_member_has_four_postings_and_one_of_them_twelve_applicants(demo: Flask) -> None:
    mine = list(
        db.session.scalars(
            select(Opportunity).join(Involvement).where(Involvement.user_id == of("faculty@example.edu").id)
        )
    )
    assert len(mine) == 4
    assert len({item.status(clock.now()) for item in mine}) == 4
    sent = select(Application.opportunity_id).where(Application.state != ApplicationState.DRAFT)
    assert (
        12
        in Counter(db.session.scalars(sent.where(Application.opportunity_id.in_([item.id for item in mine])))).values()
    )


def test_one_student_has_begun_and_another_has_nothing(demo: Flask) -> None:
    def of_student(email: str, thing: Any, owner: Any) -> int:
        return db.session.scalar(select(func.count()).select_from(thing).where(owner == of(email).id)) or 0

    mine = select(Application.state).where(Application.student_id == of("student@example.edu").id)
    assert Counter(db.session.scalars(mine)) == {ApplicationState.ACCEPTED: 1, ApplicationState.DRAFT: 2}
    assert of("student@example.edu").class_year == "M2"
    assert of_student("student@example.edu", SavedPosting, SavedPosting.user_id) >= 4
    for thing, owner in (
        (Application, Application.student_id),
        (SavedPosting, SavedPosting.user_id),
        (Notice, Notice.user_id),
    ):
        assert of_student("student2@example.edu", thing, owner) == 0


def test_emails_were_sent_and_some_wait_and_one_failed(demo: Flask) -> None:
    def count(*where: Any) -> int:
        return db.session.scalar(select(func.count()).select_from(OutboxMessage).where(*where)) or 0

    assert count(OutboxMessage.given_up_at.is_not(None)) == 1
    waiting = (OutboxMessage.delivered_at.is_(None), OutboxMessage.given_up_at.is_(None))
    assert count(*waiting, OutboxMessage.kind == "EmailWritten") == 3
    assert count(*waiting, OutboxMessage.kind == "DataCopyAsked") == 1
    assert db.session.scalar(select(func.count()).select_from(Email).where(Email.sent_at.is_not(None))) >= 100
    with clock.frozen(NOW + timedelta(hours=2)):
        demo.test_cli_runner().invoke(args=["worker", "--once"])
    assert count(OutboxMessage.delivered_at.is_(None), OutboxMessage.given_up_at.is_(None)) == 0


def test_it_refuses_a_database_with_people(demo: Flask) -> None:
    runner = demo.test_cli_runner()
    again = runner.invoke(args=["demo"])
    assert again.exit_code == 1
    assert "empty one only" in again.output
    opened = runner.invoke(args=["open-demo"])
    assert (opened.exit_code, opened.output) == (0, ""), "what is there is kept"
