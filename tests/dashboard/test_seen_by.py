"""What the page says that others see of me is what their pages hold: planted words stand here if and only if there."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from sqlalchemy import delete, insert, update

from board.accounts.models import Role, User
from board.applications.models import Application, ApplicationMove, ApplicationState, Decision, Review, Selection
from board.committees.models import SeatTerm
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.learning.models import Activity, Certificate
from board.mentorship.choices import MentorKind
from board.mentorship.models import Enrolment, EnrolmentState, MentorRequest, Wishes
from board.organisations.models import Officer
from board.placements.models import HOURS_LINK, HoursEntry, Placement
from board.record.models import Ask, Assessment, Entry, Share, ShareEntry
from board.record.signed_links import for_ask, for_share, hashed
from board.vocabulary import rubric
from board.web.signed_links import seal
from tests.conftest import NOW
from tests.erasure.planting import Planter

MARK = "plantedofada"
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
Browsers = Callable[[User], FlaskClient]
RUNNING = {"starts": date(2026, 1, 1), "ends": date(2026, 6, 1), "left_on": None}
OWN = "name programme class_year campus title registered_name cohort adviser"

VOCABULARY: dict[Any, str] = {
    Wishes: "topics specialties stages channels times languages backgrounds",
    Enrolment: "specialties channels times languages backgrounds areas offers competencies",
    Entry: "areas competencies",
    Assessment: "levels evidence",
}
"""Columns of keys that stand for words, so that a planted word would be none."""


class School:
    """Ada, a row of every table about her, and whoever looks."""

    def __init__(self, app: Flask, person: Callable[..., User], enter: Browsers) -> None:
        self.app, self.enter = app, enter
        self.ada, self.sam = person("ada", Role.STUDENT), person("sam", Role.FACULTY)
        self.cora, self.stu = person("cora", Role.COORDINATOR), person("stu", Role.STUDENT)
        self.planter = Planter(self.ada, self.sam, MARK)
        with unit_of_work():
            self.planter.plant_all()
            for column in OWN.split():
                setattr(self.ada, column, f"{MARK}{column}")
            self.ada.tags, self.ada.areas = [f"{MARK}tag"], [f"{MARK}area"]
            for model, columns in VOCABULARY.items():
                nothing: Any = {} if model is Assessment else []
                db.session.execute(update(model).values(dict.fromkeys(columns.split(), nothing)))
            db.session.execute(update(ApplicationMove).values(after="submitted"))
            db.session.execute(update(Assessment).values(rubric=rubric.on(date(2026, 3, 2)).version))
            for model in (Decision, Review):  # the words of others
                db.session.execute(delete(model))
        db.session.expire_all()

    def row(self, name: str, whose: User | None = None) -> dict[str, Any]:
        """The row that was planted in this table."""
        return self.planter.made[(name, (whose or self.ada).id)]

    def change(self, model: Any, number: int, **values: Any) -> None:
        with unit_of_work():
            db.session.execute(update(model).where(model.id == number).values(**values))
        db.session.expire_all()

    def here(self, viewer: str, query: str = "") -> set[str]:
        """The planted words in one part of the page."""
        page = JustHTML(self.enter(self.ada).get(f"/account/data/seen{query}").text, sanitize=False)
        [section] = page.query(f"section#{viewer}")
        return words(section.to_html())

    def parts(self, viewer: str) -> list[set[str]]:
        """The same, for each page that these people open."""
        page = JustHTML(self.enter(self.ada).get("/account/data/seen").text, sanitize=False)
        return [words(article.to_html()) for article in page.query(f"section#{viewer} article.c-card")]

    def there(self, user: User | None, *addresses: str) -> set[str]:
        """The planted words on the pages of somebody who looks."""
        browser = self.app.test_client() if user is None else self.enter(user)
        found: set[str] = set()
        for address in addresses:
            answer = browser.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
            [main] = JustHTML(answer.text, sanitize=False).query("main")
            found |= words(main.to_html())
        return found


def words(html: str) -> set[str]:
    return set(re.findall(rf"{MARK}\w*", html))


@pytest.fixture
def school(app: Flask, person: Callable[..., User], enter: Browsers) -> School:
    return School(app, person, enter)


def test_anybody_reads_no_name(school: School) -> None:
    committee = school.row("committees", school.sam)["id"]
    assert school.here("public") == school.there(None, f"/committees/{committee}") == set()
    school.change(SeatTerm, school.row("seat_terms")["id"], **RUNNING)
    assert school.here("public") == school.there(None, f"/committees/{committee}") == set()
    assert "Held by a student" in school.enter(school.ada).get("/account/data/seen").text


@BOTH
def test_other_students_read_what_a_mentor_offers_and_which_seat_and_office_i_hold(school: School) -> None:
    committee, mentor = school.row("committees", school.sam)["id"], school.row("enrolments")["id"]
    office, organisation = school.row("officers")["id"], school.row("organisations", school.sam)["id"]
    school.change(SeatTerm, school.row("seat_terms")["id"], **RUNNING)
    school.change(Officer, office, **RUNNING)
    pages = [f"/committees/{committee}", f"/organisations/{organisation}"]
    assert len(school.here("signed-in")) == 3
    assert school.here("signed-in") == school.there(school.stu, *pages)
    school.change(Enrolment, mentor, state=EnrolmentState.APPROVED, kind=MentorKind.PEER)
    school.change(User, school.ada.id, title="")
    pages.append(f"/mentors/{mentor}")
    assert school.row("enrolments")["about"] in school.here("signed-in")
    assert school.here("signed-in") == school.there(school.stu, *pages)
    school.change(User, school.ada.id, hides=["class_year"])
    assert school.here("signed-in") == school.there(school.stu, *pages)
    assert f"{MARK}class_year" not in school.here("signed-in")


def test_of_somebody_on_directory_hold_other_students_read_no_name(school: School) -> None:
    committee, mentor = school.row("committees", school.sam)["id"], school.row("enrolments")["id"]
    school.change(SeatTerm, school.row("seat_terms")["id"], **RUNNING)
    school.change(Enrolment, mentor, state=EnrolmentState.APPROVED, kind=MentorKind.PEER)
    school.change(User, school.ada.id, hold_asked_at=NOW)
    assert school.here("signed-in") == school.there(school.stu, f"/committees/{committee}") == set()
    assert school.enter(school.stu).get(f"/mentors/{mentor}").status_code == 404


@BOTH
def test_a_mentor_whom_i_asked_reads_my_request_and_what_i_look_for(school: School) -> None:
    number, mentor = school.row("mentor_requests")["id"], school.sam
    for hides in ([], ["class_year", "programme"]):
        school.change(User, school.ada.id, hides=hides)
        assert school.here("asked-mentor") == school.there(mentor, f"/mentorship/requests/{number}")
        assert school.row("mentor_requests")["goal"] in school.here("asked-mentor")
    school.change(MentorRequest, number, note="")
    assert school.here("asked-mentor") == school.there(mentor, f"/mentorship/requests/{number}")


def test_my_mentor_reads_what_i_look_for_and_no_more_of_my_profile_than_i_show(school: School) -> None:
    for hides in ([], ["programme"], ["class_year", "programme"]):
        school.change(User, school.ada.id, hides=hides)
        assert school.here("mentor") == school.there(school.sam, f"/mentorship/mentees/{school.ada.id}")
        assert len(school.here("mentor")) == 4 - len(hides)


@BOTH
@pytest.mark.parametrize("is_hidden", [False, True])
@pytest.mark.parametrize("state", [ApplicationState.SUBMITTED, ApplicationState.INTERVIEW, ApplicationState.WITHDRAWN])
def test_the_people_of_a_posting_read_what_i_sent_without_my_name_where_names_are_hidden(
    school: School, state: ApplicationState, is_hidden: bool
) -> None:
    row = school.row("applications")
    said = f"I am {MARK}name and I write {MARK}words"
    school.change(Application, row["id"], state=state, submitted_at=NOW, statement=said, note="", tags=[])
    with unit_of_work():
        db.session.execute(update(Selection).values(blind=is_hidden, papers_hidden=is_hidden))
        if db.session.query(Selection).count() == 0:
            db.session.add(Selection(opportunity_id=row["opportunity_id"], blind=is_hidden, papers_hidden=is_hidden))
    here = school.here("posters")
    assert here == school.there(school.cora, f"/applications/{row['id']}")
    hides = is_hidden and state is not ApplicationState.INTERVIEW
    assert (f"{MARK}name" not in here) is hides
    assert (f"{MARK}words" in here) is (state is not ApplicationState.WITHDRAWN)
    assert ("reviewed anonymously" in school.enter(school.ada).get("/account/data/seen").text) is hides


@pytest.mark.parametrize("state", [ApplicationState.DRAFT, ApplicationState.ON_HOLD])
def test_what_the_people_of_a_posting_may_not_read_is_not_told_as_read(school: School, state: ApplicationState) -> None:
    number = school.row("applications")["id"]
    school.change(Application, number, state=state, submitted_at=NOW)
    assert school.enter(school.sam).get(f"/applications/{number}").status_code == 404
    assert school.here("posters") == set()


@BOTH
def test_a_coordinator_reads_my_account_what_was_confirmed_and_what_i_look_for(school: School) -> None:
    ada = school.ada.id
    for hides in ([], ["class_year", "programme"]):
        school.change(User, ada, hides=hides)
        pages = ("/office/people/{}", "/office/people/{}/everything", "/mentorship/mentees/{}", "/record/of/{}")
        assert school.parts("office") == [school.there(school.cora, page.format(ada)) for page in pages]
        assert all(len(part) >= 2 for part in school.parts("office"))


@BOTH
def test_whoever_holds_a_link_reads_the_entries_that_i_chose(school: School) -> None:
    key = school.app.extensions["settings"].secret_keys
    token = for_share("salt", key)
    values = {"salt": "salt", "token_hash": hashed(token), "expires_at": NOW + timedelta(days=9)}
    share, entry = school.row("record_shares")["id"], school.row("record_entries")
    with unit_of_work():
        db.session.merge(ShareEntry(share_id=share, entry_id=entry["id"]))
    school.change(Share, share, revoked_at=None, **values)
    assert entry["description"] in school.here("link")
    assert school.here("link") == school.there(None, f"/record/shared/{token}")
    school.change(Entry, entry["id"], set_aside_at=NOW)
    assert school.here("link") == school.there(None, f"/record/shared/{token}")
    assert entry["description"] not in school.here("link")
    school.change(Share, share, revoked_at=NOW)
    assert school.here("link") == set()


def test_a_supervisor_reads_by_a_link_the_hours_that_wait(school: School) -> None:
    placement, hours = school.row("placements")["id"], school.row("placement_hours")
    school.change(Placement, placement, supervisor_email="supervisor@example.org")
    with school.app.test_request_context():
        token = seal(HOURS_LINK, placement, "supervisor@example.org")
    for approved_at in (None, NOW):
        school.change(HoursEntry, hours["id"], approved_at=approved_at, returned="")
        assert school.here("supervisor") == school.there(None, f"/supervisor/{token}")
        assert (hours["what"] in school.here("supervisor")) is (approved_at is None)


def test_a_witness_reads_by_a_link_the_facts_of_one_experience(school: School) -> None:
    ask = school.row("seen_asks")["id"]
    later = NOW + timedelta(days=9)
    school.change(Ask, ask, name="Wim", answered_at=None, withdrawn_at=None, expires_at=later, note="", nonce="n")
    row = db.session.get(Ask, ask)
    assert row is not None
    token = for_ask(row, school.app.extensions["settings"].secret_keys)
    assert school.row("record_entries")["description"] in school.here("witness")
    assert school.here("witness") == school.there(None, f"/record/seen/{token}")
    school.change(Ask, ask, withdrawn_at=NOW)
    assert school.here("witness") == set()


def test_whoever_has_its_code_reads_a_certificate(school: School) -> None:
    certificate = school.row("certificates")
    school.change(Certificate, certificate["id"], code="ADA1", superseded_at=None)
    assert certificate["name"] in school.here("certificate")
    assert school.here("certificate") == school.there(None, "/certificates/ADA1")


def test_of_several_one_is_shown_and_the_others_can_be_chosen(school: School) -> None:
    first = school.row("certificates")
    with unit_of_work():
        activity = {**school.row("activities", school.sam), "id": 901, "slug": "another"}
        second = {**first, "id": 902, "code": "ADA2", "name": f"{MARK}second", "activity_id": 901}
        db.session.execute(insert(Activity).values(activity))
        db.session.execute(insert(Certificate).values(second))
        db.session.execute(update(Certificate).values(superseded_at=None))
    assert (f"{MARK}second" in school.here("certificate"), first["name"] in school.here("certificate")) == (True, False)
    chosen = school.here("certificate", f"?certificate={first['id']}")
    assert (f"{MARK}second" in chosen, first["name"] in chosen) == (False, True)
    for strange in (
        "certificate=nonsense",
        "certificate=99999999999999999999",
        f"certificate={first['id'] + 55}",
        "x=1",
    ):
        assert f"{MARK}second" in school.here("certificate", f"?{strange}")


def test_each_part_says_who_and_when_and_leads_to_where_it_is_changed(school: School) -> None:
    page = JustHTML(school.enter(school.ada).get("/account/data/seen").text, sanitize=False)
    for section in page.query("main div > section[id]"):
        assert section.query(f"#{section.attrs['id']} > p"), section.attrs["id"]
    changes = {link.attrs["href"] for link in page.query("main section a.c-button")}
    expected = {"/account/profile", "/mentorship/wishes", "/record/shares", "/account/corrections", "/account"}
    assert expected <= {address.partition("?")[0] for address in changes}


def test_who_is_no_student_reads_of_no_student_page(school: School) -> None:
    page = school.enter(school.sam).get("/account/data/seen").text
    assert "Coordinators" in page
    for words_of_students in ("A mentor whom you asked", "The people of a posting", "Whoever holds a link"):
        assert words_of_students not in page
    assert school.app.test_client().get("/account/data/seen").location.startswith("/sign-in")


def test_it_is_found_from_the_account_and_from_the_page_on_privacy(school: School) -> None:
    ada = school.enter(school.ada)
    for address in ("/account", "/account/data", "/privacy", "/help"):
        assert 'href="/account/data/seen"' in ada.get(address).text, address
