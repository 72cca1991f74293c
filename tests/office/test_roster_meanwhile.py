"""What was confirmed of a roster is what is written: nothing that came between, and in nobody else's name."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, RosterFile, RosterLine, User
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from tests.at_once import just_before_writing
from tests.office.rosters import ADA, BO, import_roster, roster, upload
from tests.office.test_roster import at, cora, number_of_people, office

__all__ = ["cora", "office"]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def acts(verb: str) -> list[tuple[int | None, dict[str, object]]]:
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == verb).order_by(AuditEntry.id))
    return [(entry.by_id, entry.changes) for entry in entries]


@BOTH
def test_a_roster_that_would_change_something_else_by_now_is_shown_again(
    office: FlaskClient, cora: User, enter: Callable[[User], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    import_roster(office, roster(ADA, BO))
    address, other = upload(office, roster(ADA.replace("M1", "M2"), BO)), enter(cora)
    where = f"/office/people/{at('ada@example.edu').id}/class"
    with just_before_writing(monkeypatch, lambda: other.post(where, data={"class_year": "M3", "programme": ""})):
        answer = office.post(f"{address}/write")
    assert answer.status_code == 409
    assert "people of this file were changed since you looked at it" in answer.text
    assert "class year M3 → M2" in answer.text, "what it would change now is what the page shows"
    assert at("ada@example.edu").class_year == "M3"
    assert office.post(f"{address}/write").status_code == 303
    assert at("ada@example.edu").class_year == "M2"


@BOTH
def test_a_roster_opens_no_second_account_for_somebody_who_came_meanwhile(
    office: FlaskClient, cora: User, enter: Callable[[User], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, other = upload(office, roster(ADA, BO)), enter(cora)
    with just_before_writing(monkeypatch, lambda: import_roster(other, roster(ADA))):
        answer = office.post(f"{address}/write")
    assert answer.status_code == 409
    assert "is here as it is: Ada Lin" in answer.text
    assert number_of_people() == 2, "Bo is not written"
    assert office.post(f"{address}/write").status_code == 303
    assert number_of_people() == 3


def test_the_command_acts_in_nobodys_name(office: FlaskClient, app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(roster(ADA, "1003,,cy@example.edu,M1"))
    done = app.test_cli_runner().invoke(args=["import-people", str(path), "--skip-bad", "--invite"])
    assert "1 invitation is sent" in done.output, done.output
    ((by_id, changes),) = acts("roster.import")
    assert (by_id, changes["how"]) == (None, [None, "command line"])
    assert [by_id for by_id, _ in acts("account.join")] == [None]
    assert at("ada@example.edu").invitations == 1
    file = db.session.scalars(select(RosterFile)).one()
    assert (file.by_id, file.filename, file.written_at is not None) == (None, "people.csv", True)
    assert [line.outcome.value for line in db.session.scalars(select(RosterLine).order_by(RosterLine.id))] == [
        "joined",
        "left-out",
    ]
    assert "there is no name" in office.get(f"/office/roster/{file.id}").text


def test_the_command_acts_for_the_coordinator_who_is_named(
    office: FlaskClient, cora: User, person: Callable[..., User], app: Flask, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(roster(ADA))
    person("fay", Role.FACULTY)
    run = app.test_cli_runner()
    refused = run.invoke(args=["import-people", str(path), "--by", "fay@example.edu"])
    assert refused.exit_code == 2
    assert "fay@example.edu is no coordinator here" in refused.output
    assert run.invoke(args=["import-people", str(path), "--by", "cora@example.edu"]).exit_code == 0
    assert [by_id for by_id, _ in acts("roster.import")] == [cora.id]


def test_the_command_needs_no_coordinator(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(roster(ADA))
    assert app.test_cli_runner().invoke(args=["import-people", str(path)]).exit_code == 0
    assert number_of_people() == 1


def test_postings_of_the_command_have_an_owner_and_nobody_who_acted(
    office: FlaskClient, cora: User, app: Flask, tmp_path: Path
) -> None:
    path = tmp_path / "postings.csv"
    path.write_text("Title,Organisation,Kind\nIntern in surgery,City Hospital,internship\n")
    run = app.test_cli_runner()
    done = run.invoke(args=["import-opportunities", str(path)])
    assert "1 posting was written" in done.output, done.output
    assert [(by_id, changes["how"]) for by_id, changes in acts("opportunity.import")] == [
        (None, [None, "command line"])
    ]
    assert office.get("/opportunities/1").status_code == 200
    path.write_text("Title,Organisation,Kind\nIntern in medicine,City Hospital,internship\n")
    run.invoke(args=["import-opportunities", str(path), "--by", "cora@example.edu"])
    assert [by_id for by_id, _ in acts("opportunity.import")] == [None, cora.id]
