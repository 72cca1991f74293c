"""Two accounts of one person become one: everything moves, what has no room stops it, and a day long it goes back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board.accounts.actions import merge as merge_actions
from board.accounts.models import AccountMerge, Role, RoleGrant, User
from board.accounts.queries import merge as merge_queries
from board.invariants import broken
from board.kernel.db import db, unit_of_work
from board.mentorship.choices import MentorKind
from board.mentorship.models import Enrolment, EnrolmentState
from board.record.models import Entry, EntryKind
from tests.accounts.authenticators import add_app, add_passkey, password
from tests.confirming import agree
from tests.conftest import NOW
from tests.office.test_people import cora, office

__all__ = ["cora", "office"]
NEITHER = {"audit_entries", "audit_head", "outbox_messages", "emails", "account_merges", "sessions", "session_events"}


def whole() -> dict[str, list[Any]]:
    """Every row of every table but what tells of the merge itself."""
    tables = [table for table in db.metadata.sorted_tables if table.name not in NEITHER]
    rows = {table.name: [dict(row) for row in db.session.execute(select(table)).mappings()] for table in tables}
    for user in rows["users"]:
        user.pop("session_key")
    return {name: sorted(map(repr, values)) for name, values in rows.items()}


def pointing_at(user_id: int) -> set[str]:
    return {
        table.name
        for table, column in merge_queries.references()
        if db.session.scalar(select(func.count()).select_from(table).where(column == user_id))
    }


def test_every_student_of_the_demo_school_goes_over_and_comes_back(demo: Flask) -> None:
    by = db.session.scalars(
        select(User).join(RoleGrant, RoleGrant.user_id == User.id).where(RoleGrant.role == Role.COORDINATOR)
    ).first()
    assert by is not None
    students = [user for user in db.session.scalars(select(User).order_by(User.id)) if user.roles_held == {"student"}]
    moved: set[str] = set()
    for number in range(6):
        with unit_of_work():
            kept = User(name="New", email=f"new{number}@example.edu", created_at=NOW, confirmed_at=NOW)
            kept.grants = [RoleGrant(role=Role.STUDENT, asked_at=NOW, granted_at=NOW)]
            db.session.add(kept)
        gone, before = students[number], whole()
        odd = {finding.sentence for finding in broken()}
        moved |= pointing_at(gone.id)
        with unit_of_work():
            done = merge_actions.merge(kept, gone, by=by, now=NOW)
        assert pointing_at(gone.id) == set()
        assert {finding.sentence for finding in broken()} <= odd
        assert whole() != before
        with unit_of_work():
            merge_actions.undo(done, by=by, now=NOW)
        assert whole() == before
    assert {"applications", "record_entries", "role_grants", "notices"} <= moved


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_everything_goes_over_and_the_other_account_is_closed(
    office: FlaskClient, person: Callable[..., User], emails: Callable[[], list[str]]
) -> None:
    ada, old = person("ada", Role.STUDENT), person("old", Role.STUDENT, Role.MENTOR)
    with unit_of_work():
        old.roster_id, old.class_year = "1001", "M2"
        db.session.add(
            Entry(student_id=old.id, kind=EntryKind.OTHER, title="Clinic", starts=NOW.date(), created_at=NOW)
        )
    agree(office, f"/office/people/{ada.id}/merge", {"other": old.email})
    db.session.expire_all()
    assert (ada.roster_id, ada.class_year, ada.roles_held) == ("1001", "M2", {"student", "mentor"})
    assert db.session.scalars(select(Entry.student_id)).all() == [ada.id]
    assert (old.roster_id, old.merged_into_id) == ("", ada.id)
    assert old.suspended_at is not None
    assert "Your two accounts on Rounds are one now" in emails()[-1]
    assert office.post(f"/office/people/{old.id}/restore").status_code == 409
    assert office.post("/office/merges/1/undo").status_code == 303
    db.session.expire_all()
    assert (ada.roster_id, ada.roles_held, old.roster_id) == ("", {"student"}, "1001")
    assert old.roles_held == {"student", "mentor"}
    assert old.suspended_at is None
    assert office.post("/office/merges/1/undo").status_code == 403


def test_a_second_factor_stays_with_the_account_that_it_opens(
    app: Flask, office: FlaskClient, person: Callable[..., User], enter: Callable[[User], FlaskClient]
) -> None:
    ada, old = person("ada", Role.STUDENT), person("old", Role.STUDENT)
    add_app(enter(old))
    add_passkey(enter(old))
    agree(office, f"/office/people/{ada.id}/merge", {"other": old.email})
    assert password(app.test_client(), ada).location == "/", "no code of the other account would let her in"
    assert office.post("/office/merges/1/undo").status_code == 303
    assert password(app.test_client(), old).location == "/sign-in/second-factor"


def test_after_a_day_it_is_not_undone(office: FlaskClient, person: Callable[..., User]) -> None:
    ada, old = person("ada", Role.STUDENT), person("old", Role.STUDENT)
    agree(office, f"/office/people/{ada.id}/merge", {"other": old.email})
    with unit_of_work():
        done = db.session.get(AccountMerge, 1)
        assert done is not None
        done.at = NOW - timedelta(hours=24)
    assert office.post("/office/merges/1/undo").status_code == 403


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_what_has_no_room_is_named_and_nothing_moves(office: FlaskClient, person: Callable[..., User]) -> None:
    ada, old = person("ada", Role.STUDENT), person("old", Role.STUDENT)
    with unit_of_work():
        db.session.add(
            Entry(student_id=old.id, kind=EntryKind.OTHER, title="Clinic", starts=NOW.date(), created_at=NOW)
        )
        for user in (ada, old):
            state = EnrolmentState.APPROVED
            db.session.add(Enrolment(user_id=user.id, kind=MentorKind.PEER, state=state, created_at=NOW))
    answer = agree(office, f"/office/people/{ada.id}/merge", {"other": old.email})
    assert answer.status_code == 409
    assert "Both accounts have their own enrolment" in answer.text
    assert db.session.scalars(select(Entry.student_id)).all() == [old.id]


def test_two_people_of_the_roster_and_coordinators_are_never_merged(
    office: FlaskClient, cora: User, person: Callable[..., User]
) -> None:
    ada, old, otto = person("ada", Role.STUDENT), person("old", Role.STUDENT), person("otto", Role.COORDINATOR)
    with unit_of_work():
        ada.roster_id, old.roster_id = "1001", "1002"
    for other in (old, otto, cora, ada):
        assert office.post(f"/office/people/{ada.id}/merge", data={"other": other.email}).status_code == 403
    assert office.post(f"/office/people/{ada.id}/merge", data={"other": "no@example.edu"}).status_code == 422
