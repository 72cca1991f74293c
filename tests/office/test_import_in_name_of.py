"""Postings of a file that are posted in the name of an organization: found by name, never entered by a file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.errors import Forbidden
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.actions import import_file as import_file_actions
from board.opportunities.exchange.row import ImportRow
from board.opportunities.models import Opportunity
from board.organisations.models import Organisation
from tests.conftest import NOW
from tests.office.importing import HEAD, ROW, imported, preview
from tests.office.test_import import Upload, cora, office, upload

__all__ = ["cora", "office", "upload"]
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
NAME = "Society of Women in Surgery"


@pytest.fixture
def society(app: Flask) -> Organisation:
    with unit_of_work():
        society = Organisation(name=NAME, created_at=NOW)
        db.session.add(society)
    return society


def sheet(cell: str, heading: str = "Posted in the name of") -> str:
    return f'{HEAD},{heading}\n{ROW},"{cell}"\n'


@BOTH
@pytest.mark.parametrize("heading", ["in_name_of", "On behalf of", "Student organization", "Club", "RSO"])
def test_a_posting_is_in_the_name_of_the_organization_that_the_file_names(
    heading: str, society: Organisation, office: FlaskClient, upload: Upload
) -> None:
    [posting] = imported(office, upload, sheet(" society of  WOMEN in surgery ", heading))
    assert (posting.organisation_id, posting.host) == (society.id, NAME)
    assert posting.people == [], "its officers own it, and not who brought it in"


def test_the_preview_says_who_posts_and_that_it_becomes_the_host(
    society: Organisation, office: FlaskClient, upload: Upload
) -> None:
    page = preview(office, upload, sheet(NAME))
    assert f"{NAME} posts it, and is the host in place of Elm Hospital" in page
    assert "Posted in the name of" in page


@BOTH
def test_a_name_that_is_none_here_is_told_with_the_nearest_and_nothing_is_entered(
    society: Organisation, office: FlaskClient, upload: Upload
) -> None:
    page = preview(office, upload, sheet("Society of Women in Surgeri"))
    assert "'Society of Women in Surgeri' is no organization here. Is it Society of Women in Surgery?" in page
    assert imported(office, upload, sheet("Society of Women in Surgeri") + "Another cart,Elm Hospital,seminar,\n") != []
    assert db.session.scalar(select(func.count()).select_from(Organisation)) == 1
    assert [posting.title for posting in db.session.scalars(select(Opportunity))] == ["Another cart"]


def test_the_column_can_be_left_unused(society: Organisation, office: FlaskClient, upload: Upload) -> None:
    [posting] = imported(office, upload, sheet("Nobody knows"), **{"column-3": "-"})
    assert (posting.organisation_id, posting.host) == (None, "Elm Hospital")


def test_nothing_is_posted_for_an_organization_that_is_suspended(
    society: Organisation, office: FlaskClient, upload: Upload
) -> None:
    with unit_of_work():
        society.suspended_at = NOW
    assert "This organization is suspended" in preview(office, upload, sheet(NAME))


@BOTH
def test_whoever_may_not_post_for_an_organization_imports_nothing_in_its_name(
    app: Flask, society: Organisation, tmp_path: Path, person: Callable[..., User]
) -> None:
    person("cora", Role.COORDINATOR)
    grace = person("grace", Role.FACULTY)
    path = tmp_path / "a.csv"
    path.write_text(sheet(NAME), encoding="utf-8")
    command = ["import-opportunities", str(path), "--poster", grace.email]
    result = app.test_cli_runner().invoke(args=command)
    assert (result.exit_code, "Only the officers of Society of Women in Surgery" in result.output) == (1, True)
    row = ImportRow(2, "key", fields={"organisation_id": society.id, "host": NAME})
    with pytest.raises(Forbidden), unit_of_work():
        list(
            import_file_actions.bring_in(
                [row], import_file_actions.ImportGoal(), owner=grace, by=None, now=NOW, filename="a"
            )
        )
    db.session.rollback()
    assert db.session.query(Opportunity).count() == 0
    with unit_of_work():
        society.adviser_id, society.advised_until = grace.id, NOW.date().replace(year=2027)
    assert app.test_cli_runner().invoke(args=command).exit_code == 0
    assert db.session.query(Opportunity).one().organisation_id == society.id


@BOTH
def test_what_goes_out_comes_back_in_the_same_name(society: Organisation, office: FlaskClient, upload: Upload) -> None:
    imported(office, upload, sheet(NAME))
    text = office.get("/office/export.csv").get_data(as_text=True)
    assert f",{NAME}," in text
    assert "it is here already" in preview(office, upload, text)
    with unit_of_work():
        db.session.query(Opportunity).delete()
    [posting] = imported(office, upload, text)
    assert (posting.organisation_id, posting.people) == (society.id, [])
