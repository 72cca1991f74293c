"""The registrar's roster: who joins, who changes, who is absent; and that it opens nobody's account to another."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board import tasks
from board.accounts.models import Role, RosterFact, RosterPeriod, StudentStatus, User
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from tests.conftest import NOW, PASSWORD
from tests.office.rosters import ADA, BO, import_roster, preview, roster, upload, workbook

Browsers = Callable[[User], FlaskClient]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def cora(person: Callable[..., User]) -> User:
    return person("cora", Role.COORDINATOR)


@pytest.fixture
def office(cora: User, browser_of: Browsers) -> FlaskClient:
    return browser_of(cora)


def at(email: str) -> User:
    return db.session.scalars(select(User).where(User.email == email)).one()


def number_of_people() -> int:
    return db.session.scalar(select(func.count()).select_from(User)) or 0


@BOTH
def test_who_joins_gets_an_account_that_nobody_comes_into_without_proof(office: FlaskClient, app: Flask) -> None:
    import_roster(office, roster(ADA, BO))
    ada = at("ada@example.edu")
    assert (ada.name, ada.roster_id, ada.class_year, ada.roles_held) == ("Ada Lin", "1001", "M1", {"student"})
    assert ada.confirmed_at is None
    stranger = app.test_client()
    assert stranger.post("/sign-in", data={"email": ada.email, "password": ""}).status_code != 303
    assert db.session.scalars(select(AuditEntry.verb).where(AuditEntry.thing == f"user:{ada.id}")).all() == [
        "account.join"
    ]


@BOTH
def test_the_same_file_again_changes_nothing(office: FlaskClient) -> None:
    import_roster(office, roster(ADA, BO))
    before = number_of_people()
    assert "0 join, 0 change, 2 stay as they are, 0 are absent, 0 refused" in preview(office, roster(ADA, BO))
    import_roster(office, roster(ADA, BO))
    assert number_of_people() == before


def test_the_preview_writes_nothing_and_shows_old_and_new(office: FlaskClient) -> None:
    import_roster(office, roster(ADA, BO))
    shown = preview(office, roster("1001,Ada Lin,ada@example.edu,M2", "1003,Cy Ng,cy@example.edu,M2"))
    assert "changes Ada Lin: class year M1 → M2" in shown
    assert "joins: Cy Ng, cy@example.edu" in shown
    assert at("ada@example.edu").class_year == "M1"
    assert number_of_people() == 3


def test_headings_and_cells_of_a_registrar_are_understood(office: FlaskClient) -> None:
    head = "EMPLID,Legal Name,Preferred First Name,University Email,Academic Level,Class Of,Expected Grad Date"
    head = f"{head},FERPA,Advisor"
    row = '"0042","Lin, Adelaide",Ada,ada@example.edu,MS-3,Class of 2028,May 2028,Y,Dr. Vega'
    import_roster(office, roster(row, head=head))
    ada = at("ada@example.edu")
    assert (ada.name, ada.registered_name, ada.roster_id) == ("Ada Lin", "Adelaide Lin", "0042")
    assert (ada.class_year, ada.cohort, ada.graduates_on) == ("M3", "2028", date(2028, 5, 31))
    assert (ada.directory_hold, ada.adviser) == (True, "Dr. Vega")


def test_the_file_of_the_docs_is_read_whole(office: FlaskClient) -> None:
    shown = preview(office, Path("docs/roster-example.csv").read_text("utf-8"))
    assert "4 join, 0 change, 0 stay as they are, 0 are absent, 0 refused" in shown
    assert "Not used:" not in shown
    assert "joins: Chi Okafor, chi.okafor@example.edu" in shown


def test_what_headings_became_is_remembered_for_the_next_file(office: FlaskClient) -> None:
    content = "Code,Person,Box,Stage\n1001,Ada Lin,ada@example.edu,M1\n"
    address = upload(office, content)
    assert "Choose which of your columns is the name" in office.get(address).text
    columns = {"column-0": "roster_id", "column-1": "name", "column-2": "email", "column-3": "class_year"}
    assert office.post(f"{address}/write", data=columns).status_code == 303
    assert "1 stay as they are" in preview(office, content)


def test_a_row_that_cannot_be_read_is_refused_by_name_and_nothing_is_written(office: FlaskClient) -> None:
    content = roster(ADA, "1002,Bo Ray,bo at example,M1", "1003,Cy Ng,cy@example.edu,M9", "1004,,dee@example.edu,M1")
    address = upload(office, content)
    shown = office.get(address).text
    assert "is no email address" in shown
    assert "is no class year here: there are M1, M2, M3, M4" in shown
    assert "there is no name" in shown
    refused = office.post(f"{address}/write", data={})
    assert refused.status_code == 422
    assert "some rows are refused" in refused.text
    assert number_of_people() == 1
    import_roster(office, content, skip="y")
    assert number_of_people() == 2


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((ADA, "1001,Bo Ray,bo@example.edu,M1"), "the school ID 1001 stands in rows 2 and 3"),
        ((ADA, "1002,Bo Ray,ADA@example.edu,M1"), "the email ada@example.edu stands in rows 2 and 3"),
    ],
)
def test_two_rows_of_one_id_or_address_are_both_refused(office: FlaskClient, rows: tuple[str, str], words: str) -> None:
    shown = preview(office, roster(*rows))
    assert shown.count(words) == 2
    assert "0 join" in shown


def test_an_account_that_is_matched_by_address_alone_waits_for_a_yes(
    office: FlaskClient, person: Callable[..., User]
) -> None:
    ada = person("ada", Role.STUDENT)
    assert "1 wait for you" in preview(office, roster(ADA))
    import_roster(office, roster(ADA, BO))
    db.session.refresh(ada)
    assert ada.roster_id == ""
    import_roster(office, roster(ADA, BO), same=str(ada.id))
    db.session.refresh(ada)
    assert (ada.roster_id, ada.name) == ("1001", "Ada")


def test_one_yes_for_all_does_not_count_for_an_account_of_another_name_or_of_staff(
    office: FlaskClient, person: Callable[..., User]
) -> None:
    ada, bert = person("ada", Role.STUDENT), person("bert", Role.STUDENT, Role.FACULTY)
    rows = "1001,Ada Lin,ada@example.edu,M1", "1009,Bert,bert@example.edu,M1"
    import_roster(office, roster(*rows, BO), same_names="y")
    for user in (ada, bert):
        db.session.refresh(user)
        assert user.roster_id == ""
    cy = person("cy", Role.STUDENT)
    import_roster(office, roster("1003,Cy,cy@example.edu,M1", BO), same_names="y")
    db.session.refresh(cy)
    assert cy.roster_id == "1003"


@BOTH
def test_an_address_that_has_changed_hands_opens_nobodys_account(office: FlaskClient) -> None:
    import_roster(office, roster(ADA))
    shown = preview(office, roster("2001,Adam Lin,ada@example.edu,M1"))
    assert "belongs to Ada Lin, whose school ID is 1001 and not 2001" in shown
    ada = at("ada@example.edu")
    import_roster(office, roster("2001,Adam Lin,ada@example.edu,M1", BO), skip="y", same=str(ada.id))
    db.session.refresh(ada)
    assert (ada.roster_id, ada.name, ada.absent_since) == ("1001", "Ada Lin", None)


def test_an_id_that_lost_its_zeros_says_so(office: FlaskClient) -> None:
    import_roster(office, roster("0042,Ada Lin,ada@example.edu,M1"))
    assert "a spreadsheet may have dropped them" in preview(office, roster("42,Ada Lin,ada@example.edu,M1"))


def test_a_row_takes_no_address_of_another_account(office: FlaskClient, person: Callable[..., User]) -> None:
    import_roster(office, roster(ADA))
    person("zoe", Role.FACULTY)
    shown = preview(office, roster("1001,Ada Lin,zoe@example.edu,M1"))
    assert "belongs to the account of Zoe" in shown
    assert "merge the two accounts" in shown


@BOTH
def test_a_proved_address_changes_only_when_its_owner_follows_the_link(
    office: FlaskClient, app: Flask, secret: str, emails: Callable[[], list[str]]
) -> None:
    import_roster(office, roster(ADA, BO))
    with unit_of_work():
        ada = at("ada@example.edu")
        ada.confirmed_at, ada.password_hash = NOW, secret
    import_roster(office, roster("1001,Ada Lin,ada.new@example.edu,M1", "1002,Bo Ray,bo.new@example.edu,M1"))
    db.session.refresh(ada)
    assert (ada.email, ada.roster_email) == ("ada@example.edu", "ada.new@example.edu")
    assert at("bo.new@example.edu").name == "Bo Ray", "nobody has proved Bo's: the roster's counts"
    link = next(word for word in emails()[-1].split() if "/account/address/" in word)
    stranger = app.test_client()
    assert "/sign-in" in str(stranger.get(link).location)
    db.session.refresh(ada)
    assert ada.email == "ada@example.edu"
    count = len(emails())
    import_roster(office, roster("1001,Ada Lin,ada.new@example.edu,M2", "1002,Bo Ray,bo.new@example.edu,M1"))
    assert len(emails()) == count, "the roster said nothing new of the address"


def test_nobody_becomes_a_coordinator_by_a_file(office: FlaskClient) -> None:
    shown = preview(office, roster("1,Eve,eve@example.edu,coordinator", head="id,name,email,role"))
    assert "is no role: write student, faculty or mentor" in shown


def test_whoever_stands_in_no_row_is_marked_and_never_closed_or_deleted(office: FlaskClient) -> None:
    import_roster(office, roster(ADA, BO))
    assert "1 are absent" in preview(office, roster(ADA))
    import_roster(office, roster(ADA))
    bo = at("bo@example.edu")
    assert bo.absent_since is not None
    assert bo.suspended_at is None
    import_roster(office, roster(ADA, BO))
    db.session.refresh(bo)
    assert bo.absent_since is None


def test_a_roster_of_one_class_makes_nobody_of_another_absent(office: FlaskClient) -> None:
    import_roster(office, roster(ADA, "1002,Bo Ray,bo@example.edu,M4"))
    assert "0 are absent" in preview(office, roster(ADA))
    faculty = "7001,Fay Oz,fay@example.edu,faculty"
    import_roster(office, roster(faculty, head="id,name,email,role"))
    assert "0 are absent" in preview(office, roster(ADA, "1002,Bo Ray,bo@example.edu,M4"))


@BOTH
def test_class_years_come_on_the_chosen_day_and_not_before(office: FlaskClient) -> None:
    import_roster(office, roster(ADA))
    later = clock.day(NOW) + timedelta(days=30)
    import_roster(office, roster("1001,Ada Lin,ada@example.edu,M2"), classes_from=later.isoformat())
    ada = at("ada@example.edu")
    assert ada.class_year == "M1"
    assert "1 stay as they are" in preview(office, roster("1001,Ada Lin,ada@example.edu,M2")), "it is planned already"
    tasks.do_all(NOW + timedelta(days=29))
    db.session.refresh(ada)
    assert ada.class_year == "M1"
    with clock.frozen(NOW + timedelta(days=30)):
        tasks.do_all(clock.now())
    db.session.refresh(ada)
    assert ada.class_year == "M2"
    years = select(RosterPeriod).where(RosterPeriod.fact == RosterFact.CLASS_YEAR).order_by(RosterPeriod.since)
    assert [(each.value, each.until) for each in db.session.scalars(years)] == [
        ("M1", later - timedelta(days=1)),
        ("M2", None),
    ]


def test_a_leave_has_its_days(office: FlaskClient) -> None:
    head = "id,name,email,student status,leave start,leave end"
    import_roster(office, roster("1001,Ada Lin,ada@example.edu,LOA,2026-03-01,2026-06-30", head=head))
    ada = at("ada@example.edu")
    assert ada.student_status is StudentStatus.ON_LEAVE
    assert [ada.is_on_leave(day) for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 30))] == [
        False,
        True,
        True,
    ]
    assert not ada.is_on_leave(date(2026, 7, 1))


def test_a_name_that_its_owner_chose_stays(office: FlaskClient, secret: str) -> None:
    import_roster(office, roster(ADA))
    with unit_of_work():
        ada = at("ada@example.edu")
        ada.confirmed_at, ada.password_hash, ada.name = NOW, secret, "Addie Lin"
    import_roster(office, roster("1001,Ada Lin-Cho,ada@example.edu,M1"))
    db.session.refresh(ada)
    assert (ada.name, ada.registered_name) == ("Addie Lin", "Ada Lin-Cho")


@BOTH
def test_an_invitation_is_a_link_that_works_once(
    office: FlaskClient, app: Flask, emails: Callable[[], list[str]]
) -> None:
    import_roster(office, roster(ADA), invite="y")
    ada = at("ada@example.edu")
    assert (ada.invitations, len(emails())) == (1, 1)
    link = next(word for word in emails()[0].split() if word.startswith("http"))
    hers = app.test_client()
    new = {"password": PASSWORD, "again": PASSWORD}
    assert hers.post(link, data=new).status_code == 303
    assert hers.post("/sign-in", data={"email": ada.email, "password": PASSWORD}).status_code == 303
    assert hers.post(link, data=new).status_code == 410


def test_a_file_is_written_once_and_only_by_coordinators(
    office: FlaskClient, person: Callable[..., User], browser_of: Browsers
) -> None:
    address = upload(office, roster(ADA))
    student = browser_of(person("stu", Role.STUDENT))
    for method in (student.get, student.post):
        assert method("/office/roster").status_code == 404
    assert student.post(f"{address}/write").status_code == 404
    assert office.post(f"{address}/write").status_code == 303
    assert office.post(f"{address}/write").status_code == 409
    assert office.post(f"{address}/discard").status_code == 409


def test_the_command_reports_and_writes(office: FlaskClient, app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    path.write_bytes(workbook([["ID", "Name", "Email", "Year"], [1001, "Ada Lin", "ada@example.edu", 2]]))
    run, file = app.test_cli_runner(), str(path)
    dry = run.invoke(args=["import-people", file, "--dry-run"])
    assert "joins: Ada Lin, ada@example.edu" in dry.output
    assert number_of_people() == 1
    assert "1 person was written" in run.invoke(args=["import-people", file]).output
    ada = at("ada@example.edu")
    assert (ada.roster_id, ada.class_year) == ("1001", "M2")
