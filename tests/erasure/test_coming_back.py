"""Who was erased and comes back by the roster gets no account before the office says so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from board import tasks
from board.accounts.actions import erasure_request as erasure_request_actions
from board.accounts.models import ErasureRequest, Role, User
from board.kernel import clock, outbox
from board.kernel.db import db, unit_of_work
from tests.confirming import agree
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
