"""Two accounts of one person become one: everything moves, what has no room stops it, and a day long it goes back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from sqlalchemy import delete, func, insert, select

from board.accounts.actions import keep_cv
from board.accounts.actions import merge as merge_actions
from board.accounts.models import AccountMerge, Role, RoleGrant, User
from board.accounts.queries import merge as merge_queries
from board.invariants import broken
from board.kernel import outbox
from board.kernel.db import db
from board.kernel.mail import Email
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.choices import MentorKind
from board.mentorship.models import Enrolment, EnrolmentState, Mentorship, MentorshipState
from board.notices.actions import set_paces
from board.notices.models import Notice, Pace
from board.opportunities.models import Opportunity, SavedPosting
from board.record.models import Entry, EntryKind
from board.rights.models import DataCopy
from tests.accounts.authenticators import add_app, add_passkey, password
from tests.confirming import agree, asked
from tests.conftest import NOW
from tests.counting import statements_of
from tests.house.test_whole_school import untouched
from tests.office.test_people import cora, office
from tests.walk import browser_of

__all__ = ["cora", "office"]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
NEITHER = {
    "account_merges",
    "audit_entries",
    "audit_head",
    "disclosures",
    "emails",
    "outbox_messages",
    "session_events",
    "sessions",
}


def whole() -> dict[str, list[Any]]:
    """Every row of every table but what tells of the merge itself."""
    tables = [table for table in db.metadata.sorted_tables if table.name not in NEITHER]
    rows = {table.name: [dict(row) for row in db.session.execute(select(table)).mappings()] for table in tables}
    return {name: sorted(map(repr, values)) for name, values in rows.items()}


def give_up_copies() -> None:
    """Nobody's copy is being made any more: that alone keeps two from being merged."""
    with unit_of_work():
        db.session.execute(delete(DataCopy))


def pointing_at(user_id: int) -> set[str]:
    return {
        declared.name
        for declared, column in merge_queries.references()
        if db.session.scalar(select(func.count()).where(column == user_id))
    }


def test_every_student_of_the_demo_school_goes_over_and_comes_back(demo: Flask) -> None:
    by = db.session.scalars(
        select(User).join(RoleGrant, RoleGrant.user_id == User.id).where(RoleGrant.role == Role.COORDINATOR)
    ).first()
    assert by is not None
    give_up_copies()
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


@BOTH
def test_everything_goes_over_and_the_other_account_is_closed(
    office: FlaskClient, person: Callable[..., User], emails: Callable[[], list[str]]
) -> None:
    ada, old = person("ada", Role.STUDENT), person("old", Role.STUDENT, Role.MENTOR)
    with unit_of_work():
        old.roster_id, old.class_year, old.hold_asked_at = "1001", "M2", NOW
        db.session.add(
            Entry(student_id=old.id, kind=EntryKind.OTHER, title="Clinic", starts=NOW.date(), created_at=NOW)
        )
    agree(office, f"/office/people/{ada.id}/merge", {"other": old.email})
    db.session.expire_all()
    assert (ada.roster_id, ada.class_year, ada.roles_held) == ("1001", "M2", {"student", "mentor"})
    assert ada.hold_asked_at == NOW, "who asked to be told of to nobody asked for all of themself"
    assert db.session.scalars(select(Entry.student_id)).all() == [ada.id]
    assert (old.roster_id, old.merged_into_id) == ("", ada.id)
    assert old.suspended_at is not None
    assert any("Your two accounts on Rounds are one now" in text for text in emails())
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


@BOTH
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
    assert "Both accounts have their own mentor profile" in answer.text
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


@pytest.fixture
def both(person: Callable[..., User]) -> tuple[User, User]:
    """One with a profile of her own, and one whom the roster knows."""
    ada, old = person("ada", Role.STUDENT), person("old", Role.STUDENT)
    with unit_of_work():
        ada.class_year = "M1"
        old.roster_id, old.class_year, old.cohort = "1001", "M2", "2028"
        old.cv_name, old.cv_filename, old.cv_at = "old-cv.pdf", "Old.pdf", NOW
    return ada, old


def test_what_the_roster_said_since_stays_with_whom_the_roster_means(
    office: FlaskClient, both: tuple[User, User]
) -> None:
    ada, old = both
    agree(office, f"/office/people/{ada.id}/merge", {"other": old.email})
    with unit_of_work():
        ada.class_year, ada.cohort, ada.directory_hold = "M3", "2029", True
    assert office.post("/office/merges/1/undo").status_code == 303
    db.session.expire_all()
    assert (old.roster_id, old.class_year, old.cohort, old.directory_hold) == ("1001", "M3", "2029", True)
    assert (ada.roster_id, ada.class_year, ada.cohort, ada.directory_hold) == ("", "M1", "", False)


