"""Whose word a mark is: nobody verifies a record themselves, and what is said outside never passes for more."""

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, SupervisorAddress, User
from board.kernel import audit
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.email_address import mailbox
from board.kernel.unit_of_work import unit_of_work
from board.record import levels
from board.record.models import Assessment, Entry, Grade
from board.vocabulary import rubric
from tests.confirming import agree, asked
from tests.conftest import NOW
from tests.record.conftest import ENTRY, WITNESS

Add = Callable[..., int]
LinkFor = Callable[..., str]
Browsers = Callable[[User], FlaskClient]
Emails = Callable[[], list[str]]
CONFIRM = WITNESS | {"facts": "y", "p1": "3", "p1_evidence": "Minutes in on time"}
APPROVED = "Confirmed by an approved supervisor: Dr. Ruth Bell, Chair, Mar 2, 2026"
OUTSIDE = "Said by somebody outside: Dr. Ruth Bell, Chair ({}), Mar 2, 2026"


@pytest.fixture
def office(person: Callable[..., User], browser_of: Browsers) -> FlaskClient:
    return browser_of(person("cora", Role.COORDINATOR))


def share(browser: FlaskClient, entry_id: int) -> str:
    browser.post("/record/shares", data={"label": "An email", "entries": [entry_id], "days": "30"})
    return "/record/shared/" + browser.get("/record/shares").text.partition("/record/shared/")[2].partition("<")[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sam@Example.edu", "sam@example.edu"),
        ("sam+friend@example.edu", "sam@example.edu"),
        ("s.a.m+x@googlemail.com", "sam@gmail.com"),
        ("s.a-m@pm.me", "sa-m@proton.me"),
        ("sam@me.com", "sam@icloud.com"),
    ],
)
def test_one_mailbox_is_one_person_however_it_is_spelled(one: str, other: str) -> None:
    assert mailbox(one) == mailbox(other)
    assert mailbox("s.am@example.edu") != mailbox("sam@example.edu"), "elsewhere a dot makes another person"


@pytest.mark.parametrize("address", ["sam+friend@example.edu", "SAM@example.edu", "earlier+x@example.edu"])
def test_a_student_asks_no_mailbox_of_their_own(browser: FlaskClient, add: Add, sam: User, address: str) -> None:
    with unit_of_work():
        changed = ("earlier@example.edu", "sam@example.edu")
        audit.record("account.change-address", by=sam.id, thing=f"user:{sam.id}", email=changed)
    asked = {"name": "Prof. Friend", "email": address, "relation": "chair"}
    answer = browser.post(f"/record/entries/{add()}/ask", data=asked)
    assert answer.status_code == 422
    assert "your own address" in answer.text


@pytest.mark.parametrize("address", ["friend@gmail.com", "prof@example.edu", "eve@example.edu"])
def test_a_word_from_outside_is_shown_as_that_and_verifies_nothing(
    browser: FlaskClient, client: FlaskClient, add: Add, link_for: LinkFor, person: Callable[..., User], address: str
) -> None:
    person("eve", Role.STUDENT, Role.MENTOR)
    number = add()
    link = link_for(number, address, approved=False)
    assert "The school does not know you as a supervisor" in client.get(link).text
    client.post(link, data=CONFIRM)
    words = OUTSIDE.format(address.partition("@")[2])
    browser.post("/record/residency/fill")
    pages = ["/record", f"/record/entries/{number}", "/record/cv", "/record/residency", share(browser, number)]
    for page in pages:
        text = client.get(page).text if "shared" in page else browser.get(page).text
        assert words in text, page
        assert "onfirmed by an approved supervisor: " not in text, page
        assert address not in text or page.endswith(str(number)), "others see the domain only"
    assert "0 confirmed by an approved supervisor" in browser.get("/record").text
    assert "Professionalism: seen 3" not in browser.get("/record").text, "a level from outside fills no axis"
    assert browser.get(f"/record/entries/{number}/badge").status_code == 404
    assert words in browser.get("/record/entries.csv").text
    assert ",,,,Said by" in browser.get("/record/entries.csv").text.replace('"', "")
    (service,) = json.loads(browser.get("/record/resume.json").data)["volunteer"]
    assert words in service["highlights"]
    assert not any("approved supervisor" in line for line in service["highlights"])


