"""Two accounts that were merged and were two people: neither gains or loses by it, also after it is undone."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from board.accounts import merge_obstacles as account_merge_obstacles
from board.accounts.merge_obstacles import MergeObstacle
from board.accounts.merged_words import MERGED
from board.accounts.models import ErasureRequest, Role, Session, User
from board.accounts.queries import merge as merge_queries
from board.disclosures.actions import Disclosed, note, note_file
from board.disclosures.models import Disclosure, DisclosureKind
from board.discovery.actions import make_calendar
from board.discovery.models import CalendarAddress
from board.invariants import broken
from board.kernel import outbox
from board.kernel.db import db
from board.kernel.keyring import SecretKeys
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import SavedPosting
from board.record.actions.share import share
from board.record.models import Entry, EntryKind, ShareEntry
from board.rights.models import DataCopy
from tests.accounts.authenticators import add_app, add_passkey, password, prove
from tests.confirming import agree, asked, yes_to
from tests.conftest import NOW
from tests.office.test_merge import give_up_copies, whole
from tests.office.test_people import cora, office
from tests.walk import browser_of

__all__ = ["cora", "office"]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def two(person: Callable[..., User]) -> tuple[User, User]:
    return person("ada", Role.STUDENT), person("mal", Role.STUDENT)


def merge_of(office: FlaskClient, kept: User, gone: User) -> int:
    return agree(office, f"/office/people/{kept.id}/merge", {"other": gone.email}).status_code


def undo(office: FlaskClient) -> None:
    assert office.post("/office/merges/1/undo").status_code == 303
    db.session.expire_all()


def ask_erasure(user: User) -> ErasureRequest:
    with unit_of_work():
        request = ErasureRequest(user_id=user.id, asked_by_id=user.id, asked_at=NOW, due_at=NOW + timedelta(days=7))
        request.marks = []
        db.session.add(request)
    return request


@BOTH
@pytest.mark.parametrize("is_kept", [True, False])
def test_nobody_is_merged_who_is_going_to_be_erased(office: FlaskClient, two: tuple[User, User], is_kept: bool) -> None:
    ada, mal = two
    who = ada if is_kept else mal
    request = ask_erasure(who)
    refused = office.post(f"/office/people/{ada.id}/merge", data={"other": mal.email})
    assert refused.status_code == 409
    assert f"{who.name} ({who.email}) is going to be erased" in refused.text
    assert 'href="/office/erasures"' in refused.text
    db.session.expire_all()
    assert (mal.merged_into_id, request.user_id) == (None, who.id)
    with unit_of_work():
        request.cancelled_at = NOW
    assert merge_of(office, ada, mal) == 303


@BOTH
def test_a_request_to_erase_that_comes_between_question_and_yes_stops_the_merge(
    office: FlaskClient, two: tuple[User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, mal = two
    look = account_merge_obstacles.between

    def look_too_early(target: User, source: User) -> list[MergeObstacle]:
        monkeypatch.setattr(account_merge_obstacles, "between", look)
        seen = look(target, source)
        ask_erasure(ada)
        return seen

    say_yes = yes_to(office, f"/office/people/{ada.id}/merge", {"other": mal.email})
    monkeypatch.setattr(account_merge_obstacles, "between", look_too_early)
    answer = say_yes()
    assert answer.status_code == 409
    assert "is going to be erased" in answer.text
    assert "Nothing was moved" in answer.text


@BOTH
def test_nobody_is_merged_of_whose_data_a_copy_is_being_made(office: FlaskClient, two: tuple[User, User]) -> None:
    ada, mal = two
    with unit_of_work():
        copy = DataCopy(user_id=mal.id, asked_at=NOW)
        db.session.add(copy)
    refused = office.post(f"/office/people/{ada.id}/merge", data={"other": mal.email})
    assert refused.status_code == 409
    assert "A copy of the data of Mal" in refused.text
    with unit_of_work():
        copy.asked_at = NOW - timedelta(hours=2)  # given up
    assert merge_of(office, ada, mal) == 303


@BOTH
def test_an_account_that_was_erased_is_merged_with_none(office: FlaskClient, two: tuple[User, User]) -> None:
    ada, mal = two
    with unit_of_work():
        mal.erased_at = mal.suspended_at = NOW
    refused = office.post(f"/office/people/{ada.id}/merge", data={"other": mal.email})
    assert refused.status_code == 403
    assert "was erased" in refused.text


@BOTH
def test_links_in_emails_of_before_work_again_after_an_undo(
    app: Flask, office: FlaskClient, two: tuple[User, User], emails: Callable[[], list[str]]
) -> None:
    ada, mal = two
    stranger = app.test_client()
    stranger.post("/forgot-password", data={"email": mal.email})
    outbox.deliver_pending()
    link = next(word for text in emails() for word in text.split() if "/reset-password/" in word)
    path = "/" + link.split("/", 3)[3]
    assert stranger.get(path).status_code == 200
    assert merge_of(office, ada, mal) == 303
    assert stranger.get(path).status_code == 410, "the account is closed"
    undo(office)
    assert stranger.get(path).status_code == 200


@BOTH
def test_a_copy_of_data_stays_with_whom_it_is_of(
    app: Flask, office: FlaskClient, two: tuple[User, User], enter: Callable[[User], FlaskClient]
) -> None:
    ada, mal = two
    hers, his = enter(ada), enter(mal)
    for browser in (hers, his):
        assert ask_copy(browser).status_code == 303
    outbox.deliver_pending()
    assert merge_of(office, ada, mal) == 303
    db.session.expire_all()
    assert sorted(db.session.scalars(select(DataCopy.user_id))) == [ada.id, mal.id], "neither has the other's"


@BOTH
def test_a_copy_that_was_made_while_they_were_one_is_gone_after_the_undo(
    app: Flask, office: FlaskClient, two: tuple[User, User], enter: Callable[[User], FlaskClient]
) -> None:
    ada, mal = two
    with unit_of_work():
        secret = "Zanzibar clinic"
        db.session.add(Entry(student_id=mal.id, kind=EntryKind.OTHER, title=secret, starts=NOW.date(), created_at=NOW))
    assert merge_of(office, ada, mal) == 303
    hers = enter(ada)
    ask_copy(hers)
    outbox.deliver_pending()
    copy = db.session.scalars(select(DataCopy)).one()
    taken = hers.get(f"/account/data/{copy.id}")
    assert secret in json.dumps(str(zipfile.ZipFile(io.BytesIO(taken.data)).read("record_entries.json"))), "the ground"
    name, address = copy.name, f"/account/data/{copy.id}"
    undo(office)
    outbox.deliver_pending()
    assert enter(ada).get(address).status_code == 404
    assert db.session.scalars(select(DataCopy)).all() == []
    assert not app.extensions["files"].has(name)


def ask_copy(browser: FlaskClient) -> TestResponse:
    prove(browser)
    return browser.post("/account/data")


@BOTH
def test_the_undo_ends_what_both_came_in_by(
    app: Flask, office: FlaskClient, two: tuple[User, User], enter: Callable[[User], FlaskClient]
) -> None:
    ada, mal = two
    before = enter(ada)
    assert merge_of(office, ada, mal) == 303
    assert before.get("/account").status_code == 303, "she signs in anew"
    between = enter(ada)
    with unit_of_work():
        make_calendar(ada, now=NOW)
    undo(office)
    assert between.get("/account").status_code == 303
    assert db.session.scalars(select(CalendarAddress)).all() == []
    assert db.session.scalar(select(func.count()).select_from(Session).where(Session.user_id == ada.id)) == 0


@BOTH
def test_a_link_to_a_record_shows_nothing_of_the_other_after_the_undo(
    office: FlaskClient, two: tuple[User, User], enter: Callable[[User], FlaskClient]
) -> None:
    ada, mal = two
    with unit_of_work():
        made = {"kind": EntryKind.OTHER, "starts": NOW.date(), "created_at": NOW}
        entries = [Entry(student_id=user.id, title=f"Clinic of {user.name}", **made) for user in two]
        db.session.add_all(entries)
    assert merge_of(office, ada, mal) == 303
    with unit_of_work():
        share(entries, by=ada, now=NOW, label="For Dr. No", days=7, keys=SecretKeys("key"))
    undo(office)
    page = enter(ada).get("/record/shares").text
    assert "For Dr. No" in page
    assert db.session.scalars(select(ShareEntry.entry_id)).all() == [entries[0].id]


@BOTH
def test_a_calendar_of_before_stays_with_its_person(office: FlaskClient, two: tuple[User, User]) -> None:
    ada, mal = two
    for user in two:
        with unit_of_work():
            make_calendar(user, now=NOW - timedelta(days=1))
    before = sorted(db.session.scalars(select(CalendarAddress.token_hash)))
    assert merge_of(office, ada, mal) == 303, "both have one: no reason to refuse"
    undo(office)
    assert sorted(db.session.scalars(select(CalendarAddress.token_hash))) == before


@BOTH
def test_what_was_shown_while_they_were_one_stands_in_the_record_of_both(
    office: FlaskClient, cora: User, two: tuple[User, User], enter: Callable[[User], FlaskClient]
) -> None:
    ada, mal = two
    assert merge_of(office, ada, mal) == 303
    with unit_of_work():
        opened = Disclosed(DisclosureKind.LINK_OPENED, "share:1", "Six entries", "The link")
        note([ada.id], opened, party="Dr. No", now=NOW)
    undo(office)
    hers, his = (enter(user).get("/account/disclosures").text for user in two)
    assert "Dr. No" in hers
    assert "Dr. No" in his
    assert "Ada" in his, "what was his was in her account for a while"
    assert "were one account" in his


@BOTH
def test_two_who_stand_in_one_file_of_the_office_are_merged(
    office: FlaskClient, cora: User, two: tuple[User, User]
) -> None:
    with unit_of_work():
        note_file([user.id for user in two], "people", "The list of people", by=cora, now=NOW)
    assert merge_of(office, *two) == 303
    undo(office)
    assert len(db.session.scalars(select(Disclosure).where(Disclosure.key.like("people%"))).all()) == 2


@BOTH
def test_two_who_saved_one_posting_are_merged(demo: Flask) -> None:
    saved = db.session.scalars(select(SavedPosting)).first()
    assert saved is not None
    give_up_copies()
    office, kept = browser_of(demo, "coordinator"), db.session.get(User, saved.user_id)
    with unit_of_work():
        twin = User(name="Twin", email="twin@example.edu", created_at=NOW, confirmed_at=NOW)
        db.session.add(twin)
        db.session.flush()
        db.session.add(SavedPosting(user_id=twin.id, opportunity_id=saved.opportunity_id, at=NOW))
    assert kept is not None
    before = whole()
    assert merge_of(office, kept, twin) == 303
    undo(office)
    assert whole() == before


@BOTH
def test_the_second_factor_of_one_guards_what_came_from_it(
    app: Flask, office: FlaskClient, two: tuple[User, User], enter: Callable[[User], FlaskClient]
) -> None:
    ada, mal = two
    phone, codes = add_app(enter(mal))
    device = add_passkey(enter(mal))
    ready = enter(ada)
    question = asked(office, f"/office/people/{ada.id}/merge", {"other": mal.email}).text
    assert "second step of Mal" in question
    assert merge_of(office, ada, mal) == 303
    assert ready.get("/account").status_code == 303, "a session that a password alone began is over"
    browser = app.test_client()
    assert password(browser, ada).location == "/sign-in/second-factor"
    assert browser.get("/account").status_code == 303
    assert browser.post("/sign-in/second-factor", data={"code": phone.code()}).status_code == 422, "it was used"
    assert browser.post("/sign-in/second-factor", data={"code": codes[0]}).status_code == 303
    assert browser.get("/account").status_code == 200
    by_key = app.test_client()
    password(by_key, ada)
    options = by_key.get("/sign-in/second-factor/passkey-options").json
    answer = by_key.post("/sign-in/second-factor/passkey", data={"credential": device.get(options)})
    assert answer.status_code == 303
    undo(office)
    assert password(app.test_client(), ada).location == "/"
    assert password(app.test_client(), mal).location == "/sign-in/second-factor"
    assert not list(broken())


def test_what_goes_over_is_counted_once_and_called_by_a_name(office: FlaskClient, two: tuple[User, User]) -> None:
    ada, mal = two
    request = ask_erasure(mal)
    with unit_of_work():
        request.cancelled_at = NOW
    page = asked(office, f"/office/people/{ada.id}/merge", {"other": mal.email}).text
    assert "What goes over: 2 rows" in page
    assert "1 request to be erased" in page
    assert "1 role" in page


def test_every_table_that_a_merge_moves_is_called_by_a_name(app: Flask) -> None:
    assert {declared.name for declared, _ in merge_queries.references()} == set(MERGED)
