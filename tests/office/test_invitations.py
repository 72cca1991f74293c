"""Many invitations at once: by the worker, in batches, each once, with one entry in the audit log for all of them."""

import html
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from board import tasks
from board.accounts.actions.invitation import BATCH
from board.accounts.models import InvitationRun, Invitee, User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.school import actions as school_actions
from tests.confirming import agree
from tests.conftest import NOW
from tests.office.rosters import ADA, import_roster, roster
from tests.office.test_people import cora, office

__all__ = ["cora", "office"]
ACT = "/office/people/act"
ALL = {"act": "invite", "everybody": "1", "status": "uninvited"}
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
Emails = Callable[[], list[str]]
MANY = 2 * BATCH + 10


def many(count: int = MANY) -> str:
    return roster(*(f"{1000 + n},Ada Lin{n},a{n}@example.edu,M1" for n in range(count)))


@BOTH
def test_many_are_invited_by_the_worker_in_batches_and_the_page_says_how_far(
    office: FlaskClient, emails: Emails
) -> None:
    import_roster(office, many())
    answer = agree(office, ACT, ALL)
    assert emails() == [], "the request itself sends nothing"
    page = str(answer.location)
    for sent in (0, BATCH, 2 * BATCH, MANY):
        if sent:
            tasks.do_all(clock.now())
        assert len(emails()) == sent
        assert f"{sent} of {MANY} invitations are sent." in office.get(page).text
    tasks.do_all(clock.now())
    assert len(emails()) == MANY
    assert "See who is" in office.get(page).text


@BOTH
def test_who_is_on_the_way_is_not_invited_a_second_time(office: FlaskClient, emails: Emails) -> None:
    import_roster(office, many())
    agree(office, ACT, ALL)
    ids = [str(number) for number in db.session.scalars(select(User.id).where(User.roster_id != ""))]
    assert office.post(ACT, data={"act": "invite", "people": ids}).status_code == 409
    for _ in range(5):
        tasks.do_all(clock.now())
    assert len(emails()) == MANY


@BOTH
def test_who_came_in_or_was_suspended_or_got_another_address_before_their_turn_gets_none(
    office: FlaskClient, emails: Emails
) -> None:
    import_roster(office, many())
    page = str(agree(office, ACT, ALL).location)
    with unit_of_work():
        first, second, *_ = db.session.scalars(select(User).where(User.roster_id != "").order_by(User.id))
        first.confirmed_at, second.suspended_at = NOW, NOW
    import_roster(office, many().replace("a2@example.edu", "b2@example.edu"))
    for _ in range(4):
        tasks.do_all(clock.now())
    assert len(emails()) == MANY - 3
    assert "3 people got none" in office.get(page).text
    assert db.session.scalars(select(InvitationRun.finished_at)).one() is not None


def test_a_roster_that_is_imported_with_invitations_sends_many_by_the_worker(
    office: FlaskClient, emails: Emails
) -> None:
    import_roster(office, many(), invite="y")
    assert emails() == []
    assert "sent in the background" in office.get("/office/invitations/1").text
    assert db.session.scalars(select(Invitee.done_at)).all() == [None] * MANY


def test_the_page_says_when_no_worker_sends_them(office: FlaskClient) -> None:
    import_roster(office, many())
    page = str(agree(office, ACT, ALL).location)
    assert "has not been seen for a while" in office.get(page).text


def test_the_audit_log_has_one_entry_for_all_and_each_person_their_own(office: FlaskClient, emails: Emails) -> None:
    import_roster(office, many())
    agree(office, ACT, ALL)
    for _ in range(4):
        tasks.do_all(clock.now())
    log = html.unescape(office.get("/office/audit").text)
    assert log.count("invited people") >= 1
    assert f"people: {MANY}" in log
    assert "sent an invitation, among others: " not in log
    assert "opened the account from the roster: " not in log
    assert "sent an invitation, among others: " in office.get("/office/audit?each=1").text
    user = db.session.scalars(select(User).where(User.email == "a7@example.edu")).one()
    assert "sent an invitation, among others" in office.get(f"/office/people/{user.id}").text


@pytest.mark.parametrize("words", ["Ada Lin", "lin ada", "ada@example.edu"])
def test_the_audit_log_finds_what_was_done_to_somebody_by_name(office: FlaskClient, words: str) -> None:
    import_roster(office, roster(ADA, "1002,Bo Ray,bo@example.edu,M1"))
    found = office.get("/office/audit", query_string={"thing": words}).text
    assert "1 event<" in found
    assert ">Ada Lin</a>" in found


def test_a_school_with_logo_and_colors_of_its_own_gets_its_emails_from_the_worker_too(
    office: FlaskClient, emails: Emails
) -> None:
    with unit_of_work():
        school_actions.put("logo", "0123456789abcdef-96x32", now=NOW)
        school_actions.put("brand_light", "#123456", now=NOW)
    import_roster(office, many())
    agree(office, ACT, ALL)
    tasks.do_all(clock.now())
    assert len(emails()) == BATCH
