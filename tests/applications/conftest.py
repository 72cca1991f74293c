"""A selection to test with: an owner, two reviewers, two applicants."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.applications.models import Application
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Involvement, Opportunity, PostingRole
from tests.applications.builders import application_of, posting_of


@dataclass(frozen=True)
class Bench:
    """Who takes part, and what they do it with."""

    posting: Opportunity
    owner: User
    reviewers: list[User]
    students: list[User]
    applications: list[Application]
    browser: Callable[[User], FlaskClient]

    @property
    def applicants(self) -> str:
        return f"/opportunities/{self.posting.id}/applicants"


def reviewing(posting: Opportunity, user: User, part: PostingRole = PostingRole.REVIEWER) -> None:
    """Let somebody review a posting."""
    with unit_of_work():
        db.session.add(Involvement(opportunity_id=posting.id, user_id=user.id, part=part))
    db.session.expire_all()


@pytest.fixture
def bench(person: Callable[..., User], browser_of: Callable[[User], FlaskClient]) -> Bench:
    owner = person("grace", Role.FACULTY)
    reviewers = [person(name, Role.FACULTY) for name in ("rhea", "remy")]
    students = [person(name, Role.STUDENT) for name in ("ada", "ben")]
    posting = posting_of(owner, seats=1)
    for reviewer in reviewers:
        reviewing(posting, reviewer)
    applications = [
        application_of(student, posting, statement=f"I, {student.name}, read event reports. Write to {student.email}.")
        for student in students
    ]
    known: dict[int, FlaskClient] = {}

    def browser(user: User) -> FlaskClient:
        if user.id not in known:
            known[user.id] = browser_of(user)
        return known[user.id]

    return Bench(posting, owner, reviewers, students, applications, browser)


def scores(number: int, **more: str) -> dict[str, str]:
    """A filled-in form of the default rubric."""
    return {f"score-{key}": str(number) for key in ("reasons", "experience", "follow-through")} | more
