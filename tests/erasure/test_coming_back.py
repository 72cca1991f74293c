"""Who was erased and comes back by the roster gets no account before the office says so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from board import tasks
from board.accounts import erasure_marks as account_erasure_marks
from board.accounts.actions import erasure_request as erasure_request_actions
from board.accounts.models import ErasureRequest, Role, User
from board.accounts.queries import erasure_request as erasure_request_queries
from board.kernel import clock, outbox
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests.confirming import agree
from tests.counting import statements_of
from tests.office.rosters import ADA, BO, import_roster, preview, roster

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def erase(user: User) -> ErasureRequest:
    now = clock.now()
    with unit_of_work():
        request = erasure_request_actions.ask(user, by=user, now=now, days=7)
    with clock.frozen(now + timedelta(days=8)):
        for _ in range(2):
            tasks.do_all(clock.now())
            outbox.deliver_pending()
    db.session.expire_all()
    assert user.erased_at is not None
    return request


@pytest.fixture
def office(person: Callable[..., User], browser_of: Callable[[User], FlaskClient]) -> FlaskClient:
    return browser_of(person("cora", Role.COORDINATOR))


@BOTH
def test_the_next_roster_brings_nobody_back_and_keeps_nothing_of_the_row(office: FlaskClient) -> None:
    import_roster(office, roster(ADA, BO))
    request = erase(db.session.scalars(select(User).where(User.email == "ada@example.edu")).one())
    shown = preview(office, roster(ADA, BO))
    assert f"this person was erased ({request.reference})" in shown
    import_roster(office, roster(ADA, BO), skip="1")
    assert db.session.scalar(select(User).where(User.email == "ada@example.edu")) is None
    rows = [dict(row) for name in db.metadata.tables for row in _rows(name)]
    assert "ada@example.edu" not in str(rows)
    assert agree(office, f"/office/erasures/{request.id}/let-back").status_code == 303
    assert "1 join" in preview(office, roster(ADA, BO))


def _rows(name: str) -> list[dict[str, object]]:
    return [dict(row) for row in db.session.execute(select(db.metadata.tables[name])).mappings()]


def test_nobody_but_the_office_lets_somebody_back(
    office: FlaskClient, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    import_roster(office, roster(ADA))
    request = erase(db.session.scalars(select(User).where(User.email == "ada@example.edu")).one())
    stu = browser_of(person("stu", Role.STUDENT))
    assert stu.get("/office/erasures").status_code == 404
    assert stu.post(f"/office/erasures/{request.id}/let-back").status_code == 404
    assert stu.post(f"/office/erasures/{request.id}/cancel").status_code == 404


@BOTH
def test_a_mark_is_asked_for_by_itself_however_many_were_erased(office: FlaskClient) -> None:
    """The sign-on of a stranger asks one question of the database."""
    import_roster(office, roster(ADA, BO))
    users = db.session.scalars(select(User).where(User.roster_id != "").order_by(User.id)).all()
    roster_ids = [user.roster_id for user in users]
    requests = [erase(user) for user in users]
    (key,) = erasure_request_queries.mark_keys(office.application.extensions["settings"].secret_keys)
    marks = [account_erasure_marks.of_roster_id(roster_id, key=key) for roster_id in roster_ids]
    assert [erasure_request_queries.marked([mark]) for mark in marks] == requests
    assert erasure_request_queries.marked(["nobody’s"]) is None
    (statement,) = statements_of(office.application, lambda: erasure_request_queries.marked(marks))
    assert "WHERE erasure_marks.mark IN " in statement
    assert erasure_request_queries.all_marked([*marks, "nobody’s"]) == dict(zip(marks, requests, strict=True))


def test_the_list_of_erasures_comes_in_pages(office: FlaskClient, person: Callable[..., User]) -> None:
    with unit_of_work():
        for number in range(30):
            user = person_without_door(number)
            db.session.add(ErasureRequest(user=user, asked_at=clock.now(), due_at=clock.now() + timedelta(days=7)))
    first, second = (office.get(f"/office/erasures?page={page}").text for page in (1, 2))
    assert (first.count("Keep the account of"), second.count("Keep the account of")) == (25, 5)
    assert "Page 1 of 2" in first


def person_without_door(number: int) -> User:
    return User(name=f"Zq {number}", email=f"zq{number}@example.edu", created_at=clock.now())
