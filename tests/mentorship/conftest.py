"""Mentors and the people who ask them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.choices import Frequency, MentorKind
from board.mentorship.models import Agreement, Enrolment, EnrolmentState, MentorRequest, Mentorship
from tests.conftest import NOW

PROFILE = {"kind": "faculty", "capacity": "2", "areas": "research", "offers": "career", "languages": "en"}


@pytest.fixture
def browser_of(enter: Callable[[User], FlaskClient]) -> Callable[[User], FlaskClient]:
    """Everybody is signed in already: what is asked here comes after that."""
    return enter


@pytest.fixture
def mentor(person: Callable[..., User]) -> Callable[..., Enrolment]:
    """Makes mentors: `mentor("mia", capacity=1)`; faculty, approved, unless said otherwise."""

    def make(name: str, *, capacity: int = 2, kind: MentorKind = MentorKind.FACULTY, **fields: Any) -> Enrolment:
        role = {MentorKind.FACULTY: Role.FACULTY, MentorKind.PEER: Role.STUDENT}.get(kind, Role.MENTOR)
        user = person(name, role)
        state = fields.pop("state", EnrolmentState.APPROVED)
        with unit_of_work():
            enrolment = Enrolment(
                user_id=user.id, kind=kind, state=state, created_at=NOW, capacity=capacity, languages=["en"], **fields
            )
            db.session.add(enrolment)
        return enrolment

    return make


@pytest.fixture
def student(person: Callable[..., User]) -> Callable[..., User]:
    """Makes students."""
    return lambda name: person(name, Role.STUDENT)


def ask(browser: FlaskClient, enrolment: Enrolment, **fields: str) -> Any:
    """Send a request as a student does."""
    return browser.post(f"/mentors/{enrolment.id}/request", data={"goal": "Learn to lead a meeting."} | fields)


def newest_request() -> MentorRequest:
    """The request that was sent last."""
    found = db.session.scalar(select(MentorRequest).order_by(MentorRequest.id.desc()))
    assert found is not None
    return found


def newest_pair() -> Mentorship:
    """The pair that was made last."""
    found = db.session.scalar(select(Mentorship).order_by(Mentorship.id.desc()))
    assert found is not None
    return found


def days(number: float) -> Any:
    """So many days after the tests' present."""
    return NOW + timedelta(days=number)


@pytest.fixture
def pair(mentor: Callable[..., Enrolment], student: Callable[[str], User]) -> Callable[..., Mentorship]:
    """Makes pairs of mentors and mentees: `pair()` is Mia and Stu, who have signed."""

    def make(of: str = "mia", mentee: str = "stu", *, signed: bool = True, **fields: Any) -> Mentorship:
        enrolment, user = mentor(of), student(mentee)
        at = NOW if signed else None
        with unit_of_work():
            enrolment.places_taken = 1
            made = Mentorship(
                mentee_id=user.id,
                enrolment_id=enrolment.id,
                kind=enrolment.kind,
                started_at=NOW,
                ends_on=(NOW + timedelta(weeks=26)).date(),
                **({"contact_at": NOW} | fields),
            )
            made.agreements = [
                Agreement(
                    version=1,
                    aims="To begin with.",
                    frequency=Frequency.MONTHLY,
                    channel="in-person",
                    confidentiality="Between us.",
                    ends_on=made.ends_on,
                    written_at=NOW,
                    mentee_signed_at=at,
                    mentor_signed_at=at,
                )
            ]
            db.session.add(made)
        return made

    return make
