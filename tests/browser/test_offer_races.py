"""Offers under real concurrency: a link pressed by many hands at once, and an answer at the instant of the lapse."""

import re
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board import tasks
from board.accounts.models import Role, User
from board.applications.models import OFFER_LINK, Application, ApplicationState, Offer
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity
from board.web.signed_links import seal
from tests.applications.builders import application_of, posting_of
from tests.browser.test_races import Visitor

pytestmark = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
PEOPLE = 12


def links_to_offers(owner: User, students: list[User], hold: timedelta, **posting: int) -> tuple[int, list[str]]:
    """A posting, and the emails' links to an offer for each student that holds from now on, by the real clock."""
    with clock.running():
        now = clock.now()
    posting_id = posting_of(owner, closes_at=None, **posting).id
    links = []
    for student in students:
        application = application_of(student, db.session.get_one(Opportunity, posting_id), ApplicationState.OFFERED)
        with unit_of_work():
            offer = Offer(application_id=application.id, made_at=now)
            offer.set_answer_by(now + hold)
            db.session.add(offer)
        links.append(f"/offers/{seal(OFFER_LINK, offer.id, student.link_mark)}")
    db.session.rollback()
    return posting_id, links


def test_a_link_pressed_by_many_hands_at_once_is_used_once(
    app: Flask, person: Callable[..., User], server: str
) -> None:
    grace, student = person("grace", Role.FACULTY), person("stu", Role.STUDENT)
    _, [link] = links_to_offers(grace, [student], timedelta(days=1), seats=5)
    verbs = ["accept", "decline"] * (PEOPLE // 2)
    visitors = [Visitor(server) for _ in verbs]

    with ThreadPoolExecutor(PEOPLE) as crowd:
        answers = list(
            crowd.map(lambda pair: pair[0].send(f"{link}/{pair[1]}", "/sign-in"), zip(visitors, verbs, strict=True))
        )

    assert Counter(answers) == {200: 1, 409: PEOPLE - 1}
    application = db.session.scalars(select(Application)).one()
    winner = verbs[answers.index(200)]
    assert application.state is (ApplicationState.ACCEPTED if winner == "accept" else ApplicationState.DECLINED)
    assert db.session.scalar(select(Opportunity.seats_taken)) == (1 if winner == "accept" else 0)
    assert [move.verb for move in application.moves] == [winner]


def test_the_link_of_a_promotion_is_used_once(
    app: Flask, person: Callable[..., User], server: str, emails: Callable[[], list[str]]
) -> None:
    grace, first = person("grace", Role.FACULTY), person("first", Role.STUDENT)
    waiting = [person(f"waiting-{number}", Role.STUDENT) for number in (1, 2)]
    posting_id, [link] = links_to_offers(grace, [first], timedelta(days=1), seats=1)
    for rank, waiter in enumerate(waiting, start=1):
        application_of(waiter, db.session.get_one(Opportunity, posting_id), ApplicationState.WAITLISTED, rank=rank)
    db.session.rollback()
    assert Visitor(server).send(f"{link}/decline", "/sign-in") == 200
    [promotion] = [email for email in emails() if email.startswith("You have an offer")]
    [link] = set(re.findall(r"http://[^/]+(/offers/\S+)", promotion))

    with ThreadPoolExecutor(PEOPLE) as crowd:
        answers = list(crowd.map(lambda _: Visitor(server).send(f"{link}/accept", "/sign-in"), range(PEOPLE)))

    assert Counter(answers) == {200: 1, 409: PEOPLE - 1}
    db.session.rollback()
    states = list(db.session.scalars(select(Application.state).order_by(Application.id)))
    assert states == [ApplicationState.DECLINED, ApplicationState.ACCEPTED, ApplicationState.WAITLISTED]
    assert db.session.scalar(select(Opportunity.seats_taken)) == 1


def test_an_offer_accepted_while_it_lapses_has_one_outcome(
    app: Flask, person: Callable[..., User], server: str
) -> None:
    grace = person("grace", Role.FACULTY)
    students = [person(f"student-{number}", Role.STUDENT) for number in range(PEOPLE)]
    waiting = [person(f"waiting-{number}", Role.STUDENT) for number in range(3)]
    posting_id, links = links_to_offers(grace, students, timedelta(seconds=2), seats=PEOPLE)
    for rank, waiter in enumerate(waiting, start=1):
        application_of(waiter, db.session.get_one(Opportunity, posting_id), ApplicationState.WAITLISTED, rank=rank)
    db.session.rollback()

    def accept(pair: tuple[int, str]) -> int:
        time.sleep(0.9 + pair[0] * 0.1)
        return Visitor(server).send(f"{pair[1]}/accept", "/sign-in")

    def lapse(_: int) -> None:
        with app.app_context():
            for _ in range(12):
                tasks.do_all(clock.now())
                time.sleep(0.25)

    with clock.running(), ThreadPoolExecutor(PEOPLE + 2) as crowd:
        workers = [crowd.submit(lapse, number) for number in range(2)]
        answers = list(crowd.map(accept, enumerate(links)))
        for worker in workers:
            worker.result()

    db.session.rollback()
    applications = {application.student.name: application for application in db.session.scalars(select(Application))}
    states = [applications[student.name].state for student in students]
    assert states == [ApplicationState.ACCEPTED if answer == 200 else ApplicationState.LAPSED for answer in answers]
    assert db.session.scalar(select(Opportunity.seats_taken)) == states.count(ApplicationState.ACCEPTED)
    promoted = [waiter for waiter in waiting if applications[waiter.name].state is ApplicationState.OFFERED]
    assert len(promoted) == min(3, states.count(ApplicationState.LAPSED))
    assert all(len(applications[student.name].moves) == 1 for student in students), "one step each"