def test_a_file_that_was_put_in_the_place_of_another_since_stays_where_it_is(
    office: FlaskClient, both: tuple[User, User]
) -> None:
    ada, old = both
    agree(office, f"/office/people/{ada.id}/merge", {"other": old.email})
    db.session.expire_all()
    assert ada.cv_name == "old-cv.pdf"
    with unit_of_work():
        keep_cv(ada, name="new-cv.pdf", filename="New.pdf", now=NOW)
    assert office.post("/office/merges/1/undo").status_code == 303
    db.session.expire_all()
    assert (ada.cv_name, old.cv_name) == ("new-cv.pdf", ""), "the file of before is on the disk no more"


def test_what_was_changed_of_an_account_that_took_nothing_over_stays_changed(
    office: FlaskClient, person: Callable[..., User]
) -> None:
    ada, old = person("ada", Role.STUDENT), person("old", Role.STUDENT)
    agree(office, f"/office/people/{ada.id}/merge", {"other": old.email})
    with unit_of_work():
        ada.roster_id, ada.class_year, ada.cv_name = "1001", "M1", "cv.pdf"
    assert office.post("/office/merges/1/undo").status_code == 303
    db.session.expire_all()
    assert (ada.roster_id, ada.class_year, ada.cv_name, old.roster_id) == ("1001", "M1", "cv.pdf", "")


@BOTH
def test_merges_of_merged_accounts_are_undone_from_the_last_one_on(
    office: FlaskClient, both: tuple[User, User], person: Callable[..., User]
) -> None:
    (ada, old), third = both, person("third", Role.STUDENT)
    before = whole()
    agree(office, f"/office/people/{ada.id}/merge", {"other": old.email})
    agree(office, f"/office/people/{third.id}/merge", {"other": ada.email})
    refused = office.post("/office/merges/1/undo")
    assert refused.status_code == 403
    assert "Undo that merge first" in refused.text
    assert [office.post(f"/office/merges/{number}/undo").status_code for number in (2, 1)] == [303, 303]
    assert whole() == before


@BOTH
def test_two_merges_into_one_account_are_undone_in_any_order(
    office: FlaskClient, both: tuple[User, User], person: Callable[..., User]
) -> None:
    (ada, old), third = both, person("third", Role.STUDENT)
    before = whole()
    agree(office, f"/office/people/{ada.id}/merge", {"other": old.email})
    agree(office, f"/office/people/{ada.id}/merge", {"other": third.email})
    assert [office.post(f"/office/merges/{number}/undo").status_code for number in (1, 2)] == [303, 303]
    assert whole() == before


@BOTH
def test_what_came_to_the_closed_account_since_does_not_keep_it_closed(
    office: FlaskClient, both: tuple[User, User]
) -> None:
    ada, old = both
    with unit_of_work():
        set_paces(old, {"mentor": Pace.OFF})
    agree(office, f"/office/people/{ada.id}/merge", {"other": old.email})
    with unit_of_work():
        set_paces(old, {"mentor": Pace.DAILY})  # by the link of an email that came before
    assert office.post("/office/merges/1/undo").status_code == 303
    db.session.expire_all()
    assert old.is_active


def test_nobody_undoes_a_merge_of_their_own_account(
    office: FlaskClient, cora: User, both: tuple[User, User], enter: Callable[[User], FlaskClient]
) -> None:
    ada, old = both
    agree(office, f"/office/people/{ada.id}/merge", {"other": old.email})
    agree(office, f"/office/people/{ada.id}/roles", {"role": "coordinator", "verb": "give"})
    answer = enter(ada).post("/office/merges/1/undo")
    assert answer.status_code == 403
    assert "your own account" in answer.text


