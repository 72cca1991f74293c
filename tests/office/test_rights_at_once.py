"""Rights that are used and taken away at the same moment: who has lost one by the time of writing writes nothing."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select, update

from board import tasks
from board.accounts.actions import erasure_request as erasure_request_actions
from board.accounts.models import AccountMerge, ErasureRequest, Role, RoleGrant, User
from board.accounts.queries import account as account_queries
from board.erasure import tasks as erasure_tasks
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.errors import Conflict
from board.kernel.keyring import SecretKeys
from board.kernel.unit_of_work import unit_of_work
from tests.at_once import at_once, just_before_writing, overtake
from tests.confirming import yes_to
from tests.conftest import NOW

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
People = Callable[..., User]
Browsers = Callable[[User], FlaskClient]
TAKE = {"role": "coordinator", "verb": "take"}


@BOTH
@pytest.mark.parametrize("act", [("roles", TAKE), ("suspend", {"reason": "Left the school."})], ids=["role", "suspend"])
def test_coordinators_who_shut_each_other_out_at_once_leave_one(
    app: Flask, person: People, enter: Browsers, act: tuple[str, dict[str, str]]
) -> None:
    ann, bob = person("ann", Role.COORDINATOR), person("bob", Role.COORDINATOR)
    verb, data = act
    presses = [yes_to(enter(by), f"/office/people/{other.id}/{verb}", data) for by, other in ((ann, bob), (bob, ann))]
    answers = at_once(app, "audit_entries", presses)
    assert sorted(answer.status_code for answer in answers)[0] == 303
    assert sorted(answer.status_code for answer in answers)[1] in (403, 404, 409)
    assert len(account_queries.with_role(Role.COORDINATOR)) == 1


@BOTH
def test_four_coordinators_who_suspend_each_other_in_a_ring_leave_one(
    app: Flask, person: People, enter: Browsers
) -> None:
    ring = [person(name, Role.COORDINATOR) for name in ("ann", "bob", "cid", "dan")]
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    presses = [yes_to(enter(by), f"/office/people/{other.id}/suspend", {"reason": "Left."}) for by, other in pairs]
    answers = at_once(app, "audit_entries", presses)
    assert {answer.status_code for answer in answers} <= {303, 403, 409}
    assert account_queries.with_role(Role.COORDINATOR)


@BOTH
def test_accounts_that_are_merged_into_each_other_at_once_leave_one_open(
    app: Flask, person: People, enter: Browsers
) -> None:
    ann, bob = person("ann", Role.STUDENT), person("bob", Role.STUDENT)
    offices = [enter(person(name, Role.COORDINATOR)) for name in ("cora", "dora", "ella", "fred")]
    ways = [(ann, bob), (bob, ann), (ann, bob), (bob, ann)]
    presses = [
        yes_to(office, f"/office/people/{stays.id}/merge", {"other": goes.email})
        for office, (stays, goes) in zip(offices, ways, strict=True)
    ]
    answers = at_once(app, "account_merges", presses)
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]
    db.session.refresh(ann)
    db.session.refresh(bob)
    assert [ann.is_active, bob.is_active].count(True) == 1
    assert db.session.scalar(select(func.count()).select_from(AccountMerge)) == 1


DUE = NOW + timedelta(days=7, hours=1)


def asked_to_be_erased(user: User) -> int:
    with unit_of_work():
        return erasure_request_actions.ask(user, by=user, now=NOW, days=7).id


def on_the_day(act: Callable[[], object]) -> Callable[[], Any]:
    def later() -> object:
        with clock.frozen(DUE):
            return act()

    return later


@BOTH
def test_an_erasure_and_a_suspension_at_once_leave_a_coordinator(app: Flask, person: People, enter: Browsers) -> None:
    ann, bob = person("ann", Role.COORDINATOR), person("bob", Role.COORDINATOR)
    asked_to_be_erased(ann)
    with clock.frozen(DUE):
        suspend = yes_to(enter(ann), f"/office/people/{bob.id}/suspend", {"reason": "Left the school."})
    erase = on_the_day(lambda: erasure_tasks.erase_due(DUE, tasks.erasure_tools()))
    met = overtake(app, "INSERT INTO outbox_messages", late=erase, quick=on_the_day(suspend))
    assert met.quick.status_code in (303, 403)
    assert account_queries.with_role(Role.COORDINATOR)


@BOTH
def test_of_two_last_coordinators_who_are_erased_at_once_one_stays(app: Flask, person: People) -> None:
    pair = [person(name, Role.COORDINATOR) for name in ("ann", "bob")]
    requests = [asked_to_be_erased(user) for user in pair]

    def begin(number: int) -> None:
        with suppress(Conflict), unit_of_work():
            request = db.session.get_one(ErasureRequest, number)
            erasure_request_actions.begin_or_wait(request, keys=SecretKeys("a key"), now=DUE)

    late, quick = (on_the_day(lambda number=number: begin(number)) for number in requests)
    overtake(app, "INSERT INTO outbox_messages", late=late, quick=quick)
    assert len(account_queries.with_role(Role.COORDINATOR)) == 1


ACTS = {
    "/office/people/{carl}/approve": {},
    "/office/people/{carl}/trust": {"on": "1"},
    "/office/people/{carl}/end-sessions": {},
    "/office/people/{carl}/see-as": {"why": "They asked."},
    "/office/people/{carl}/class": {"class_year": "M1", "programme": "", "class_year-was": "", "programme-was": ""},
    "/organisations/new": {"name": "Surgery Club"},
    "/committees/new": {"name": "Curriculum"},
}


@BOTH
@pytest.mark.parametrize(
    ("loses", "address"), [("account", "/account/profile"), *product(("account", "role"), ACTS)], ids=str
)
def test_who_loses_the_right_just_before_writing_writes_nothing(
    app: Flask, person: People, enter: Browsers, monkeypatch: pytest.MonkeyPatch, address: str, loses: str
) -> None:
    cora, carl = person("cora", Role.COORDINATOR, Role.FACULTY), person("carl", waiting=Role.FACULTY)
    browser, cora_id, place = enter(cora), cora.id, address.format(carl=carl.id)

    def lose() -> None:
        with db.engine.begin() as connection:
            if loses == "account":
                connection.execute(update(User).where(User.id == cora_id).values(suspended_at=NOW))
            else:
                connection.execute(delete(RoleGrant).where(RoleGrant.user_id == cora_id))

    before = db.session.scalar(select(func.max(AuditEntry.id)))
    db.session.rollback()
    with just_before_writing(monkeypatch, lose):
        answer = browser.post(place, data=ACTS.get(address, {"name": "Another name"}))
    assert answer.status_code in ((403,) if loses == "account" else (403, 404))
    db.session.rollback()
    assert db.session.scalar(select(func.max(AuditEntry.id))) == before
