"""What a student on leave may do, and whom nobody finds who is on directory hold."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board.accounts.models import Role, StudentStatus, User
from board.accounts.policy import may_while_away
from board.committees.models import SeatTerm
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.learning.models import OutsideActivity
from board.mentorship.choices import MentorKind
from board.mentorship.models import Enrolment, EnrolmentState
from board.mentorship.policy import mentor as mentor_policy
from board.record import policy as record_policy
from board.school import actions as school_actions
from tests.conftest import NOW
from tests.learning.test_office import TALK
from tests.office.rosters import import_roster, roster
from tests.office.test_people import cora, office

__all__ = ["cora", "office"]
WHAT = ("apply", "mentoring", "learning", "record")


def stand(user: User, status: StudentStatus, since: date | None = None, until: date | None = None) -> None:
    with unit_of_work():
        user.student_status, user.status_since, user.status_until = status, since, until


@pytest.mark.parametrize("what", WHAT)
def test_a_leave_opens_what_the_school_says_and_closes_the_rest(
    app: Flask, person: Callable[..., User], what: str
) -> None:
    ada = person("ada", Role.STUDENT)
    stand(ada, StudentStatus.ON_LEAVE, until=date(2026, 6, 30))
    with unit_of_work():
        school_actions.save({"leave_may": (what,)}, by=None, now=NOW)
    assert [other for other in WHAT if may_while_away(ada, other)] == [what]
    assert "until Jun 30, 2026" in may_while_away(ada, next(other for other in WHAT if other != what)).reason
    with clock.frozen(NOW.replace(month=7, day=2)):
        assert all(may_while_away(ada, other) for other in WHAT)


def test_on_leave_nobody_applies_looks_for_mentors_learns_or_writes_where_that_is_closed(
    app: Flask, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    ada = person("ada", Role.STUDENT)
    hers = browser_of(ada)
    assert record_policy.may_write(ada)
    assert mentor_policy.may_wish(ada)
    stand(ada, StudentStatus.ON_LEAVE)
    with unit_of_work():
        school_actions.save({"leave_may": ()}, by=None, now=NOW)
    assert not record_policy.may_write(ada)
    assert not mentor_policy.may_wish(ada)
    assert hers.get("/record").status_code == 200, "everything can be read"
    refused = hers.get("/learning/outside/new")
    assert refused.status_code == 403 and "You are on leave" in refused.text
    assert hers.post("/learning/outside/new", data=TALK).status_code == 403
    assert db.session.scalar(select(func.count(OutsideActivity.id))) == 0


def test_who_has_left_applies_for_nothing_from_that_day_on(app: Flask, person: Callable[..., User]) -> None:
    ada = person("ada", Role.STUDENT)
    stand(ada, StudentStatus.GRADUATED, since=date(2026, 5, 15))
    assert may_while_away(ada, "apply")
    with clock.frozen(NOW.replace(month=5, day=16)):
        assert "no longer enrolled" in may_while_away(ada, "apply").reason
        assert may_while_away(ada, "record")


def test_a_leave_closes_nothing_before_its_first_day(app: Flask, person: Callable[..., User]) -> None:
    ada = person("ada", Role.STUDENT)
    stand(ada, StudentStatus.ON_LEAVE, since=date(2026, 3, 3))
    with unit_of_work():
        school_actions.save({"leave_may": ()}, by=None, now=NOW)
    assert all(may_while_away(ada, what) for what in WHAT)
    with clock.frozen(NOW.replace(day=3)):
        assert not any(may_while_away(ada, what) for what in WHAT)


@pytest.mark.parametrize("status", [StudentStatus.ON_LEAVE, StudentStatus.GRADUATED])
def test_who_is_no_student_any_more_is_kept_from_nothing_by_what_the_roster_said(
    app: Flask, person: Callable[..., User], status: StudentStatus
) -> None:
    """A graduate who teaches here now."""
    fay = person("fay", Role.FACULTY)
    stand(fay, status)
    with unit_of_work():
        school_actions.save({"leave_may": ()}, by=None, now=NOW)
    assert all(may_while_away(fay, what) for what in WHAT)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
@pytest.mark.parametrize("asked_by", ["student", "office"])
def test_a_hold_is_asked_for_here_and_only_its_person_takes_it_back(
    office: FlaskClient, person: Callable[..., User], browser_of: Callable[[User], FlaskClient], asked_by: str
) -> None:
    ada, bo = person("ada", Role.STUDENT), person("bo", Role.STUDENT)
    with unit_of_work():
        db.session.add(Enrolment(user_id=ada.id, kind=MentorKind.PEER, state=EnrolmentState.APPROVED, created_at=NOW))
    hers, his = browser_of(ada), browser_of(bo)
    assert "Ada" in his.get("/mentors").text
    if asked_by == "student":
        assert "Tell nobody that I am here" in hers.get("/account").text
        assert hers.post("/account/hold").status_code == 303
        with clock.frozen(NOW + timedelta(days=1)):
            hers.post("/account/hold")
        assert "Asked for here on Mon, Mar 2" in office.get(f"/office/people/{ada.id}").text, "since when, not again"
    else:
        assert "Hold their directory information" in office.get(f"/office/people/{ada.id}").text
        assert office.post(f"/office/people/{ada.id}/hold").status_code == 303
    assert "Ada" not in his.get("/mentors").text
    assert "only they take that back" in office.get(f"/office/people/{ada.id}").text
    import_roster(office, roster("1001,Ada,ada@example.edu,N", head="id,name,email,ferpa"), same=str(ada.id))
    assert "Ada" not in his.get("/mentors").text, "the roster takes back nothing that was asked for here"
    assert his.post(f"/office/people/{ada.id}/hold").status_code == 404
    assert office.post("/account/hold").status_code == 403, "it is for students"
    assert office.post("/account/hold/lift").status_code == 403
    assert hers.post("/account/hold/lift").status_code == 303
    assert "Ada" in his.get("/mentors").text


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_nobody_finds_a_mentor_on_directory_hold_but_the_office(
    office: FlaskClient, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    ada, bo = person("ada", Role.STUDENT), person("bo", Role.STUDENT)
    with unit_of_work():
        mentor = Enrolment(user_id=ada.id, kind=MentorKind.PEER, state=EnrolmentState.APPROVED, created_at=NOW)
        db.session.add(mentor)
    his = browser_of(bo)
    page = f"/mentors/{mentor.id}"
    assert his.get(page).status_code == 200
    assert "Ada" in his.get("/mentors").text
    head = "id,name,email,ferpa"
    import_roster(office, roster("1001,Ada,ada@example.edu,Y", head=head), same=str(ada.id))
    assert db.session.scalars(select(User.directory_hold).where(User.id == ada.id)).one()
    assert his.get(page).status_code == 404
    assert not mentor.is_listed(NOW.date()), "no round and no index has them"
    for address in ("/mentors", "/mentors?q=ada", "/search?q=ada"):
        assert "Ada" not in his.get(address).text, address
    assert browser_of(ada).get(page).status_code == 200
    term = SeatTerm(name="Ada", user=db.session.get(User, ada.id), starts=date(2026, 1, 1), ends=date(2026, 12, 31))
    assert term.shown_name == "A student"
    assert office.get(page).status_code == 200