@BOTH
def test_one_person_does_not_come_out_of_it_with_two_mentors_of_a_kind(demo: Flask) -> None:
    first, second = db.session.scalars(
        select(Mentorship)
        .join(Mentorship.enrolment)
        .where(Mentorship.state == MentorshipState.ACTIVE, Mentorship.kind == MentorKind.FACULTY)
        .order_by(Mentorship.id)
        .limit(2)
    ).all()
    with unit_of_work():
        second.mentee.roster_id = ""
        db.session.execute(delete(Notice).where(Notice.user_id == second.mentee_id))
    office = browser_of(demo, "coordinator")
    answer = office.post(f"/office/people/{first.mentee_id}/merge", data={"other": second.mentee.email})
    assert answer.status_code == 409
    assert "Each of the two has a faculty mentor" in answer.text
    assert first.enrolment.user.name in answer.text
    assert second.enrolment.user.name in answer.text
    assert second.mentee.merged_into_id is None


@BOTH
def test_a_mentor_is_found_by_the_name_that_stays_and_again_by_the_other_after_it_is_undone(
    demo: Flask, person: Callable[..., User]
) -> None:
    office, mentor = browser_of(demo, "coordinator"), user_of("mentor@example.edu")
    kept = person("zebulon", Role.STUDENT)
    assert found(office, mentor.name) == (True, False)
    agree(office, f"/office/people/{kept.id}/merge", {"other": mentor.email})
    assert found(office, mentor.name) == (False, True)
    assert office.post("/office/merges/1/undo").status_code == 303
    assert found(office, mentor.name) == (True, False)


@BOTH
def test_a_mentor_who_changes_their_name_is_found_by_the_new_one(demo: Flask) -> None:
    office, mentor = browser_of(demo, "coordinator"), user_of("mentor@example.edu")
    name, hers = mentor.name, browser_of(demo, "mentor")
    form = untouched(JustHTML(hers.get("/account/profile").text, sanitize=False).query("main form")[0])
    assert hers.post("/account/profile", data=form | {"name": "Zebulon"}).status_code == 303
    assert found(office, name) == (False, True)


def user_of(email: str) -> User:
    return db.session.scalars(select(User).where(User.email == email)).one()


def found(browser: FlaskClient, name: str) -> tuple[bool, bool]:
    """Is the mentor found by the old name, and by the new?"""
    outbox.deliver_pending()
    pages = (browser.get(f"/mentors?q={name.split()[-1]}").text, browser.get("/mentors?q=Zebulon").text)
    return f">{name}<" in pages[0], ">Zebulon<" in pages[1]


@BOTH
def test_what_an_undo_cannot_give_back_is_said(office: FlaskClient, person: Callable[..., User]) -> None:
    ada, old = person("ada", Role.STUDENT), person("old", Role.STUDENT)
    with unit_of_work():
        old.roster_id, old.class_year = "1001", "M2"
        made = {"kind": EntryKind.OTHER, "starts": NOW.date(), "created_at": NOW}
        db.session.add_all([Entry(student_id=old.id, title=title, **made) for title in ("Clinic", "Choir")])
    agree(office, f"/office/people/{ada.id}/merge", {"other": old.email})
    with unit_of_work():
        db.session.execute(delete(Entry).where(Entry.title == "Choir"))
    page = office.get(office.post("/office/merges/1/undo").location).text
    assert "The two accounts are two again" in page
    assert "not given back: 1 record entry." in page
    db.session.expire_all()
    assert db.session.scalars(select(Entry.student_id)).all() == [old.id]


def test_two_accounts_that_were_told_the_same_are_merged(office: FlaskClient, person: Callable[..., User]) -> None:
    ada, old = person("ada", Role.STUDENT), person("old", Role.STUDENT)
    with unit_of_work():
        for user in (ada, old):
            told = {"key": "announcement:1", "kind": "announcement", "words": "A fair", "href": "/"}
            db.session.add(Notice(user_id=user.id, at=NOW, **told))
    assert agree(office, f"/office/people/{ada.id}/merge", {"other": old.email}).status_code == 303
    assert office.post("/office/merges/1/undo").status_code == 303
    assert len(db.session.scalars(select(Notice)).all()) == 2


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_many_rows_go_over_and_come_back_in_few_statements_also_where_some_have_no_room(
    app: Flask, person: Callable[..., User]
) -> None:
    cora, ada, old = person("cora", Role.COORDINATOR), person("ada", Role.STUDENT), person("old", Role.STUDENT)
    told = {"kind": "announcement", "words": "A fair", "href": "/", "at": NOW}
    with unit_of_work():
        rows = [told | {"user_id": old.id, "key": f"announcement:{number}"} for number in range(1200)]
        rows += [told | {"user_id": ada.id, "key": f"announcement:{number}"} for number in (3, 700)]
        db.session.execute(insert(Notice), rows)
    before = sorted(db.session.execute(select(Notice.user_id, Notice.key)).all())

    def merge() -> None:
        with unit_of_work():
            merge_actions.merge(ada, old, by=cora, now=NOW)

    def undo() -> None:
        with unit_of_work():
            merge_actions.undo(db.session.scalars(select(AccountMerge)).one(), by=cora, now=NOW)

    for act in (merge, undo):
        sent = [statement for statement in statements_of(app, act) if " notices" in statement]
        assert len(sent) < 50, act.__name__
        assert db.session.scalar(select(func.count()).where(Notice.user_id == old.id)) == (1200 if act is undo else 0)
    assert sorted(db.session.execute(select(Notice.user_id, Notice.key)).all()) == before


