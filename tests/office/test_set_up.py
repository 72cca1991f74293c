"""A coordinator's first day: the list of what a school begins with says what is so, and each step leads to the next."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from board import create_app
from board.accounts.models import Role, User
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.school import actions as school_actions
from board.school import settings as school_settings
from tests.confirming import agree
from tests.conftest import NOW, PASSWORD
from tests.databases import settings_for
from tests.house.test_house import check_page
from tests.office.rosters import ADA, BO, import_roster, roster

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
SCHOOL = {"school_name": "Alder Medical College", "email_domains": "alder.edu", "class_years": "M1\nM2\nM3\nM4"}


@pytest.fixture
def cora(person: Callable[..., User]) -> User:
    return person("cora", Role.COORDINATOR)


@pytest.fixture
def office(cora: User, browser_of: Callable[[User], FlaskClient]) -> FlaskClient:
    return browser_of(cora)


def steps(page: Any) -> dict[str, bool]:
    """The steps of the list: title, and whether it is done."""
    rows = re.findall(
        r"<li( data-done)?>.*?<h3>(?:<a [^>]*>)?([^<]+?)\s*(?:</a>|<span)", page.get_data(as_text=True), re.S
    )
    return {title: bool(is_done) for is_done, title in rows}


def logo() -> dict[str, Any]:
    content = BytesIO()
    Image.new("RGBA", (64, 32), "teal").save(content, "PNG")
    content.seek(0)
    return {"logo": (content, "logo.png")}


def describe(office: FlaskClient, **more: Any) -> Any:
    version = re.search(r'name="version" value="([^"]*)"', office.get("/office/set-up/school").get_data(as_text=True))
    fields = SCHOOL | ({"version": version[1]} if version else {}) | more
    return office.post("/office/set-up/school", data=fields, content_type="multipart/form-data")


def test_an_empty_school_reads_what_it_begins_with_and_nothing_is_done(office: FlaskClient) -> None:
    page = office.get("/office")
    check_page(page.text)
    assert set(steps(page).values()) == {False}
    assert {"Name and logo", "Email domains", "Class years", "Roster", "School sign-on", "First posting"} <= set(
        steps(page)
    )
    assert "Set up your school" in office.get("/").text, "my day leads there"


@BOTH
def test_one_page_names_the_school_with_its_logo_domains_and_years(office: FlaskClient) -> None:
    answer = describe(office, **logo())
    assert (answer.status_code, answer.location) == (303, "/office/roster")
    assert school_settings.school_name == "Alder Medical College"
    assert school_settings.email_domains == ("alder.edu",)
    assert school_settings.logo
    done = {title for title, is_done in steps(office.get("/office")).items() if is_done}
    assert done == {"Name and logo", "Email domains"}


def test_a_picture_that_cannot_be_shown_saves_nothing(office: FlaskClient) -> None:
    answer = describe(office, logo=(BytesIO(b"%PDF-1.7"), "logo.pdf"))
    assert answer.status_code == 422
    check_page(answer.text)
    assert "Alder Medical College" in answer.text, "what was typed stays"
    assert school_settings.school_name == "Alder Grove School of Medicine"


@BOTH
def test_each_step_is_done_once_it_is_so_and_no_longer_than_that(
    office: FlaskClient, person: Callable[..., User]
) -> None:
    import_roster(office, roster(ADA, BO))
    now = steps(office.get("/office"))
    assert (now["Roster"], now["Class years"], now["Invitations"]) == (True, True, False)
    assert "2 people have no invitation yet." in office.get("/office").text
    agree(office, "/office/people/act", {"everybody": "1", "status": "uninvited", "act": "invite"})
    assert steps(office.get("/office"))["Invitations"]
    dora = person("dora", Role.COORDINATOR)
    assert steps(office.get("/office"))["A second coordinator"]
    with unit_of_work():
        db.session.get_one(User, dora.id).confirmed_at = None
    assert not steps(office.get("/office"))["A second coordinator"]


def test_the_list_is_hidden_for_the_school_and_shown_again_and_both_are_logged(office: FlaskClient) -> None:
    assert office.post("/office/set-up/hide").status_code == 303
    assert steps(office.get("/office")) == {}
    assert steps(office.get("/office/set-up")), "it stays under Settings"
    assert "Set up your school" not in office.get("/").text
    log = office.get("/office/audit").text
    assert "the list “Set up your school”" in log
    office.post("/office/set-up/show")
    assert steps(office.get("/office"))


def test_the_list_goes_by_itself_once_a_school_has_what_it_cannot_do_without(demo: Flask, client: FlaskClient) -> None:
    client.post("/sign-in", data={"email": "coordinator@example.edu", "password": "rounds-demo-school"})
    assert steps(client.get("/office")) == {}


def test_every_step_leads_to_a_page(office: FlaskClient) -> None:
    links = re.findall(r'href="([^"]+)"', office.get("/office/set-up").get_data(as_text=True).partition("c-set-up")[2])
    pages = {address.replace("&amp;", "&") for address in links[:11]}
    assert [address for address in pages if office.get(address).status_code != 200] == []


def test_others_than_coordinators_find_no_such_page(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    fay = browser_of(person("fay", Role.FACULTY))
    assert [fay.get(address).status_code for address in ("/office/set-up", "/office/set-up/school")] == [404, 404]
    assert fay.post("/office/set-up/hide").status_code == 404


def test_an_imported_roster_offers_to_invite_all_at_once(office: FlaskClient, emails: Callable[[], list[str]]) -> None:
    import_roster(office, roster(ADA, BO))
    page = office.get("/office/roster/1")
    check_page(page.text)
    form = page.get_data(as_text=True).partition('action="/office/people/act"')[2].partition("</form>")[0]
    fields = dict(re.findall(r'name="(\w+)" value="(\w+)"', form))
    fields.pop("csrf_token", None)
    assert "Invite 2 people" in form
    answer = agree(office, "/office/people/act", fields)
    assert answer.location == "/office/people", "an empty list of those without an invitation would say nothing"
    assert len(emails()) == 2


def test_the_first_password_lets_in_and_asks_for_the_name(app: Flask) -> None:
    link = app.test_cli_runner().invoke(args=["create-coordinator", "dean@example.edu"]).output.strip()
    browser, address = app.test_client(), link.removeprefix("http://127.0.0.1:8000")
    assert "Your name" in browser.get(address).text
    answer = browser.post(address, data={"name": "Dee Dean", "password": PASSWORD, "again": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/office")
    assert "Dee Dean" in browser.get("/office").text
    assert browser.post(address, data={"password": PASSWORD, "again": PASSWORD}).status_code == 410


def test_a_first_password_is_no_way_round_the_second_factor(app: Flask) -> None:
    link = app.test_cli_runner().invoke(args=["create-coordinator", "dean@example.edu"]).output.strip()
    with unit_of_work():
        school_actions.save({"second_factor_roles": ["coordinator"]}, by=None, now=NOW)
    browser = app.test_client()
    address = link.removeprefix("http://127.0.0.1:8000")
    answer = browser.post(address, data={"password": PASSWORD, "again": PASSWORD})
    assert "/sign-in/set-up" in answer.location
    assert browser.get("/office").status_code == 303


def test_an_empty_database_is_made_ready_by_the_first_coordinator(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'nothing-yet.db'}"
    app = create_app(settings_for(tmp_path, address), TESTING=True)
    with app.app_context():
        run = app.test_cli_runner().invoke(args=["create-coordinator", "dean@example.edu"])
        assert "/reset-password/" in run.output, run.output
        assert sqlalchemy.inspect(db.engine).has_table("users")
        db.session.remove()
        db.engine.dispose()
