"""Pressed six times at once, or by six at once: everybody is answered as the first one is, and there is one row."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, table

from board.accounts.models import Role, User
from board.committees.models import Committee, Seat
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.learning import starter_activity as learning_starter_activity
from board.learning.actions import activity as activity_actions
from board.mentorship.choices import MentorKind
from board.mentorship.models import Enrolment, EnrolmentState
from tests.applications.builders import application_of, posting_of
from tests.at_once import at_once
from tests.conftest import NOW


@dataclass(frozen=True)
class School:
    """Somebody for each role."""

    student: FlaskClient
    owner: FlaskClient
    coordinator: FlaskClient
    address: str
    """Where emails to the student go."""


@pytest.fixture
def school(app: Flask, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]) -> School:
    """A posting, a seat, an activity and a mentor, each with the number 1; Ben has applied."""
    owner, student = person("grace", Role.FACULTY), person("stu", Role.STUDENT)
    coordinator, mentor, ben = (
        person("cora", Role.COORDINATOR),
        person("mia", Role.FACULTY),
        person("ben", Role.STUDENT),
    )
    application_of(ben, posting_of(owner))
    with unit_of_work():
        activity = learning_starter_activity.bring_in(by=coordinator, now=NOW)
        activity_actions.publish(activity, by=coordinator, now=NOW)
        db.session.add(Committee(name="Curriculum", created_at=NOW, seats=[Seat(name="Student seat")]))
        db.session.add(
            Enrolment(
                user_id=mentor.id,
                kind=MentorKind.FACULTY,
                state=EnrolmentState.APPROVED,
                created_at=NOW,
                capacity=2,
                languages=["en"],
            )
        )
    return School(browser_of(student), browser_of(owner), browser_of(coordinator), student.email)


CASES: dict[str, tuple[str, str, str, dict[str, str], int]] = {
    "a link to a new password": ("student", "emails", "/forgot-password", {"email": "stu@example.edu"}, 200),
    "a posting saved": ("student", "saved_opportunities", "/opportunities/1/save", {}, 303),
    "a note to oneself": ("student", "saved_opportunities", "/opportunities/1/note", {"note": "Ask Ada."}, 303),
    "a draft begun": ("student", "applications", "/opportunities/1/apply", {"statement": "I read reports."}, 303),
    "a posting reported": (
        "student",
        "flags",
        "/opportunities/1/report",
        {"worry": "misleading", "words": "x"},
        303,
    ),
    "a search kept": ("student", "saved_searches", "/saved/searches", {"question": "q=ward", "pace": "daily"}, 303),
    "a seat followed": ("student", "committee_followers", "/seats/1/follow", {}, 303),
    "an activity begun": ("student", "takings", "/learning/1/begin", {}, 303),
    "a mentor kept": ("student", "saved_mentors", "/mentors/1/save", {}, 303),
    "a mentor excluded": ("student", "blocks", "/mentors/1/block", {}, 303),
    "wishes": ("student", "wishes", "/mentorship/wishes", {"goals": "Lead a meeting."}, 303),
    "a mentor's profile": ("owner", "enrolments", "/mentorship/profile", {"kind": "faculty", "capacity": "2"}, 303),
    "an assignment": (
        "coordinator",
        "assignments",
        "/learning/1/assign",
        {"class_year": "M2", "due_on": "2026-05-01"},
        303,
    ),
    "emails, topic by topic": ("student", "email_preferences", "/account/emails", {"application": "daily"}, 303),
}
"""Who, the table, the address, the form, and the answer that everybody gets."""


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer at a time
@pytest.mark.parametrize("case", CASES)
def test_the_same_pressed_six_times_at_once_is_done_once(app: Flask, school: School, case: str) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    who, rows, address, form, status = CASES[case]
    browser: FlaskClient = getattr(school, who)
    before = _count(rows)
    answers = at_once(app, rows, [lambda: browser.post(address, data=form)] * 6)
    assert [answer.status_code for answer in answers] == [status] * 6, answers[0].text[-600:]
    assert _count(rows) <= before + 1 or rows == "email_preferences"


def _count(name: str) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table(name))) or 0
