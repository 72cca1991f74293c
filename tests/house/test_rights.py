"""Whoever writes what somebody may do holds their account first; whoever acts is held by every unit of work."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from board.accounts.actions import person as person_actions
from board.accounts.models import Role, User
from board.committees.models import Committee
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Involvement, PostingRole
from board.organisations.models import Officer, Organisation
from tests.applications.builders import posting_of
from tests.confirming import press
from tests.conftest import NOW
from tests.rights_held import RightOfNobodyHeld, rights_watched

UNTIL = (NOW + timedelta(days=30)).date().isoformat()

POSTGRESQL = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
People = Callable[..., User]
Browsers = Callable[[User], FlaskClient]
ACTS = {
    "give a role": ("/office/people/{ada}/roles", {"role": "mentor", "verb": "give"}),
    "take a role": ("/office/people/{ada}/roles", {"role": "student", "verb": "take"}),
    "trust": ("/office/people/{fay}/trust", {"on": "1"}),
    "suspend": ("/office/people/{ada}/suspend", {"reason": "Left."}),
    "restore": ("/office/people/{sue}/restore", {}),
    "enter a class": ("/office/people/{ada}/class", {"class_year": "M3", "programme": ""}),
    "merge": ("/office/people/{ada}/merge", {"other": "bo@example.edu"}),
    "approve many": ("/office/people/act", {"act": "give-mentor", "people": ["{ada}", "{bo}"]}),
    "suspend many": ("/office/people/act", {"act": "suspend", "people": ["{ada}", "{bo}"], "reason": "Left."}),
    "another adviser": (
        "/organisations/{club}/edit",
        {"name": "Club", "adviser": "gus@example.edu", "advised_until": UNTIL},
    ),
    "end a term": ("/officers/{officer}/end", {}),
    "make a reviewer an owner": (
        "/opportunities/{posting}/reviewers/join",
        {"email": "gus@example.edu", "part": "co-owner"},
    ),
    "take a reviewer off": ("/opportunities/{posting}/reviewers/leave", {"person": "{gus}"}),
    "another keeper": ("/committees/{committee}/edit", {"name": "Board", "keeper": "gus@example.edu"}),
}
"""Each way to give somebody a right or take one away, and what is sent."""


@pytest.fixture
def numbers(app: Flask, person: People) -> dict[str, int]:
    """A school in which all of these can be done."""
    roles = {"fay": Role.FACULTY, "gus": Role.FACULTY, "cora": Role.COORDINATOR}
    people = {name: person(name, roles.get(name, Role.STUDENT)) for name in ("ada", "bo", "sue", "fay", "gus", "cora")}
    posting = posting_of(people["fay"])
    with unit_of_work():
        people["sue"].suspended_at = NOW
        club = Organisation(
            name="Club", about="", created_at=NOW, adviser_id=people["fay"].id, advised_until=NOW.date()
        )
        committee = Committee(name="Board", created_at=NOW, keeper_id=people["fay"].id)
        reviewer = Involvement(opportunity_id=posting.id, user_id=people["gus"].id, part=PostingRole.REVIEWER)
        db.session.add_all([club, committee, reviewer])
        db.session.flush()
        officer = Officer(
            organisation_id=club.id, user_id=people["ada"].id, post="Chair", starts=NOW.date(), ends=NOW.date()
        )
        db.session.add(officer)
        db.session.flush()
        rows = {"club": club.id, "committee": committee.id, "officer": officer.id, "posting": posting.id}
    return rows | {name: user.id for name, user in people.items()}


def sent(act: str, numbers: dict[str, int]) -> tuple[str, dict[str, Any]]:
    """Address and form, with the numbers of this school."""
    address, form = ACTS[act]
    filled = {
        name: [each.format(**numbers) for each in value] if isinstance(value, list) else value.format(**numbers)
        for name, value in form.items()
    }
    return address.format(**numbers), filled


@POSTGRESQL
@pytest.mark.parametrize("act", ACTS)
def test_whoever_writes_a_right_holds_the_account_of_whose_it_is(
    numbers: dict[str, int], enter: Browsers, act: str
) -> None:
    office = enter(db.session.get_one(User, numbers["cora"]))
    address, form = sent(act, numbers)
    page = office.get(address).text if address.endswith("/edit") else ""
    version = page.partition('name="saved_version"')[2].partition('value="')[2].partition('"')[0]
    with rights_watched() as watch:
        answer = press(office, address, form | ({"saved_version": version} if version else {}))
    assert answer.status_code == 303, answer.text
    assert watch.seen, "no right was written"


@POSTGRESQL
def test_a_right_that_nobody_holds_is_seen(
    numbers: dict[str, int], enter: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = enter(db.session.get_one(User, numbers["cora"]))
    monkeypatch.setattr(person_actions, "lock_rights", lambda *_: None)
    with rights_watched(), pytest.raises(RightOfNobodyHeld, match="User of account"):
        office.post(f"/office/people/{numbers['ada']}/class", data={"class_year": "M3", "programme": ""})


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_each_unit_of_work_of_a_view_begins_with_whoever_acts(
    app: Flask, person: Callable[..., User], enter: Callable[[User], FlaskClient]
) -> None:
    ada, cora = person("ada", Role.STUDENT), person("cora", Role.COORDINATOR)
    pressed: list[list[str]] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if pressed:
            pressed[-1].append(statement)

    def begin(_connection: object) -> None:
        pressed.append([])

    browser = enter(cora)
    event.listen(db.engine, "begin", begin)
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert browser.post(f"/office/people/{ada.id}/end-sessions").status_code == 303
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
        event.remove(db.engine, "begin", begin)
    writing = [statements for statements in pressed if any("INSERT INTO audit_entries" in sent for sent in statements)]
    assert len(writing) == 1
    first = writing[0][0]
    assert "FROM users" in first
    assert first.endswith("FOR KEY SHARE") or db.engine.dialect.name == "sqlite"
