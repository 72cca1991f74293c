"""Forty people press at once, over HTTP, against a running server of several threads."""

import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar

import pytest
from flask import Flask
from sqlalchemy import func, select

from board.accounts.models import Role, User
from board.applications.models import Application, ApplicationState
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.models import Enrolment, EnrolmentState, MentorRequest, Mentorship
from board.opportunities.models import Opportunity, PostingState
from tests.conftest import NOW, PASSWORD

PEOPLE = 40


class Visitor:
    """A browser reduced to what a race needs: cookies and forms."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def send(self, address: str, token_from: str, **fields: str) -> int:
        """Post a form with the token of the page it stands on, say yes where something is asked; the last status."""
        page = self.opener.open(self.server + token_from, timeout=30).read().decode()
        token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[-1]
        status, page = self._post(address, fields | {"csrf_token": token})
        asked = re.search(r'name="confirmed" value="(\w+)"', page)
        if asked is not None:
            status, _ = self._post(address, fields | {"csrf_token": token, "confirmed": asked[1]})
        return status

    def _post(self, address: str, fields: dict[str, str]) -> tuple[int, str]:
        body = urllib.parse.urlencode(fields).encode()
        try:
            answer = self.opener.open(self.server + address, body, timeout=60)
            return int(answer.status), answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, ""


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_forty_accepts_of_the_last_place_have_one_winner(app: Flask, person: Callable[..., User], server: str) -> None:
    students = [person(f"student-{number}", Role.STUDENT) for number in range(PEOPLE)]
    with unit_of_work():
        posting = Opportunity(
            title="One seat", kind="seminar", seats=1, state=PostingState.PUBLISHED, created_at=NOW, published_at=NOW
        )
        db.session.add(posting)
        db.session.flush()
        offers = [
            Application(
                opportunity_id=posting.id,
                student_id=student.id,
                state=ApplicationState.OFFERED,
                created_at=NOW,
                saved_at=NOW,
                submitted_at=NOW,
            )
            for student in students
        ]
        db.session.add_all(offers)
    pages = [f"/applications/{offer.id}" for offer in offers]
    addresses = [student.email for student in students]
    db.session.rollback()
    visitors = [Visitor(server) for _ in students]
    for visitor, email in zip(visitors, addresses, strict=True):
        assert visitor.send("/sign-in", "/sign-in", email=email, password=PASSWORD) == 200

    with ThreadPoolExecutor(PEOPLE) as crowd:
        answers = list(
            crowd.map(lambda pair: pair[0].send(f"{pair[1]}/accept-offer", pair[1]), zip(visitors, pages, strict=True))
        )

    assert sorted(answers) == [200] + [409] * (PEOPLE - 1)
    db.session.rollback()
    assert db.session.scalar(select(Opportunity.seats_taken)) == 1
    accepted = select(func.count()).where(Application.state == ApplicationState.ACCEPTED)
    assert db.session.scalar(accepted) == 1


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_forty_accepts_of_a_mentors_last_place_have_one_winner(
    app: Flask, person: Callable[..., User], server: str
) -> None:
    mentor = person("mentor", Role.FACULTY, Role.MENTOR)
    students = [person(f"student-{number}", Role.STUDENT) for number in range(PEOPLE)]
    with unit_of_work():
        enrolment = Enrolment(
            user_id=mentor.id, kind="faculty", state=EnrolmentState.APPROVED, created_at=NOW, capacity=1
        )
        db.session.add(enrolment)
        db.session.flush()
        asked = [
            MentorRequest(mentee_id=student.id, enrolment_id=enrolment.id, goal="Lead.", sent_at=NOW, due_at=NOW)
            for student in students
        ]
        db.session.add_all(asked)
    pages = [f"/mentorship/requests/{request.id}" for request in asked]
    email = mentor.email
    db.session.rollback()
    visitors = [Visitor(server) for _ in pages]
    for visitor in visitors:
        assert visitor.send("/sign-in", "/sign-in", email=email, password=PASSWORD) == 200

    with ThreadPoolExecutor(len(pages)) as crowd:
        sent = crowd.map(lambda pair: pair[0].send(f"{pair[1]}/accept", pair[1]), zip(visitors, pages, strict=True))
        answers = sorted(sent)

    assert answers == [200] + [409] * (PEOPLE - 1)
    db.session.rollback()
    assert db.session.scalar(select(func.count(Mentorship.id))) == 1
    assert db.session.scalar(select(Enrolment.places_taken)) == 1
