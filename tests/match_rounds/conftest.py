"""A school of mentors and students who may be matched, and people signed in without the cost of a password."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, RoleGrant, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.match_rounds.models import MatchRound
from board.mentorship.choices import TOPICS, MentorKind
from board.mentorship.models import Enrolment, EnrolmentState, Wishes
from board.notices.models import EmailPreference, Pace
from tests.conftest import NOW


@dataclass
class School:
    """Who is there."""

    coordinator: User
    students: list[User]
    mentors: list[Enrolment]


@pytest.fixture
def found(app: Flask) -> Callable[..., School]:
    """Makes a school: `found(students=12, mentors=4, places=2)`. In a quiet one nobody wants emails."""

    def make(students: int = 6, mentors: int = 3, places: int | None = None, *, quiet: bool = False) -> School:
        dice = Random(7)
        with unit_of_work():
            coordinator = _person("Cora Coordinator", "cora", Role.COORDINATOR)
            pupils = [_person(f"Student {_word(n)}", f"student{n}", Role.STUDENT) for n in range(students)]
            teachers = [_person(f"Doctor {_word(n)}", f"doctor{n}", Role.FACULTY) for n in range(mentors)]
            for place, pupil in enumerate(pupils):
                pupil.class_year = f"M{1 + place % 4}"
            db.session.add_all([coordinator, *pupils, *teachers])
            db.session.flush()
            enrolments = [
                Enrolment(
                    user_id=teacher.id,
                    kind=MentorKind.FACULTY,
                    state=EnrolmentState.APPROVED,
                    created_at=NOW,
                    capacity=places or dice.randint(1, 3),
                    areas=[],
                    competencies=[],
                    offers=dice.sample(list(TOPICS), 4),
                    specialties=[],
                    languages=[],
                    channels=[],
                    times=[],
                    backgrounds=[],
                )
                for teacher in teachers
            ]
            db.session.add_all(enrolments)
            db.session.add_all(
                Wishes(
                    user_id=pupil.id, saved_at=NOW, topics=dice.sample(list(TOPICS), 4), goals=f"Goal of {pupil.name}"
                )
                for pupil in pupils
            )
            if quiet:
                everybody = [*pupils, *teachers]
                db.session.add_all(
                    EmailPreference(user_id=person.id, topic="mentor", pace=Pace.OFF) for person in everybody
                )
        return School(coordinator, pupils, enrolments)

    return make


def _person(name: str, address: str, role: Role) -> User:
    grants = [RoleGrant(role=role, asked_at=NOW, granted_at=NOW)]
    return User(name=name, email=f"{address}@example.edu", created_at=NOW, confirmed_at=NOW, grants=grants)


def _word(number: int) -> str:
    """Names of which none is part of another."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:03}").title() + "son"


DATES = {
    "joins_until": str((NOW + timedelta(days=7)).date()),
    "ranks_until": str((NOW + timedelta(days=14)).date()),
    "publishes_on": str((NOW + timedelta(days=21)).date()),
}


@pytest.fixture
def plan(enter: Callable[[User], FlaskClient]) -> Callable[..., str]:
    """Plans a round through the door and answers its address; `to` says how far it goes: open, ranking."""

    def make(school: School, to: str = "open", joining: list[User] | None = None) -> str:
        coordinator = enter(school.coordinator)
        form = DATES | {"title": "Faculty mentors, spring", "kind": "faculty", "background_weight": "0"}
        answer = coordinator.post("/match-rounds/new", data=form | {"left_over_first": "y"})
        assert answer.status_code == 303, answer.text
        address = answer.location
        assert coordinator.post(f"{address}/open").status_code == 303
        for student in school.students if joining is None else joining:
            assert enter(student).post(f"{address}/join").status_code == 303
        if to == "ranking":
            assert coordinator.post(f"{address}/start-ranking").status_code == 303
        return address

    return make


def round_at(address: str) -> MatchRound:
    """The row behind an address."""
    found = db.session.get(MatchRound, int(address.rpartition("/")[2]), populate_existing=True)
    assert found is not None
    return found
