"""What is done with many people at once asks no more questions of the database for 33 of them than for 3.

While a unit of work is open, everybody else who writes waits: one statement a person makes that minutes for a school.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from board.accounts.actions.people import ACTS
from board.accounts.models import Role, RoleGrant, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests.confirming import press
from tests.conftest import NOW
from tests.office.rosters import import_roster, roster

LISTED = re.compile(r"IN \([^)]*\)")
WRITES = ("INSERT", "UPDATE", "DELETE", "SAVEPOINT", "RELEASE")


@contextmanager
def questions() -> Iterator[list[Counter[str]]]:
    """What each unit of work asks, and how often."""
    pressed: list[Counter[str]] = []
    is_writing = False

    def begin(_connection: object) -> None:
        nonlocal is_writing
        is_writing = False
        pressed.append(Counter())

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if pressed:
            pressed[-1][LISTED.sub("IN (…)", statement)] += 1

    event.listen(db.engine, "begin", begin)
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield pressed
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
        event.remove(db.engine, "begin", begin)


def asked_while_writing(work: Callable[[], object]) -> Counter[str]:
    """The questions of the unit of work that writes the most."""
    with questions() as pressed:
        work()
    biggest = max(pressed, key=Counter.total)
    return Counter({sent: times for sent, times in biggest.items() if not sent.startswith(WRITES)})


def grown(few: Counter[str], many: Counter[str]) -> list[str]:
    """What is asked more often for many."""
    return [f"{many[sent]} times, not {few[sent]}: …{sent[-250:]}" for sent in many if many[sent] > few[sent] + 1]


def people(count: int, at: int, act: str) -> list[int]:
    """As many people as the act can be done with."""
    with unit_of_work():
        users = []
        for number in range(at, at + count):
            user = User(name=f"Stu {number}", email=f"stu{number}@example.edu", created_at=NOW)
            role = Role(act.removeprefix("take-")) if act.startswith("take-") else Role.STUDENT
            user.grants = [RoleGrant(role=role, asked_at=NOW, granted_at=NOW)]
            if act == "approve":
                user.grants.append(RoleGrant(role=Role.FACULTY, asked_at=NOW))
            if not act.startswith("invite"):
                user.confirmed_at = NOW
            user.suspended_at = NOW if act == "restore" else None
            user.invitations = int(act == "invite-again")
            users.append(user)
        db.session.add_all(users)
        db.session.flush()
        return [user.id for user in users]


@pytest.mark.parametrize("act", ACTS)
def test_an_act_with_many_asks_no_more_for_33_than_for_3(
    app: Flask, person: Callable[..., User], enter: Callable[[User], FlaskClient], act: str
) -> None:
    office = enter(person("cora", Role.COORDINATOR))

    def act_on(ids: list[int]) -> None:
        data = {"act": act, "people": list(map(str, ids)), "reason": "Gone"}
        assert press(office, "/office/people/act", data).status_code == 303

    few, many = people(3, 0, act), people(33, 100, act)
    assert not grown(asked_while_writing(lambda: act_on(few)), asked_while_writing(lambda: act_on(many)))


@pytest.mark.parametrize("what", ["join", "change", "absent", "invite"])
def test_a_roster_of_33_asks_no_more_than_one_of_3(
    app: Flask, person: Callable[..., User], enter: Callable[[User], FlaskClient], what: str
) -> None:
    office = enter(person("cora", Role.COORDINATOR))

    def rows(count: int, level: str) -> list[str]:
        return [f"{count}{number:03},Stu {number},stu{count}-{number}@example.edu,{level}" for number in range(count)]

    def write(count: int) -> Counter[str]:
        if what in ("join", "invite"):
            more = {"invite": "y"} if what == "invite" else {}
            return asked_while_writing(lambda: import_roster(office, roster(*rows(count, "M1")), **more))
        import_roster(office, roster(*rows(count, "M1")), looked_at="y")
        if what == "change":
            return asked_while_writing(lambda: import_roster(office, roster(*rows(count, "M2")), looked_at="y"))
        only = roster("1,Al One,al@example.edu,M1")
        return asked_while_writing(lambda: import_roster(office, only, looked_at="y"))

    if what == "absent":
        write(2)  # so that some are absent already whenever it is counted
    few, many = write(3), write(33)
    assert db.session.scalar(select(User.id).where(User.name == "Stu 32")) is not None
    assert not grown(few, many)