def test_the_word_of_staff_and_of_an_approved_address_is_a_mark(
    browser: FlaskClient, client: FlaskClient, add: Add, link_for: LinkFor, person: Callable[..., User]
) -> None:
    for name, role in (("fay", Role.FACULTY), ("cora", Role.COORDINATOR), ("resi", Role.MENTOR)):
        person(name, role)
    for address in ("fay@example.edu", "cora+rounds@example.edu", "resi@example.edu", "ruth@clinic.example"):
        number = add()
        link = link_for(number, address, approved=address.startswith("ruth"))
        assert "counts as the word of an approved supervisor" in client.get(link).text
        name = "Dr. Ruth Bell" if address.startswith("ruth") else f"{address[:4].strip('@').title()} Bell"
        client.post(link, data=CONFIRM | {"name": name})
        approved = APPROVED.replace("Dr. Ruth Bell", name)
        assert approved in browser.get(f"/record/entries/{number}").text, address
        assert browser.get(f"/record/entries/{number}/badge").status_code == 200


def test_whoever_is_signed_in_as_somebody_else_is_not_the_supervisor(
    add: Add, link_for: LinkFor, person: Callable[..., User], browser_of: Browsers
) -> None:
    link = link_for(add())
    browser_of(person("eve", Role.STUDENT)).post(link, data=CONFIRM)
    assert db.session.scalars(select(Assessment.grade)).one() is Grade.OUTSIDE


def test_a_suspended_supervisor_confirms_nothing_and_what_they_confirmed_shows_it(
    client: FlaskClient,
    sam: User,
    add: Add,
    link_for: LinkFor,
    person: Callable[..., User],
    office: FlaskClient,
) -> None:
    fay = person("fay", Role.FACULTY)
    client.post(link_for(add(), fay.email, approved=False), data=CONFIRM | {"name": "Dr. Fay Bell"})
    assert "suspended" not in office.get(f"/record/of/{sam.id}").text
    with unit_of_work():
        fay.suspended_at = NOW
    assert "account is suspended" in office.get(f"/record/of/{sam.id}").text
    client.post(link_for(add(title="Another"), fay.email, approved=True), data=CONFIRM)
    assert [entry.grade for entry in db.session.scalars(select(Entry).order_by(Entry.id))] == [Grade.APPROVED, None]


def test_a_word_from_outside_does_not_touch_a_mark_and_goes_with_a_change(
    browser: FlaskClient, client: FlaskClient, add: Add, link_for: LinkFor
) -> None:
    number = add()
    client.post(link_for(number), data=CONFIRM)
    client.post(link_for(number, "pat@gmail.com", approved=False), data=CONFIRM | {"name": "Pat"})
    page = browser.get("/record").text
    assert APPROVED in page
    assert "Said by somebody outside: Pat" in page
    browser.post(f"/record/entries/{number}/edit", data=ENTRY | {"hours": "400"})
    assert "Said by somebody outside" not in browser.get("/record").text


