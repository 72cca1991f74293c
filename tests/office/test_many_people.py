"""Many people at a time: found by filters, chosen, and dealt with all together or not at all."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from board.accounts.models import Authenticator, Identity, Role, User
from board.applications.models import ApplicationState
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests.applications.builders import application_of, posting_of
from tests.confirming import agree, asked
from tests.conftest import NOW
from tests.counting import count_statements
from tests.office.rosters import ADA, BO, import_roster, roster
from tests.office.test_office import tiles
from tests.office.test_people import cora, office

__all__ = ["cora", "office"]
ACT = "/office/people/act"
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def suspended() -> int:
    return db.session.scalar(select(func.count()).select_from(User).where(User.suspended_at.is_not(None))) or 0


@BOTH
def test_people_are_found_by_class_sign_on_and_last_seen(
    office: FlaskClient, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    ada, bo = person("ada", Role.STUDENT), person("bo", Role.STUDENT)
    browser_of(ada)
    with unit_of_work():
        ada.class_year = "M1"
        db.session.add(Identity(user_id=bo.id, issuer="https://id", subject="7", linked_at=NOW))

    def listed(query: str) -> set[str]:
        page = office.get(f"/office/people?{query}").text
        return {name for name in ("Ada", "Bo", "Cora") if f"Choose {name}" in page}

    assert listed("class-year=M1") == {"Ada"}
    assert listed("sign-on=school") == {"Bo"}
    assert listed("sign-on=password") == {"Ada", "Cora"}
    assert listed("sign-on=no-factor") == {"Ada", "Cora"}, "Bo comes in by the school's sign-on, which has its own"
    with unit_of_work():
        db.session.add(Authenticator(user_id=ada.id, sealed_secret="sealed", last_step=0, added_at=NOW))
    assert listed("sign-on=no-factor") == {"Cora"}
    assert listed("seen=week") == {"Ada", "Cora"}
    assert listed("seen=never") == {"Bo"}
    with clock.frozen(NOW + timedelta(hours=1)):
        assert listed("seen=not-quarter&role=student") == {"Bo"}
    assert listed("seen=king&sign-on=x&class-year=&status=x&role=x") == {"Ada", "Bo", "Cora"}


def test_the_list_asks_as_many_questions_for_three_as_for_twenty_five(
    app: Flask, office: FlaskClient, person: Callable[..., User]
) -> None:
    def statements() -> int:
        return count_statements(app, lambda: office.get("/office/people"))

    few = statements()
    for number in range(24):
        person(f"stu{number}", Role.STUDENT)
    assert statements() == few


@BOTH
def test_everybody_who_matches_is_suspended_after_a_question_with_the_number(
    office: FlaskClient, emails: Callable[[], list[str]]
) -> None:
    import_roster(office, roster(ADA, BO, "1003,Cy Ng,cy@example.edu,M1"))
    import_roster(office, roster(ADA))
    data = {"act": "suspend", "everybody": "1", "status": "absent", "reason": "Not on the roster any more"}
    assert "Suspend: 2 people?" in asked(office, ACT, data).text
    assert suspended() == 0
    agree(office, ACT, data)
    assert suspended() == 2
    assert sum("Not on the roster any more" in text for text in emails()) == 2


def test_a_yes_is_to_the_people_who_were_counted(office: FlaskClient, person: Callable[..., User]) -> None:
    person("ada", Role.STUDENT)
    data = {"act": "give-mentor", "everybody": "1", "role": "student"}
    page = asked(office, ACT, data).text
    mark = page.split('name="confirmed" value="')[1].split('"')[0]
    with unit_of_work():
        ada = db.session.scalars(select(User).where(User.name == "Ada")).one()
        ada.grants.clear()
    bo = person("bo", Role.STUDENT)
    assert "This has changed since you read it" in office.post(ACT, data=data | {"confirmed": mark}).text
    db.session.refresh(bo)
    assert "mentor" not in bo.roles_held


@BOTH
def test_one_who_refuses_keeps_all_from_it_and_is_named(
    office: FlaskClient, cora: User, person: Callable[..., User]
) -> None:
    ada, carl = person("ada", Role.STUDENT), person("carl", waiting=Role.FACULTY)
    answer = office.post(ACT, data={"act": "approve", "people": [str(ada.id), str(carl.id)]})
    assert answer.status_code == 409
    assert "Ada does not wait to be approved as faculty" in answer.text
    db.session.refresh(carl)
    assert "faculty" not in carl.roles_held
    own = office.post(ACT, data={"act": "suspend", "reason": "x", "everybody": "1"})
    assert own.status_code == 409
    assert "This is your own account" in own.text
    assert suspended() == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"act": "suspend", "everybody": "1"}, "Say why"),
        ({"act": "invite"}, "Nobody is chosen"),
        ({"act": "give-coordinator", "everybody": "1"}, "Choose what to do"),
        ({"act": "invite", "people": "99999999999999"}, "Nobody is chosen"),
        ({"act": "", "everybody": "1"}, "Choose what to do"),
    ],
)
def test_what_makes_no_sense_does_nothing(office: FlaskClient, data: dict[str, str], words: str) -> None:
    answer = office.post(ACT, data=data)
    assert answer.status_code == 422
    assert words in answer.text


@BOTH
def test_nobody_is_invited_twice_by_accident(office: FlaskClient, emails: Callable[[], list[str]]) -> None:
    import_roster(office, roster(ADA, BO))
    data = {"act": "invite", "everybody": "1", "status": "uninvited"}
    agree(office, ACT, data)
    assert len(emails()) == 2
    ids = [str(number) for number in db.session.scalars(select(User.id).where(User.roster_id != ""))]
    again = office.post(ACT, data={"act": "invite", "people": ids})
    assert again.status_code == 409
    assert "has been invited already" in again.text
    agree(office, ACT, {"act": "invite-again", "people": ids})
    assert len(emails()) == 4
    assert set(db.session.scalars(select(User.invitations).where(User.roster_id != ""))) == {2}


def test_people_are_exported_and_the_export_is_logged(office: FlaskClient) -> None:
    import_roster(office, roster('1001,"=HYPERLINK(1)",ada@example.edu,M1', BO))
    answer = office.post(ACT, data={"act": "export", "everybody": "1", "role": "student"})
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert {row["School ID"] for row in rows} == {"1001", "1002"}
    assert not any(row["Name"].startswith("=") for row in rows)
    assert "people.export" in db.session.scalars(select(AuditEntry.verb)).all()


def test_only_the_office_acts_on_many(
    app: Flask, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    browser = browser_of(person("fay", Role.FACULTY))
    assert browser.post(ACT, data={"act": "export", "everybody": "1"}).status_code == 404


@BOTH
def test_students_who_have_nothing_yet_are_found_and_dealt_with(
    office: FlaskClient, person: Callable[..., User]
) -> None:
    ada, bo = person("ada", Role.STUDENT), person("bo", Role.STUDENT)
    posting = posting_of(person("fay", Role.FACULTY))
    application_of(bo, posting, state=ApplicationState.SUBMITTED)
    names = {
        name for name in ("Ada", "Bo", "Fay") if f"Choose {name}" in office.get("/office/people?lacks=everything").text
    }
    assert names == {"Ada"}
    assert "Choose Bo" in office.get("/office/people?lacks=mentor").text
    assert "Choose Bo" not in office.get("/office/people?lacks=application").text
    agree(office, ACT, {"act": "suspend", "everybody": "1", "lacks": "everything", "reason": "Gone"})
    db.session.refresh(ada)
    db.session.refresh(bo)
    assert (ada.suspended_at is not None, bo.suspended_at) == (True, None)


def test_a_name_as_registrars_write_it_finds_the_person(office: FlaskClient, person: Callable[..., User]) -> None:
    jo = person("jo", Role.STUDENT)
    with unit_of_work():
        jo.name = "John Smith"
    assert "Choose John Smith" in office.get("/office/people", query_string={"q": "Smith, John"}).text


def fields_of(page: str) -> list[tuple[str, str]]:
    """What the form of the page that refuses would send."""
    form = page.split('action="/office/people/act"')[1].split("</form>")[0]
    return [(name, value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form) if name != "press"]


@BOTH
def test_when_some_refuse_it_is_done_with_the_others_on_one_press(
    office: FlaskClient, person: Callable[..., User]
) -> None:
    ada, carl = person("ada", Role.STUDENT), person("carl", waiting=Role.FACULTY)
    refused = office.post(ACT, data={"act": "approve", "people": [str(ada.id), str(carl.id)]}).text
    assert "Approve as faculty: the other" in refused
    agree(office, ACT, MultiDict([*fields_of(refused), ("press", "others")]))
    db.session.refresh(carl)
    db.session.refresh(ada)
    assert ("faculty" in carl.roles_held, "faculty" in ada.roles_held) == (True, False)


def test_back_to_the_list_keeps_ticks_choice_and_reason(office: FlaskClient, person: Callable[..., User]) -> None:
    ada, bo, cy = (person(name, Role.STUDENT) for name in ("ada", "bo", "cy"))
    with unit_of_work():
        bo.suspended_at = NOW
    data = {"act": "suspend", "reason": "Left the school", "people": [str(ada.id), str(bo.id)], "role": "student"}
    refused = office.post(ACT, data=data)
    assert refused.status_code == 409
    shown = office.post(ACT, data=MultiDict([*fields_of(refused.text), ("press", "back")])).text
    for user, is_ticked in ((ada, True), (bo, True), (cy, False)):
        assert (f'value="{user.id}" checked' in " ".join(shown.split())) is is_ticked
    assert '<option value="suspend" selected>' in shown
    assert 'value="Left the school"' in shown
    assert '<option value="student" selected>' in shown
    assert suspended() == 1


def test_a_reason_that_is_missing_is_asked_on_the_list_itself(office: FlaskClient, person: Callable[..., User]) -> None:
    ada = person("ada", Role.STUDENT)
    answer = office.post(ACT, data={"act": "suspend", "people": str(ada.id)})
    assert answer.status_code == 422
    assert f'value="{ada.id}" checked' in " ".join(answer.text.split())
    assert '<option value="suspend" selected>' in answer.text


def test_what_the_folded_filters_hold_is_said_and_taken_away_one_by_one(office: FlaskClient) -> None:
    page = office.get("/office/people?q=Ada&role=student&seen=never").text
    assert 'href="/office/people?q=Ada&amp;seen=never">Role: student ' in page
    assert 'href="/office/people?q=Ada&amp;role=student">Last seen: Never ' in page
    assert 'href="/office/people?q=Ada">Clear all<' in page
    page = office.get("/office/audit?who=Ada&thing=Bo&since=2026-01-02&each=1").text
    assert 'href="/office/audit?who=Ada&amp;since=2026-01-02&amp;each=1">To what: Bo ' in page
    assert 'href="/office/audit?who=Ada">Clear all<' in page
    assert "Clear all" not in office.get("/office/people?q=Ada").text + office.get("/office/audit?who=Ada").text


def test_a_confirmation_shows_the_names_of_all(office: FlaskClient, person: Callable[..., User]) -> None:
    for number in range(12):
        person(f"stu{number}", Role.STUDENT)
    page = asked(office, ACT, {"act": "give-mentor", "everybody": "1", "role": "student"}).text
    assert all(f"stu{number}@example.edu" in page for number in range(12))


@BOTH
def test_figures_of_people_equal_the_lists_that_they_lead_to(office: FlaskClient, person: Callable[..., User]) -> None:
    _, bo, merged = (person(name, Role.STUDENT) for name in ("ada", "bo", "cy"))
    person("mo", waiting=Role.MENTOR)
    with unit_of_work():
        bo.suspended_at = NOW
        merged.suspended_at, merged.merged_into_id = NOW, bo.id
    home = office.get("/office").text
    figures = dict(re.findall(r'href="/office/people\?role=(\w+)&amp;status=open">(\d+)<', home))
    for role, number in figures.items():
        shown = re.search(r'data-announce="(\d+) p', office.get(f"/office/people?role={role}&status=open").text)
        assert (role, number) == (role, shown[1] if shown else "")
    assert figures["student"] == "1"
    assert "1 person</h2>" in " ".join(office.get("/office/people?status=waiting").text.split())
    assert tiles(office)["person waits to be approved"] == "1"