def test_two_accounts_that_saved_the_same_posting_are_merged(demo: Flask, person: Callable[..., User]) -> None:
    office, ada, old = browser_of(demo, "coordinator"), person("ada", Role.STUDENT), person("old", Role.STUDENT)
    number = db.session.scalars(select(Opportunity.id)).first()
    with unit_of_work():
        db.session.add_all([SavedPosting(user_id=user.id, opportunity_id=number, at=NOW) for user in (ada, old)])
    owners = select(SavedPosting.user_id).where(SavedPosting.user_id.in_([ada.id, old.id]))
    assert agree(office, f"/office/people/{ada.id}/merge", {"other": old.email}).status_code == 303
    assert db.session.scalars(owners).all() == [ada.id]
    assert office.post("/office/merges/1/undo").status_code == 303
    assert sorted(db.session.scalars(owners)) == [ada.id, old.id]


def test_both_accounts_and_what_goes_over_are_shown_before(office: FlaskClient, person: Callable[..., User]) -> None:
    zora, kim = person("zora", Role.STUDENT), person("kim", Role.STUDENT)
    with unit_of_work():
        kim.roster_id, kim.class_year = "1001", "M2"
        db.session.add(
            Entry(student_id=kim.id, kind=EntryKind.OTHER, title="Clinic", starts=NOW.date(), created_at=NOW)
        )
    page = asked(office, f"/office/people/{zora.id}/merge", {"other": kim.email}).text
    assert "the names differ, Kim and Zora" in page
    assert "Kim, kim@example.edu, school ID 1001, M2, student" in page
    assert "1 record entry" in page
    with unit_of_work():
        kim.name = "Zora Lin"
    assert "the names differ" not in asked(office, f"/office/people/{zora.id}/merge", {"other": kim.email}).text


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_both_persons_are_told_of_a_merge_and_of_its_undoing(office: FlaskClient, person: Callable[..., User]) -> None:
    ada, old = person("ada", Role.STUDENT), person("old", Role.STUDENT)
    agree(office, f"/office/people/{ada.id}/merge", {"other": old.email})
    assert sorted(db.session.scalars(select(Email.address).where(Email.sent_at.is_not(None)))) == [ada.email, old.email]
    assert office.post("/office/merges/1/undo").status_code == 303
    parted = select(Email.address).where(Email.kind == "accounts-parted", Email.sent_at.is_not(None))
    assert sorted(db.session.scalars(parted)) == [ada.email, old.email]


def test_the_closed_account_says_where_it_went_and_undoes_it(office: FlaskClient, person: Callable[..., User]) -> None:
    ada, old = person("ada", Role.STUDENT), person("old", Role.STUDENT)
    agree(office, f"/office/people/{ada.id}/merge", {"other": old.email})
    page = office.get(f"/office/people/{old.id}").text
    assert "This account was merged into that of" in page
    assert f"Undo the merge of {old.email} into {ada.email}" in page
    with unit_of_work():
        done = db.session.get(AccountMerge, 1)
        assert done is not None
        done.at = NOW - timedelta(hours=24)
    assert "Undo the merge" not in office.get(f"/office/people/{old.id}").text


def test_each_reason_against_a_merge_counts_by_itself(
    office: FlaskClient, cora: User, person: Callable[..., User]
) -> None:
    ada, old = person("ada", Role.STUDENT), person("old", Role.STUDENT)

    def refused(target: User, source: User) -> str:
        answer = office.post(f"/office/people/{target.id}/merge", data={"other": source.email})
        assert answer.status_code == 403
        return str(answer.text)

    assert "These are one account already" in refused(ada, ada)
    assert "One of these is your own account" in refused(ada, cora)
    with unit_of_work():
        ada.suspended_at = NOW
    assert "that would stay is suspended" in refused(ada, old)
