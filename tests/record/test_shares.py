"""A link shows what was chosen, to whoever holds it, for as long as the student wants; and what a coordinator sees."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient
from justhtml import JustHTML
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.db import db
from board.record.models import Share
from tests.confirming import agree
from tests.conftest import NOW
from tests.record.conftest import WITNESS

Add = Callable[..., int]


def share(browser: FlaskClient, *numbers: int, days: str = "30") -> str:
    data = {"label": "For an email", "entries": [str(number) for number in numbers], "days": days}
    answer = browser.post("/record/shares", data=data)
    assert answer.status_code == 303, answer.text
    return re.findall(r"http://[^/\s]+(/record/shared/[\w-]+)<", browser.get("/record/shares").text)[0]


def test_it_shows_the_chosen_entries_and_nothing_else(browser: FlaskClient, client: FlaskClient, add: Add) -> None:
    link = share(browser, add(title="Chosen role"))
    add(title="Private role")
    answer = client.get(link)
    page = answer.text
    assert "Leadership record of Sam" in page
    assert "Chosen role" in page
    assert "Private role" not in page
    assert "sam@example.edu" not in page
    assert 'content="noindex, nofollow"' in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert JustHTML(page, collect_errors=True, sanitize=False).errors == []


def test_what_is_for_the_student_alone_stays_with_the_student(
    browser: FlaskClient, client: FlaskClient, add: Add, link_for: Callable[..., str]
) -> None:
    number = add()
    client.post(
        link_for(number),
        data=WITNESS | {"facts": "y", "p1": "3", "p1_evidence": "An evidence line", "comment": "A private word"},
    )
    page = client.get(share(browser, number)).text
    assert "Confirmed by an approved supervisor: Dr. Ruth Bell, Chair" in page
    assert "Holds no grading or promotion role" in page
    assert "ruth@clinic.example" not in page
    assert "A private word" not in page
    assert "An evidence line" not in page


def test_the_database_does_not_hold_the_token(browser: FlaskClient, add: Add) -> None:
    token = share(browser, add()).rpartition("/")[2]
    made = db.session.scalars(select(Share)).one()
    assert token not in {made.token_hash, made.salt}
    assert len(token) >= 40


def test_it_ends_by_itself_and_by_hand(browser: FlaskClient, client: FlaskClient, add: Add) -> None:
    number = add()
    link = share(browser, number, days="7")
    with clock.frozen(NOW + timedelta(days=7)):
        assert client.get(link).status_code == 410
    assert client.get(link).status_code == 200
    browser.post("/record/shares/1/revoke")
    ended = client.get(link)
    assert ended.status_code == 410
    assert "This link has ended" in ended.text
    assert "Sam" not in ended.text
    assert client.get(link + "x").status_code == 404


def test_each_opening_by_somebody_else_is_counted(browser: FlaskClient, client: FlaskClient, add: Add) -> None:
    link = share(browser, add())
    assert "Not opened yet" in browser.get("/record/shares").text
    browser.get(link)
    client.head(link)
    assert "Not opened yet" in browser.get("/record/shares").text, "one's own look and a robot's do not count"
    client.get(link)
    client.get(link)
    assert "Opened 2 times" in browser.get("/record/shares").text


def test_what_is_set_aside_or_deleted_leaves_the_link_too(browser: FlaskClient, client: FlaskClient, add: Add) -> None:
    one, other = add(title="First role"), add(title="Second role")
    link = share(browser, one, other)
    browser.post(f"/record/entries/{one}/set-aside")
    agree(browser, f"/record/entries/{other}/delete")
    page = client.get(link)
    assert page.status_code == 200
    assert "First role" not in page.text
    assert "Second role" not in page.text


def test_a_link_needs_a_name_and_something_of_ones_own_to_show(
    browser: FlaskClient, add: Add, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    number = add()
    both = browser.post("/record/shares", data={"label": "", "days": "30"}).text
    assert both.count("Say for whom") == both.count("Choose at least one experience") == 2, "above, and at each field"
    answer = browser.post("/record/shares", data={"label": "x", "days": "30"})
    assert answer.status_code == 422
    assert "Choose at least one experience" in answer.text
    eve = browser_of(person("eve", Role.STUDENT))
    assert eve.post("/record/shares", data={"label": "x", "entries": [number], "days": "30"}).status_code == 422
    share(browser, number)
    assert eve.post("/record/shares/1/revoke").status_code == 404


def test_a_coordinator_sees_verified_facts_only_and_the_student_sees_that_they_looked(
    browser: FlaskClient,
    client: FlaskClient,
    add: Add,
    link_for: Callable[..., str],
    sam: User,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
) -> None:
    verified, _ = add(), add(title="Unverified role")
    client.post(link_for(verified), data=WITNESS | {"facts": "y", "p1": "2"})
    address = f"/record/of/{sam.id}"
    for role in (Role.STUDENT, Role.FACULTY, Role.MENTOR):
        assert browser_of(person(f"a-{role.value}", role)).get(address).status_code == 404
    page = browser_of(person("cora", Role.COORDINATOR)).get(address).text
    assert "Student member" in page
    assert "Confirmed by an approved supervisor: Dr. Ruth Bell" in page
    assert "Unverified role" not in page
    assert "Keeps commitments" not in page
    assert "Read every fall report" not in page
    assert "Cora, coordinator" in browser.get("/record/shares").text
