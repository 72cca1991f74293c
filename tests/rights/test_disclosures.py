"""The record of disclosures: to whom outside what was shown, who read because of an office, and who reads of it."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts.models import Role, RosterFact, RosterPeriod, User
from board.applications.models import Application, Attachment
from board.disclosures import actions as disclosure_actions
from board.disclosures.actions import Disclosed
from board.disclosures.models import Disclosure, DisclosureKind
from board.kernel import audit, clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.learning import queries as learning_queries
from board.learning.models import Assignment, Certificate
from board.match_rounds.models import MatchMentee
from board.mentorship.models import Mentorship
from board.opportunities.models import Involvement, PostingRole
from board.placements.models import HoursEntry, Placement
from board.record.models import Entry, EntryKind, Source
from board.rights.queries.reading import readings_of
from tests.at_once import at_once
from tests.conftest import NOW
from tests.walk import browser_of

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
ACT = "/office/people/act"
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
FACT = Disclosed(DisclosureKind.RELEASED, "fact:1", "Something", "A reason.")


@pytest.fixture
def ada(person: People) -> User:
    return person("ada", Role.STUDENT)


@pytest.fixture
def cora(person: People) -> User:
    return person("cora", Role.COORDINATOR)


def facts(user: User) -> list[Disclosure]:
    rows = select(Disclosure).where(Disclosure.user_id == user.id).order_by(Disclosure.id)
    return list(db.session.scalars(rows))


def entry_of(user: User) -> Entry:
    with unit_of_work():
        entry = Entry(
            student_id=user.id,
            source=Source.OWN,
            kind=EntryKind.VOLUNTEER_ROLE,
            title="Clinic",
            organisation="Free clinic",
            starts=date(2025, 1, 1),
            created_at=NOW,
        )
        db.session.add(entry)
    return entry


@BOTH
def test_the_same_again_on_a_day_is_counted_and_the_next_day_is_another_line(ada: User) -> None:
    with unit_of_work():
        disclosure_actions.note([ada.id], FACT, party="A party", now=NOW)
    later = NOW + timedelta(hours=1)
    with unit_of_work():
        disclosure_actions.note([ada.id], FACT, party="A party", now=later)
        disclosure_actions.note([ada.id], FACT, party="A party", now=NOW + timedelta(days=1))
    assert [(fact.times, fact.at) for fact in facts(ada)] == [(2, later), (1, NOW + timedelta(days=1))]


@BOTH
def test_two_who_open_the_same_at_once_are_both_counted(app: Flask, ada: User) -> None:
    """The second one comes after the first has seen that there is no line yet."""

    def note() -> Any:
        with unit_of_work():
            disclosure_actions.note([ada.id], FACT, party="A party", now=NOW)

    at_once(app, "disclosures", [note, note])
    assert [fact.times for fact in facts(ada)] == [2]


def test_a_line_is_told_from_others_by_fact_day_and_reader(ada: User, person: People) -> None:
    reader = person("rea", Role.FACULTY)
    with unit_of_work():
        disclosure_actions.note_opening(ada.id, FACT, reader=reader, now=NOW)
        disclosure_actions.note_opening(ada.id, FACT, reader=None, now=NOW)
    assert [fact.key for fact in facts(ada)] == [f"fact:1:2026-03-02:{reader.id}", "fact:1:2026-03-02:0"]


@BOTH
def test_many_at_once_are_each_written_down(ada: User, person: People) -> None:
    others = [person(f"student{number}", Role.STUDENT) for number in range(30)]
    numbers = [user.id for user in others]
    with unit_of_work():
        disclosure_actions.note(numbers[:10], FACT, party="A party", now=NOW)
    with unit_of_work():
        disclosure_actions.note(numbers, FACT, party="A party", now=NOW)
        disclosure_actions.note([], FACT, party="A party", now=NOW)
    assert [facts(user)[0].times for user in others] == [2] * 10 + [1] * 20
    assert facts(ada) == []


@BOTH
def test_whoever_opens_a_link_to_the_record_stands_there(
    app: Flask, ada: User, person: People, enter: Browsers
) -> None:
    entry, browser = entry_of(ada), enter(ada)
    form = {"label": "Dr. Osei", "entries": entry.id, "days": "30"}
    assert browser.post("/record/shares", data=form).status_code == 303
    page = browser.get("/record/shares").text
    address = page[page.index("/record/shared/") :].split("<")[0]
    assert browser.get(address).status_code == 200
    assert facts(ada) == [], "what one looks at oneself is no disclosure"
    stranger = app.test_client()
    assert stranger.head(address).status_code == 200
    assert facts(ada) == [], "a link checker shows nothing to anybody"
    for _ in range(2):
        assert stranger.get(address).status_code == 200
    bo = person("bo", Role.FACULTY)
    assert enter(bo).get(address).status_code == 200
    assert [(fact.party, fact.times) for fact in facts(ada)] == [
        ("Somebody who is not signed in", 2),
        ("Bo, signed in to Rounds", 1),
    ]
    page = enter(ada).get("/account/disclosures").text
    assert "1 experience of your leadership record, by the link “Dr. Osei”" in page
    assert "2 times that day" in page


@BOTH
def test_whoever_checks_a_certificate_stands_there(demo: Flask, enter: Browsers) -> None:
    certificate = db.session.scalars(select(Certificate).limit(1)).one()
    owner, code = db.session.get_one(User, certificate.user_id), certificate.code
    before = len(facts(owner))
    enter(owner).get(f"/certificates/{code}")
    assert len(facts(owner)) == before
    assert demo.test_client().get(f"/certificates/{code}").status_code == 200
    fact = facts(owner)[-1]
    assert (fact.kind, fact.party) == (DisclosureKind.CERTIFICATE_CHECKED, "Somebody who is not signed in")
    assert certificate.title in fact.what


@BOTH
def test_whom_the_student_asks_outside_stands_there_and_the_staff_does_not(
    ada: User, person: People, enter: Browsers
) -> None:
    entry, browser = entry_of(ada), enter(ada)
    person("fay", Role.FACULTY)
    for name, email in (("Dana Okoro", "dana@clinic.example"), ("Fay", "fay@example.edu")):
        form = {"name": name, "email": email, "relation": "supervisor"}
        assert browser.post(f"/record/entries/{entry.id}/ask", data=form).status_code == 303
    (fact,) = facts(ada)
    assert (fact.party, fact.kind) == ("Dana Okoro, dana@clinic.example", DisclosureKind.SUPERVISOR_ASKED)
    assert "“Clinic”" in fact.what


def test_hours_that_go_to_a_supervisor_outside_stand_there(demo: Flask, enter: Browsers) -> None:
    placement = next(
        row
        for row in db.session.scalars(select(Placement).order_by(Placement.id))
        if row.is_under_way and row.supervisor_email
    )
    with unit_of_work():
        placement.supervisor, placement.supervisor_email = "Rosa Delgado", "rosa@clinic.example"
        db.session.add(
            HoursEntry(placement_id=placement.id, day=clock.day(NOW), minutes=60, what="Intake", logged_at=NOW)
        )
    student = placement.student
    assert enter(student).post(f"/placements/{placement.id}/hours/ask").status_code == 303
    assert facts(student)[-1].party == "Rosa Delgado, rosa@clinic.example"


def test_files_that_the_staff_takes_away_stand_in_the_record_of_each_student(demo: Flask, enter: Browsers) -> None:
    with_papers = select(Application).join(Attachment).where(Application.submitted_at.is_not(None)).limit(1)
    application = db.session.scalars(with_papers).one()
    owns = select(Involvement).where(
        Involvement.opportunity_id == application.opportunity_id, Involvement.part == PostingRole.OWNER
    )
    owner = db.session.get_one(User, db.session.scalars(owns).first().user_id)  # type: ignore[union-attr]  # it has an owner
    browser, number, owner_id = enter(owner), application.opportunity_id, owner.id
    table = browser.get(f"/opportunities/{number}/applicants.csv").get_data(as_text=True)
    assert browser.get(f"/opportunities/{number}/applicants.zip").status_code == 200
    lines = list(csv.DictReader(io.StringIO(table)))
    written = list(db.session.scalars(select(Disclosure).where(Disclosure.kind == DisclosureKind.FILE_TAKEN)))
    assert len(written) == 2 * len(lines) > 0
    assert {fact.by_id for fact in written} == {owner_id}
    assert {"table of applicants" in fact.what for fact in written} == {True, False}
    students = set(db.session.scalars(select(Application.student_id).where(Application.opportunity_id == number)))
    assert {fact.user_id for fact in written} <= students


def test_lists_of_the_office_stand_in_the_record_of_each_person(demo: Flask, enter: Browsers) -> None:
    cora = next(user for user in db.session.scalars(select(User)) if user.is_a(Role.COORDINATOR))
    office = enter(cora)
    pair = db.session.scalars(select(Mentorship).limit(1)).one()
    mentee = pair.mentee
    assert office.get("/office/mentorship/pairs.csv?all").status_code == 200
    assert "Who mentors you" in facts(mentee)[-1].what
    form = {"act": "export", "everybody": "1", "role": "student"}
    assert office.post(ACT, data=form).mimetype == "text/csv"
    assert "a list of people" in facts(mentee)[-1].what
    assignment = db.session.scalars(select(Assignment).limit(1)).one()
    student = next(
        user
        for user in db.session.scalars(select(User))
        if user.class_year == assignment.class_year and user.is_a(Role.STUDENT) and user.is_active
    )
    assert office.get(f"/learning/assignments/{assignment.id}/progress.csv").status_code == 200
    assert "How far you are with" in facts(student)[-1].what


@BOTH
def test_who_reads_by_virtue_of_an_office_is_listed(demo: Flask, enter: Browsers) -> None:
    """Read from the log that reading writes (the tests of the log are in tests/office/test_reading.py)."""
    cora = next(user for user in db.session.scalars(select(User)) if user.is_a(Role.COORDINATOR))
    sent = select(Application).where(Application.submitted_at.is_not(None)).order_by(Application.id)
    application = next(row for row in db.session.scalars(sent) if row.student.is_active)
    placement = next(row for row in db.session.scalars(select(Placement)) if row.student.is_active)
    pair = next(row for row in db.session.scalars(select(Mentorship)) if row.mentor.is_active and row.mentee.is_active)
    things = {
        application.student: ("application.read", f"application:{application.id}", application.opportunity.title),
        placement.student: ("placement.read", f"placement:{placement.id}", placement.opportunity.title),
        pair.mentor: ("mentorship.read", f"mentorship:{pair.id}", "check-ins of your mentorship"),
    }
    with unit_of_work():
        for verb, thing, _ in things.values():
            audit.record(verb, by=cora.id, thing=thing)
        audit.record("wishes.read", by=cora.id, thing=f"user:{pair.mentee_id}")
        audit.record("record.view", by=cora.id, thing=f"record:{pair.mentee_id}")
    for reader, (_, _, words) in things.items():
        page = enter(reader).get("/account/disclosures").text
        assert cora.name in page
        assert words in page, words
    page = enter(pair.mentee).get("/account/disclosures").text
    assert "What you look for in a mentor" in page
    assert "The confirmed facts of your leadership record" in page


def test_nobody_learns_of_a_report_from_who_read(demo: Flask, enter: Browsers) -> None:
    cora = next(user for user in db.session.scalars(select(User)) if user.is_a(Role.COORDINATOR))
    pair = db.session.scalars(select(Mentorship).limit(1)).one()
    mentor, mentee = pair.mentor, pair.mentee
    with unit_of_work():
        audit.record("mentorship.read-on-report", by=cora.id, thing=f"mentorship:{pair.id}")
        audit.record("wishes.read-on-report", by=cora.id, thing=f"user:{mentee.id}")
        audit.record("report.read", by=cora.id, thing="report:1")
    for reader in (mentor, mentee):
        assert "Nobody so far." in enter(reader).get("/account/disclosures").text


@BOTH
def test_the_office_writes_down_what_it_gave_to_somebody_outside(ada: User, cora: User, enter: Browsers) -> None:
    office = enter(cora)
    address = f"/office/people/{ada.id}/disclosures"
    form = {
        "party": "Superior Court, Alder County",
        "what": "Dates of enrollment",
        "basis": "court",
        "why": "A subpoena in a civil case.",
        "day": "2026-02-20",
    }
    assert office.post(address, data=form).status_code == 303
    (fact,) = facts(ada)
    assert (fact.by_id, clock.day(fact.at)) == (cora.id, date(2026, 2, 20))
    page = enter(ada).get("/account/disclosures").text
    for words in (form["party"], form["what"], "A court order or a subpoena. A subpoena in a civil case.", "Cora"):
        assert words in page
    assert "wrote down what was given to somebody outside" in office.get("/office/audit").text
    assert office.post(address, data=form | {"what": "A letter"}).status_code == 303
    assert len(facts(ada)) == 2, "two releases on one day to one party are two"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"party": ""}, "Say to whom it was given."),
        ({"what": " "}, "Say what was given."),
        ({"basis": ""}, "Choose the ground."),
        ({"why": ""}, "Say what they need it for."),
        ({"day": "2026-03-03"}, "This day is still to come."),
        ({"day": "yesterday"}, "Write the day as year-month-day"),
    ],
)
def test_a_release_says_to_whom_what_why_and_when(
    ada: User, cora: User, enter: Browsers, wrong: dict[str, str], sentence: str
) -> None:
    form = {"party": "P", "what": "W", "basis": "other", "why": "Because", "day": "2026-03-01"} | wrong
    answer = enter(cora).post(f"/office/people/{ada.id}/disclosures", data=form)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert facts(ada) == []


def test_a_record_of_disclosures_is_read_by_its_person_and_the_office_alone(
    ada: User, cora: User, person: People, enter: Browsers
) -> None:
    with unit_of_work():
        disclosure_actions.note([ada.id], FACT, party="A party", now=NOW)
    for other in (person("bo", Role.STUDENT), person("fay", Role.FACULTY)):
        browser = enter(other)
        assert "A party" not in browser.get("/account/disclosures").text
        for ending in ("", ".csv"):
            assert browser.get(f"/office/people/{ada.id}/disclosures{ending}").status_code == 404
    office = enter(cora)
    assert "A party" in office.get(f"/office/people/{ada.id}/disclosures").text
    own = f"/office/people/{cora.id}/disclosures"
    form = {"party": "P", "what": "W", "basis": "other", "why": "Because", "day": "2026-03-01"}
    assert office.post(own, data=form).status_code == 403, "nobody writes into a record of their own"


def test_all_of_it_is_there_as_a_table(ada: User, cora: User, enter: Browsers) -> None:
    with unit_of_work():
        fact = Disclosed(DisclosureKind.RELEASED, "k", "Something", "A reason.")
        disclosure_actions.note([ada.id], fact, party="=cmd|' /C calc'!A0", now=NOW)
        audit.record("record.view", by=cora.id, thing=f"record:{ada.id}")
    rows = list(csv.reader(io.StringIO(enter(ada).get("/account/disclosures.csv").get_data(as_text=True))))
    assert len(rows) == 3
    assert all(not cell.startswith("=") for row in rows for cell in row), "a spreadsheet would carry it out"
    assert "Cora" in rows[1][2] + rows[2][2]


@BOTH
def test_lists_that_name_a_student_are_listed_from_when_they_stood_in_them(demo: Flask) -> None:
    pair = db.session.scalars(select(Mentorship).order_by(Mentorship.id)).first()
    place = db.session.scalars(select(MatchMentee).order_by(MatchMentee.id)).first()
    sent = db.session.scalars(select(Application).where(Application.submitted_at.is_not(None))).first()
    assert pair is not None
    assert place is not None
    assert sent is not None
    office, student = browser_of(demo, "coordinator"), sent.student
    asked = db.session.scalars(select(Assignment).order_by(Assignment.id)).first()
    assert asked is not None
    assigned = learning_queries.progress_of(asked)[0][0]
    with clock.frozen(sent.submitted_at - timedelta(days=2) if sent.submitted_at else NOW), unit_of_work():
        coordinator = db.session.scalars(select(User).where(User.email == "coordinator@example.edu")).one()
        audit.record("applicants.read", by=coordinator.id, thing=f"opportunity:{sent.opportunity_id}")
    told = "in the list of those who applied for"
    assert not any(told in reading.what for reading in readings_of(student.id)), "it was read before they applied"
    opened = {
        f"/opportunities/{sent.opportunity_id}/applicants": (student.id, told),
        f"/match-rounds/{place.round_id}/people": (place.user_id, "Your part in the match round"),
        "/office/mentorship/pairs": (pair.mentee_id, "in the list of all pairs"),
        f"/learning/assignments/{asked.id}": (assigned.id, "How far you are with the activity"),
    }
    for address, (user_id, words) in opened.items():
        assert office.get(address).status_code == 200
        assert office.get(address).status_code == 200
        assert len([it for it in readings_of(user_id) if words in it.what]) == 1, address
    with unit_of_work():
        joined = {"value": asked.class_year, "since": clock.day(NOW) + timedelta(days=1)}
        db.session.add(RosterPeriod(user_id=assigned.id, fact=RosterFact.CLASS_YEAR, **joined))
    assert not any("activity" in it.what for it in readings_of(assigned.id)), "read before they were of that class year"
    with unit_of_work():
        period = db.session.scalars(select(RosterPeriod).where(RosterPeriod.user_id == assigned.id)).one()
        period.since, period.until = clock.day(NOW) - timedelta(days=9), clock.day(NOW)
        assigned.class_year = "M9"
    assert any("activity" in it.what for it in readings_of(assigned.id)), "they were of it on the day it was read"
    with unit_of_work():
        period.until = clock.day(NOW) - timedelta(days=1)
    assert not any("activity" in it.what for it in readings_of(assigned.id)), "read after they had left it"