def test_a_coordinator_sees_the_address_and_approves_it_for_what_comes(
    browser: FlaskClient, client: FlaskClient, sam: User, add: Add, link_for: LinkFor, office: FlaskClient
) -> None:
    number = add()
    client.post(link_for(number, approved=False), data=CONFIRM)
    page = office.get(f"/record/of/{sam.id}").text
    assert "answered from ruth@clinic.example" in page
    assert "/office/supervisors?address=ruth@clinic.example" in page
    answer = office.post("/office/supervisors", data={"name": "Dr. Ruth Bell", "address": "Ruth@clinic.example"})
    assert answer.status_code == 303
    assert OUTSIDE.format("clinic.example") in browser.get("/record").text, "what was answered stays what it was"
    client.post(link_for(number, "ruth+again@clinic.example", approved=False), data=CONFIRM)
    assert APPROVED in browser.get("/record").text
    twice = office.post("/office/supervisors", data={"name": "Ruth", "address": "ruth+2@clinic.example"})
    assert (twice.status_code, "approved already" in twice.text) == (422, True)
    students = office.post("/office/supervisors", data={"name": "Sam", "address": "sam+x@example.edu"})
    assert (students.status_code, "address of a student" in students.text) == (422, True)
    own = office.post("/office/supervisors", data={"name": "Cora", "address": "cora+friend@example.edu"})
    assert (own.status_code, "your own address" in own.text) == (422, True)
    (approved,) = db.session.scalars(select(SupervisorAddress))
    link_for(number, "ruth@clinic.example", approved=False)
    question = asked(office, f"/office/supervisors/{approved.id}/end").text
    assert "count as said by somebody outside, and verify nothing." in question
    assert "So do the answers to 1 email that waits there now." in question
    agree(office, f"/office/supervisors/{approved.id}/end")
    client.post(link_for(add(title="Later"), approved=False), data=CONFIRM)
    assert browser.get(f"/record/entries/{number + 1}/badge").status_code == 404


def test_a_coordinator_withdraws_a_mark_and_the_student_is_told(
    browser: FlaskClient,
    client: FlaskClient,
    sam: User,
    add: Add,
    link_for: LinkFor,
    office: FlaskClient,
    emails: Emails,
) -> None:
    number = add()
    client.post(link_for(number), data=CONFIRM)
    shared = share(browser, number)
    address = f"/record/entries/{number}/withdraw-mark"
    assert APPROVED in office.get(address).text
    assert office.post(address, data={"reason": ""}).status_code == 422
    assert browser.post(address, data={"reason": "x"}).status_code == 404
    assert office.post(address, data={"reason": "She was not there."}).status_code == 303
    for page in ("/record", "/record/cv", f"/record/entries/{number}"):
        assert APPROVED not in browser.get(page).text
    assert "Dr. Ruth Bell" not in client.get(shared).text
    assert "She was not there." in browser.get(f"/record/entries/{number}").text
    assert browser.get(f"/record/entries/{number}/badge").status_code == 404
    assert "She was not there." in emails()[-1]
    act = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "record.withdraw-mark")).one()
    assert (act.thing, act.changes["reason"]) == (f"entry:{number}", [None, "She was not there."])
    assert office.post(address, data={"reason": "Again."}).status_code == 409


def test_what_somebody_outside_told_is_withdrawn_too(
    browser: FlaskClient, client: FlaskClient, add: Add, link_for: LinkFor, office: FlaskClient
) -> None:
    number = add()
    client.post(link_for(number), data=CONFIRM)
    client.post(link_for(number, "pat@gmail.com", approved=False), data=CONFIRM | {"name": "Pat"})
    seen = db.session.scalars(select(Assessment).where(Assessment.rater_name == "Pat")).one()
    office.post(f"/record/entries/{number}/assessments/{seen.id}/withdraw", data={"reason": "Made up."})
    page = browser.get("/record").text
    assert APPROVED in page
    assert "Said by somebody outside" not in page


def test_what_was_seen_of_a_text_that_was_written_anew_says_so_and_counts_no_more(
    client: FlaskClient, browser: FlaskClient, add: Add, link_for: LinkFor
) -> None:
    number = add()
    assert "Thank you" in client.post(link_for(number), data=CONFIRM | {"facts": ""}).text
    shared = share(browser, number)
    assert "(approved supervisor; " in client.get(shared).text
    browser.post(f"/record/entries/{number}/edit", data=ENTRY | {"title": "Dean of all", "hours": "999"})
    page = client.get(shared).text
    assert "Dean of all" in page
    assert "(approved supervisor, of an earlier version of this experience; " in page
    assert levels.axes(rubric.on(NOW.date()), list(db.session.scalars(select(Entry))))[0].seen_count == 0
