"""What the tests of a round do over and over."""

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select, update

from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.match_rounds.models import MatchMentee, MatchRound, RoundState
from board.mentorship.models import Enrolment, Mentorship, MentorshipState
from tests.confirming import press
from tests.conftest import NOW
from tests.match_rounds.conftest import School, round_at

Enter = Callable[[User], FlaskClient]
Found = Callable[..., School]
Plan = Callable[..., str]


def put_in(address: str, state: RoundState) -> None:
    """The round in a state, whatever led there."""
    with unit_of_work():
        db.session.execute(update(MatchRound).where(MatchRound.id == round_at(address).id).values(state=state))


def steer(browser: FlaskClient, address: str, *verbs: str) -> None:
    for verb in verbs:
        assert press(browser, f"{address}/{verb}").status_code == 303, verb


def listed(student: User) -> list[str]:
    return db.session.scalars(select(MatchMentee.choices).where(MatchMentee.user_id == student.id)).one()


def rank(browser: FlaskClient, address: str, *wanted: Enrolment, **more: str) -> Any:
    typed = {f"place-{wish.id}": str(place) for place, wish in enumerate(wanted, start=1)}
    return browser.post(f"{address}/ranking", data=typed | more)


def pair_of(student: User, mentor: Enrolment, state: MentorshipState = MentorshipState.ACTIVE) -> Mentorship:
    return Mentorship(
        mentee_id=student.id,
        enrolment_id=mentor.id,
        kind=mentor.kind,
        state=state,
        started_at=NOW,
        contact_at=NOW,
        ends_on=NOW.date(),
    )


def found_one_more(school: School) -> User:
    with unit_of_work():
        one = User(name="Newcomer", email="new@example.edu", created_at=NOW, confirmed_at=NOW)
        one.grants = [type(school.students[0].grants[0])(role=Role.STUDENT, asked_at=NOW, granted_at=NOW)]
        db.session.add(one)
    return one
