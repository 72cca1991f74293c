"""Forty presses of “Join” and two of “Publish” at once, over HTTP: one outcome each."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.match_rounds.models import MatchMentee, MatchMentor, MatchRound, RoundState
from board.mentorship.choices import MentorKind
from board.mentorship.models import Enrolment, EnrolmentState, Mentorship
from board.notices.models import Notice
from tests.browser.test_races import Visitor
from tests.conftest import NOW, PASSWORD

STUDENTS, PLACES = 20, 8


def prepare(person: Callable[..., User]) -> tuple[str, User, list[User]]:
    """An open round with two mentors of four places each."""
    coordinator = person("cora", Role.COORDINATOR)
    students = [person(f"student-{number}", Role.STUDENT) for number in range(STUDENTS)]
    mentors = [person(f"doctor-{number}", Role.FACULTY) for number in range(2)]
    with unit_of_work():
        match_round = MatchRound(title="Race", kind=MentorKind.FACULTY, state=RoundState.OPEN, created_at=NOW)
        match_round.opened_at, match_round.seed = NOW, "seed of a race"
        match_round.joins_until = NOW + timedelta(days=5000)  # the server's clock is not stopped
        match_round.ranks_until = NOW + timedelta(days=5001)
        match_round.publishes_on = NOW + timedelta(days=5002)
        db.session.add(match_round)
        approved = EnrolmentState.APPROVED
        enrolments = [
            Enrolment(
                user_id=mentor.id,
                kind=MentorKind.FACULTY,
                state=approved,
                created_at=NOW,
                capacity=4,
                areas=["research"],
            )
            for mentor in mentors
        ]
        for student in students:
            student.areas = ["research"]
        db.session.add_all(enrolments)
        db.session.flush()
        db.session.add_all(
            MatchMentor(round_id=match_round.id, enrolment_id=enrolment.id, joined_at=NOW, places=4)
            for enrolment in enrolments
        )
    return f"/match-rounds/{match_round.id}", coordinator, students


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_forty_joins_and_two_publications_have_one_outcome_each(
    app: Flask, person: Callable[..., User], server: str
) -> None:
    address, coordinator, students = prepare(person)
    emails, coordinator_email = [student.email for student in students], coordinator.email
    db.session.rollback()
    visitors = [Visitor(server) for _ in students]
    for visitor, email in zip(visitors, emails, strict=True):
        assert visitor.send("/sign-in", "/sign-in", email=email, password=PASSWORD) == 200

    with ThreadPoolExecutor(2 * STUDENTS) as crowd:
        joined = list(crowd.map(lambda item: item.send(f"{address}/join", address), visitors * 2))
    assert set(joined) == {200}
    db.session.rollback()
    counted = Counter(db.session.scalars(select(MatchMentee.user_id)))
    assert (len(counted), set(counted.values())) == (STUDENTS, {1})
    db.session.rollback()

    coordinators = [Visitor(server) for _ in range(2)]
    for coordinator in coordinators:
        assert coordinator.send("/sign-in", "/sign-in", email=coordinator_email, password=PASSWORD) == 200
    for verb in ("start-ranking", "lock", "propose"):
        assert coordinators[0].send(f"{address}/{verb}", address) == 200
    with ThreadPoolExecutor(2) as crowd:
        published = list(crowd.map(lambda item: item.send(f"{address}/publish", address), coordinators))
    assert sorted(published) == [200, 409]
    db.session.rollback()
    assert len(list(db.session.scalars(select(Mentorship)))) == PLACES
    assert set(db.session.scalars(select(Enrolment.places_taken))) == {4}
    told = Counter(db.session.scalars(select(Notice.user_id).where(Notice.words.startswith("The result of"))))
    assert (len(told), set(told.values())) == (STUDENTS + 2, {1})
