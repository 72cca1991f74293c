"""Organisations: officers write, the adviser approves, and every right ends with the term, by the clock alone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.test import TestResponse

from board.accounts.models import Role, StudentStatus, User
from board.applications.models import Application, ApplicationState
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity, PostingState
from board.organisations.models import Officer, Organisation
from tests.applications.builders import application_of, offered_to
from tests.at_once import at_once
from tests.confirming import agree, asked
from tests.conftest import NOW
from tests.counting import count_statements
from tests.office.test_office import tiles
from tests.opportunities.test_life import WHOLE

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
People = Callable[..., User]
Browsers = Callable[[User], FlaskClient]
TODAY = NOW.date()
LAST = TODAY + timedelta(days=30)
SECRET = "Only the people who choose may read this."


@dataclass
class Club:
    """A student organisation with an adviser and a president, and the browsers of everybody around it."""

    id: int
    people: dict[str, User]
    browsers: dict[str, FlaskClient]

    def __getitem__(self, name: str) -> FlaskClient:
        return self.browsers[name]

    @property
    def page(self) -> str:
        return f"/organisations/{self.id}"

    def name(self, by: str, who: str, *, post: str = "President", starts: date = TODAY, ends: date = LAST):
        form = {"email": self.people[who].email, "post": post, "starts": starts.isoformat(), "ends": ends.isoformat()}
        return self[by].post(f"{self.page}/officers", data=form)

    def draft(self, by: str = "olga", **changes: object) -> Opportunity:
        answer = self[by].post(f"/opportunities/new?organisation={self.id}", data=WHOLE | changes)
        assert answer.status_code == 303, answer.text
        return newest()

    def posted(self) -> Opportunity:
        posting = self.draft()
        with unit_of_work():
            posting.state, posting.published_at = PostingState.PUBLISHED, NOW
        return posting


@pytest.fixture
def club(person: People, enter: Browsers) -> Club:
    roles = {"cora": Role.COORDINATOR, "fay": Role.FACULTY, "gus": Role.FACULTY}
    people = {
        name: person(name, roles.get(name, Role.STUDENT))
        for name in ("cora", "fay", "gus", "olga", "nina", "ada", "eve")
    }
    browsers = {name: enter(user) for name, user in people.items()}
    form = {"name": "Surgery Club", "adviser": "fay@example.edu", "advised_until": LAST.isoformat()}
    assert browsers["cora"].post("/organisations/new", data=form).status_code == 303
    club = Club(db.session.scalars(select(Organisation.id)).one(), people, browsers)
    assert club.name("cora", "olga").status_code == 303
    return club


def newest() -> Opportunity:
    statement = select(Opportunity).order_by(Opportunity.id.desc()).limit(1)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()


def test_officers_write_and_the_adviser_approves(
    club: Club, client: FlaskClient, emails: Callable[[], list[str]]
) -> None:
    posting = club.draft(host="Somebody else’s hospital")
    address = f"/opportunities/{posting.id}"
    assert posting.host == "Surgery Club", "the organisation is the host, whatever was typed"
    assert club["olga"].post(f"{address}/submit").status_code == 303
    refused = club["olga"].post(f"{address}/publish", data={"version": posting.version})
    assert refused.status_code == 403
    assert "Fay, who advises Surgery Club, puts it on the board" in refused.text
    assert any("waits for your approval" in email for email in emails())
    assert "Approve or return: Infection control committee" in club["fay"].get("/").text
    assert club["gus"].get(address).status_code == 404, "another faculty member has nothing to do with it"
    assert club["fay"].post(f"{address}/publish", data={"version": posting.version}).status_code == 303
    public = client.get(address).text
    assert f'href="{club.page}"' in public
    assert "Surgery Club" in client.get("/opportunities").text


def test_two_officers_who_begin_the_same_at_once_begin_two_drafts(club: Club) -> None:
    assert club.name("fay", "nina", post="Secretary").status_code == 303
    first = club.draft("olga", title="Secretary", summary="What Olga wrote.")
    club.draft("nina", title="Secretary", summary="What Nina wrote.")
    db.session.refresh(first)
    assert first.summary == "What Olga wrote."


def test_the_adviser_sends_it_back_and_an_edit_waits_for_the_adviser_too(club: Club) -> None:
    posting = club.draft()
    address = f"/opportunities/{posting.id}"
    club["olga"].post(f"{address}/submit")
    returned = {"comment": "Say what it costs.", "version": posting.version}
    assert club["fay"].post(f"{address}/ask-changes", data=returned).status_code == 303
    club["olga"].post(f"{address}/submit")
    club["fay"].post(f"{address}/publish", data={"version": newest().version})
    edit = club["olga"].get(f"{address}/edit").text
    version = edit.partition('name="saved_version"')[2].partition('value="')[2].partition('"')[0]
    club["olga"].post(f"{address}/edit", data=WHOLE | {"seats": "9", "summary": "New.", "saved_version": version})
    assert newest().seats == 2, "the public version stays until it is approved"
    approved = club["fay"].post(f"{address}/changes/approve", data={"version": 1})
    assert approved.status_code == 303, approved.text
    assert newest().seats == 9


def test_the_office_approves_when_nobody_advises(club: Club) -> None:
    posting = club.draft()
    address = f"/opportunities/{posting.id}"
    with unit_of_work():
        db.session.get_one(Organisation, club.id).advised_until = TODAY - timedelta(days=1)
    assert "A coordinator puts it on the board" in club["olga"].post(f"{address}/publish").text
    club["olga"].post(f"{address}/submit")
    assert club["fay"].post(f"{address}/publish", data={"version": posting.version}).status_code == 404
    assert "An adviser" in club["cora"].get("/office/organisations").text
    assert club["cora"].post(f"{address}/publish", data={"version": posting.version}).status_code == 303


EVERYBODY = ("client", "eve", "nina", "gus", "olga", "fay", "cora")
GRID: dict[str, tuple[int, ...]] = {
    "GET /organisations": (200, 200, 200, 200, 200, 200, 200),
    "GET {club}": (200, 200, 200, 200, 200, 200, 200),
    "GET /organisations/new": (303, 404, 404, 404, 404, 404, 200),
    "GET {club}/edit": (303, 404, 404, 404, 404, 404, 200),
    "GET {club}/officers": (303, 403, 403, 403, 200, 200, 200),
    "POST {club}/officers": (303, 403, 403, 403, 422, 422, 422),
    "GET /office/organisations": (303, 404, 404, 404, 404, 404, 200),
    "GET /opportunities/new?organisation={id}": (303, 403, 403, 403, 200, 200, 200),
    "GET {draft}": (404, 404, 404, 404, 200, 200, 200),
    "GET {draft}/edit": (303, 404, 404, 404, 200, 200, 200),
    "GET {posting}": (200, 200, 200, 200, 200, 200, 200),
    "GET {posting}/applicants": (303, 404, 404, 404, 200, 200, 200),
    "GET {application}": (303, 404, 404, 404, 200, 200, 200),
    "GET {posting}/reviewers": (303, 404, 404, 404, 200, 200, 200),
    "POST {posting}/cancel": (303, 403, 403, 403, 422, 422, 422),
    "POST {club}/suspend": (303, 404, 404, 404, 404, 404, 303),
    "POST {club}/restore": (303, 404, 404, 404, 404, 404, 303),
    "POST /officers/{officer}/renew": (303, 403, 403, 403, 422, 303, 422),
}
"""Who comes how far: a stranger, a student, one whose term is to come, faculty, an officer, the adviser, the office."""


@BOTH
def test_who_comes_how_far(club: Club, client: FlaskClient) -> None:
    draft, posting = club.draft(title="Not sent yet"), club.posted()
    application = application_of(club.people["ada"], posting, statement=SECRET)
    club.name("cora", "nina", post="Next", starts=LAST + timedelta(days=1), ends=LAST + timedelta(days=300))
    officer = db.session.scalars(select(Officer.id).where(Officer.user_id == club.people["olga"].id)).one()
    places = {
        "club": club.page,
        "id": club.id,
        "draft": f"/opportunities/{draft.id}",
        "posting": f"/opportunities/{posting.id}",
        "application": f"/applications/{application.id}",
        "officer": officer,
    }
    browsers, wrong = {"client": client} | club.browsers, []
    for line, expected in GRID.items():
        method, address = line.format(**places).split()
        for who, status in zip(EVERYBODY, expected, strict=True):
            answer = browsers[who].open(address, method=method)
            if answer.status_code != status:
                wrong.append((line, who, answer.status_code, status))
            if status != 200 and SECRET in answer.text:
                wrong.append((line, who, "reads the secret"))
    assert wrong == []


def test_who_acted_before_or_acts_for_another_comes_no_further_than_any_student(
    club: Club, client: FlaskClient, person: People, enter: Browsers
) -> None:
    draft, posting = club.draft(title="Not sent yet"), club.posted()
    application = application_of(club.people["ada"], posting, statement=SECRET)
    other = {"name": "Medicine Club", "adviser": "gus@example.edu", "advised_until": LAST.isoformat()}
    assert club["cora"].post("/organisations/new", data=other).status_code == 303
    other_id = db.session.scalars(select(Organisation.id).where(Organisation.name == other["name"])).one()
    former, yesterday = person("ian", Role.STUDENT), TODAY - timedelta(days=1)
    terms = ((club.id, former, yesterday), (club.id, club.people["nina"], LAST), (other_id, club.people["eve"], LAST))
    with unit_of_work():
        for organisation_id, user, ends in terms:
            officer = {"organisation_id": organisation_id, "user_id": user.id, "post": "Treasurer", "ends": ends}
            db.session.add(Officer(**officer, starts=TODAY - timedelta(days=60)))
        on_leave = db.session.get_one(User, club.people["nina"].id)
        on_leave.student_status, on_leave.status_since = StudentStatus.ON_LEAVE, TODAY
        db.session.get_one(Organisation, club.id).advised_until = yesterday
    refused = {
        "a stranger": client,
        "an officer whose term is over": enter(former),
        "an officer on leave": club["nina"],
        "an officer of another": club["eve"],
        "the adviser of another": club["gus"],
        "the adviser whose agreement is over": club["fay"],
    }
    officer_id = db.session.scalars(select(Officer.id).where(Officer.user_id == club.people["olga"].id)).one()
    places = {
        "club": club.page,
        "id": club.id,
        "draft": f"/opportunities/{draft.id}",
        "posting": f"/opportunities/{posting.id}",
        "application": f"/applications/{application.id}",
        "officer": officer_id,
    }
    wrong = []
    for line, expected in (GRID | {"POST /officers/{officer}/end": (303, 403)}).items():
        method, address = line.format(**places).split()
        for who, browser in refused.items():
            answer = browser.open(address, method=method)
            if answer.status_code != expected[0 if who == "a stranger" else 1] or SECRET in answer.text:
                wrong.append((line, who, answer.status_code))
    assert wrong == []
    db.session.expire_all()
    assert db.session.get_one(Officer, officer_id).left_on is None


def test_names_of_officers_are_for_people_of_the_school(club: Club, client: FlaskClient) -> None:
    assert "Olga" in club["eve"].get(club.page).text
    for stranger in (client.get(club.page).text, client.get("/organisations").text):
        assert "Olga" not in stranger
        assert "Fay" not in stranger


def test_an_officer_whom_the_school_may_not_name_is_not_named(club: Club) -> None:
    with unit_of_work():
        db.session.get_one(User, club.people["olga"].id).directory_hold = True
    page = club["eve"].get(club.page).text
    assert "Olga" not in page
    assert "A student" in page


@BOTH
def test_rights_end_with_the_last_day_at_the_school_and_no_job_is_needed(club: Club) -> None:
    posting = club.posted()
    application = application_of(club.people["ada"], posting, statement=SECRET)
    midnight = clock.dawn(LAST + timedelta(days=1))
    rights = (f"/opportunities/{posting.id}/applicants", f"/applications/{application.id}", f"{club.page}/officers")
    with clock.frozen(midnight - timedelta(seconds=1)):
        assert [club["olga"].get(address).status_code for address in rights] == [200, 200, 200]
    with clock.frozen(midnight):
        assert [club["olga"].get(address).status_code for address in rights] == [404, 404, 403]
        assert "Infection control" not in club["olga"].get("/my-postings").text
        assert club["olga"].post(f"/opportunities/{posting.id}/cancel", data={"reason": "No."}).status_code == 403
        assert club["cora"].get(rights[0]).status_code == 200


def test_officers_hand_over_to_those_who_come_after_them(club: Club) -> None:
    posting = club.posted()
    soon = LAST + timedelta(days=1)
    assert "Name who holds office next in Surgery Club" in club["olga"].get("/").text
    refused = club.name("olga", "nina")
    assert refused.status_code == 422
    assert "Officers name those who come after them" in refused.text
    assert club.name("olga", "olga", starts=soon, ends=soon).status_code == 422, "nobody renews themself"
    assert club.name("olga", "nina", starts=soon, ends=LAST + timedelta(days=300)).status_code == 303
    assert "Name who holds office next" not in club["olga"].get("/").text
    applicants = f"/opportunities/{posting.id}/applicants"
    assert (club["olga"].get(applicants).status_code, club["nina"].get(applicants).status_code) == (200, 404)
    with clock.frozen(clock.dawn(soon)):
        assert (club["olga"].get(applicants).status_code, club["nina"].get(applicants).status_code) == (404, 200)


def test_a_term_lasts_a_year_and_is_renewed_by_somebody_else(club: Club) -> None:
    assert club.name("fay", "eve", ends=TODAY + timedelta(days=500)).status_code == 422
    officer = db.session.scalars(select(Officer)).one()
    assert club["olga"].post(f"/officers/{officer.id}/renew").status_code == 422
    assert club["fay"].post(f"/officers/{officer.id}/renew").status_code == 303
    again = db.session.scalars(select(Officer).order_by(Officer.id.desc())).first()
    assert again is not None
    assert (again.user_id, again.post, again.starts) == (officer.user_id, "President", LAST + timedelta(days=1))
    assert again.ends == LAST + timedelta(days=365)
    verbs = list(db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)))
    assert verbs[-1] == "organisation.name-officer"


def terms(club: Club, who: str) -> list[Officer]:
    theirs = select(Officer).where(Officer.user_id == club.people[who].id).order_by(Officer.id)
    return list(db.session.scalars(theirs.execution_options(populate_existing=True)))


@BOTH
def test_only_a_term_that_runs_is_renewed(club: Club) -> None:
    (first,) = terms(club, "olga")
    club["fay"].post(f"/officers/{first.id}/renew")
    later = terms(club, "olga")[-1]
    for _ in range(3):
        again = club["fay"].post(f"/officers/{later.id}/renew")
        assert again.status_code == 409
        assert "has not begun" in again.text
    assert club["fay"].post(f"/officers/{first.id}/renew").status_code == 422
    assert len(terms(club, "olga")) == 2
    with clock.frozen(clock.dawn(later.ends + timedelta(days=1))):
        assert club["cora"].post(f"/officers/{later.id}/renew").status_code == 409
    assert len(terms(club, "olga")) == 2


def test_nobody_is_named_for_a_year_that_is_far_off(club: Club) -> None:
    far = TODAY + timedelta(days=500)
    answer = club.name("fay", "eve", starts=far, ends=far)
    assert answer.status_code == 422
    assert "begins within a year" in answer.text
    assert terms(club, "eve") == []


def test_officers_do_not_keep_each_other_in_office_beyond_their_adviser(club: Club) -> None:
    assert club.name("fay", "nina", post="Treasurer", ends=LAST - timedelta(days=5)).status_code == 303
    (treasurer,) = terms(club, "nina")
    by_officer = club["olga"].post(f"/officers/{treasurer.id}/renew")
    assert by_officer.status_code == 422
    assert "the adviser or a coordinator" in by_officer.text
    soon = LAST + timedelta(days=1)
    assert club.name("olga", "nina", post="Vice President", starts=soon, ends=soon).status_code == 422
    within = club.name("olga", "nina", post="Treasurer", starts=LAST - timedelta(days=4), ends=LAST)
    assert within.status_code == 303, "within the adviser's own agreement"
    assert club.name("olga", "eve", starts=soon, ends=soon + timedelta(days=364)).status_code == 303
    after = soon + timedelta(days=365)
    assert club.name("olga", "eve", starts=after, ends=after).status_code == 422, "nor one year after the other"
    assert club["fay"].post(f"/officers/{treasurer.id}/renew").status_code == 422, "a term of theirs follows already"
    (president,) = terms(club, "olga")
    assert club["fay"].post(f"/officers/{president.id}/renew").status_code == 303


def test_without_an_adviser_coordinators_keep_officers_in_office(club: Club) -> None:
    assert club.name("fay", "nina", post="Treasurer").status_code == 303
    (treasurer,) = terms(club, "nina")
    with unit_of_work():
        body = db.session.get_one(Organisation, club.id)
        body.adviser_id = body.advised_until = None
    assert club["olga"].post(f"/officers/{treasurer.id}/renew").status_code == 422
    assert club["cora"].post(f"/officers/{treasurer.id}/renew").status_code == 303


@BOTH
def test_who_is_put_out_does_not_come_back_with_a_term_to_come(club: Club) -> None:
    (first,) = terms(club, "olga")
    assert club["fay"].post(f"/officers/{first.id}/renew").status_code == 303
    later = terms(club, "olga")[-1]
    question = asked(club["fay"], f"/officers/{first.id}/end")
    assert "does not begin either" in question.text
    assert [term.left_on for term in terms(club, "olga")] == [None, None]
    assert agree(club["fay"], f"/officers/{first.id}/end").status_code == 303
    assert [term.left_on for term in terms(club, "olga")] == [TODAY, later.starts]
    with clock.frozen(clock.dawn(later.starts)):
        assert club["olga"].get(f"{club.page}/officers").status_code == 403


def test_an_officer_leaves_early_and_a_term_to_come_never_begins(club: Club) -> None:
    posting, soon = club.posted(), LAST + timedelta(days=1)
    club.name("cora", "nina", starts=soon, ends=soon)
    of = {officer.user_id: officer for officer in db.session.scalars(select(Officer))}
    ada = club["ada"].post(f"/officers/{of[club.people['olga'].id].id}/end")
    assert ada.status_code == 403
    assert club["olga"].post(f"/officers/{of[club.people['olga'].id].id}/end").status_code == 303
    assert club["olga"].get(f"/opportunities/{posting.id}/applicants").status_code == 404
    assert club["fay"].post(f"/officers/{of[club.people['nina'].id].id}/end").status_code == 303
    with clock.frozen(clock.dawn(soon)):
        assert club["nina"].get(f"/opportunities/{posting.id}/applicants").status_code == 404


def test_when_nobody_holds_office_the_office_keeps_it_and_nobody_is_told_anything_false(
    club: Club, client: FlaskClient, emails: Callable[[], list[str]]
) -> None:
    posting = club.posted()
    application = offered_to(club.people["ada"], posting, days=90)
    page = f"/opportunities/{posting.id}"
    assert "Nobody holds office" not in client.get(page).text
    with clock.frozen(clock.dawn(LAST + timedelta(days=1))):
        assert "Coordinators of the school read what" in client.get(page).text
        office = club["cora"].get("/office/organisations").text
        assert "1 posting is yours, because nobody holds office" in office
        before = len(emails())
        assert club["ada"].post(f"/applications/{application.id}/accept-offer").status_code in (200, 303)
        told = "\n".join(emails()[before:])
    assert "Dear Cora" in told
    assert "Dear Olga" not in told


def test_the_office_counts_what_passed_to_it_as_its_list_does(club: Club) -> None:
    club.posted()
    words = ("posting of an organization has no officer", "organization needs an adviser")
    home = tiles(club["cora"])
    assert "postings of organizations have no officer" in home
    assert [home.get(text) for text in words] == [None, None]
    with clock.frozen(clock.dawn(LAST + timedelta(days=1))):
        home, listed = tiles(club["cora"]), club["cora"].get("/office/organisations").text
        assert [home[text] for text in words] == ["1", "1"]
        assert "1 posting is yours" in listed
        assert listed.count("An adviser") == 1


def test_an_officer_who_applied_before_reads_nothing_of_that_posting(club: Club) -> None:
    posting = club.posted()
    mine = application_of(club.people["nina"], posting, statement="Mine.")
    other = application_of(club.people["ada"], posting, statement=SECRET)
    club.name("cora", "nina", post="Treasurer")
    shut = (
        club["nina"].get(f"/opportunities/{posting.id}/applicants"),
        club["nina"].get(f"/applications/{other.id}"),
        club["nina"].post(f"/opportunities/{posting.id}/applicants/move", data={"verb": "offer"}),
    )
    assert all(answer.status_code == 403 and SECRET not in answer.text for answer in shut)
    assert club["nina"].get(f"/applications/{mine.id}").status_code == 200


def test_who_may_read_the_others_does_not_apply(club: Club) -> None:
    posting = club.posted()
    with unit_of_work():
        db.session.add(Application(student_id=club.people["olga"].id, opportunity_id=posting.id, statement="Me.",
                                   created_at=NOW, saved_at=NOW, state=ApplicationState.DRAFT))  # fmt: skip
    sent = club["olga"].post(f"/opportunities/{posting.id}/apply/submit", data={"statement": "Me."})
    assert sent.status_code == 403
    assert "Apply after your term" in sent.text


def test_a_suspended_organisation_is_kept_by_the_office_alone(club: Club) -> None:
    posting = club.posted()
    assert club["cora"].post(f"{club.page}/suspend").status_code == 303
    applicants, new = f"/opportunities/{posting.id}/applicants", f"/opportunities/new?organisation={club.id}"
    assert [club[who].get(applicants).status_code for who in ("olga", "fay", "cora")] == [404, 404, 200]
    assert [club[who].get(new).status_code for who in ("olga", "fay", "cora")] == [403, 403, 403]
    assert club["cora"].post(f"{club.page}/suspend").status_code == 409
    assert club["cora"].post(f"{club.page}/restore").status_code == 303
    assert club["olga"].get(applicants).status_code == 200


def test_who_approves_does_not_hold_office(club: Club) -> None:
    assert club.name("cora", "fay", post="Treasurer").status_code == 422
    club.name("cora", "gus", post="Faculty member")
    form = {"name": "Surgery Club", "adviser": "gus@example.edu", "advised_until": LAST.isoformat()}
    page = club["cora"].get(f"{club.page}/edit").text
    version = page.partition('name="saved_version"')[2].partition('value="')[2].partition('"')[0]
    answer = club["cora"].post(f"{club.page}/edit", data=form | {"saved_version": version})
    assert answer.status_code == 422
    assert "An officer does not advise as well" in answer.text
    no_faculty = club["cora"].post("/organisations/new", data=form | {"name": "Other", "adviser": "eve@example.edu"})
    assert "is not faculty here" in no_faculty.text


@BOTH
def test_of_two_who_name_one_person_for_one_term_at_once_one_does(app: Flask, club: Club) -> None:
    form = {"email": "eve@example.edu", "post": "Chair", "starts": TODAY.isoformat(), "ends": LAST.isoformat()}
    posts = [lambda who=who: club[who].post(f"{club.page}/officers", data=form) for who in ("cora", "fay")]
    answers = at_once(app, "officers", posts)
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert len(list(db.session.scalars(select(Officer).where(Officer.user_id == club.people["eve"].id)))) == 1


@BOTH
def test_of_two_who_enter_one_name_at_once_one_does(app: Flask, club: Club) -> None:
    form = {"name": "Chess Club"}
    posts = [lambda: club["cora"].post("/organisations/new", data=form)] * 2
    assert sorted(answer.status_code for answer in at_once(app, "organisations", posts)) == [303, 422]


def test_officers_keep_a_committee_and_post_its_seats(club: Club) -> None:
    cora = club["cora"]
    cora.post("/committees/new", data={"name": "Curriculum Committee", "carries_over": "y"})
    assert club["eve"].post("/committees/1/officers").status_code == 404
    assert cora.post("/committees/1/officers").status_code == 303
    cora.post("/committees/1/seats", data={"seat": "Student seat"})
    body = db.session.scalars(select(Organisation).where(Organisation.name == "Curriculum Committee")).one()
    assert club["eve"].post("/seats/1/post").status_code == 403
    form = {"email": "eve@example.edu", "post": "Chair", "starts": TODAY.isoformat(), "ends": LAST.isoformat()}
    assert cora.post(f"/organisations/{body.id}/officers", data=form).status_code == 303
    assert club["eve"].post("/seats/1/post").status_code == 303
    posting = newest()
    assert (posting.organisation_id, posting.host, posting.people) == (body.id, "Curriculum Committee", [])
    assert club["eve"].get(f"/opportunities/{posting.id}/edit").status_code == 200
    with clock.frozen(clock.dawn(LAST + timedelta(days=1))):
        assert club["eve"].post("/seats/1/post").status_code == 403


def test_pages_of_organisations_ask_a_fixed_number_of_questions(app: Flask, club: Club) -> None:
    counts = []
    for number in (1, 9):
        with unit_of_work():
            for copy in range(number):
                body = Organisation(name=f"Body {number}-{copy}", created_at=NOW)
                body.officers = [Officer(user_id=club.people["eve"].id, post="Chair", starts=TODAY, ends=LAST)]
                db.session.add(body)
        db.session.expire_all()
        counts.append(
            [
                count_statements(app, lambda path=path: club["cora"].get(path))
                for path in ("/organisations", "/office/organisations", "/my-postings", "/")
            ]
        )
    assert counts[0] == counts[1]


def test_an_organization_is_entered_with_its_first_officer_for_a_year(club: Club) -> None:
    form = {"name": "Winter Club", "email": "nina@example.edu", "post": "Chair", "adviser": "", "advised_until": ""}
    answer = club["cora"].post("/organisations/new", data=form)
    assert answer.status_code == 303, answer.text
    officer = db.session.scalars(select(Officer).order_by(Officer.id.desc())).first()
    assert officer is not None
    assert (officer.user_id, officer.post, officer.starts) == (club.people["nina"].id, "Chair", TODAY)
    assert officer.ends == TODAY + timedelta(days=364)
    assert club["nina"].get(f"/opportunities/new?organisation={officer.organisation_id}").status_code == 200


@BOTH
def test_an_officer_who_cannot_be_named_leaves_the_organization_unwritten(club: Club) -> None:
    form = {"name": "Winter Club", "email": "nobody@example.edu", "post": "Chair"}
    answer = club["cora"].post("/organisations/new", data=form)
    assert answer.status_code == 422
    assert "Nobody here has this email" in answer.text
    assert len(list(db.session.scalars(select(Organisation)))) == 1


def test_whoever_the_roster_brought_is_named_before_they_come_in_and_acts_once_they_have(club: Club) -> None:
    with unit_of_work():
        club.people["nina"].confirmed_at = None
    assert club.name("cora", "nina").status_code == 303
    page = club["cora"].get(club.page).text
    assert "Named, and not in yet" in page
    assert "Nina" in page.partition("Named, and not in yet")[2]
    assert club["nina"].get(f"/opportunities/new?organisation={club.id}").status_code != 200
    with unit_of_work():
        club.people["nina"].confirmed_at = NOW
    assert "Named, and not in yet" not in club["cora"].get(club.page).text


def test_a_posting_in_its_name_begins_with_its_name_as_host_also_from_a_template(club: Club) -> None:
    page = club["olga"].get(f"/opportunities/new?organisation={club.id}")
    assert 'value="Surgery Club"' in page.text
    assert f"/opportunities/new?begin=seminar&amp;organisation={club.id}" in page.get_data(as_text=True)


@BOTH
@pytest.mark.parametrize("status", [StudentStatus.ON_LEAVE, StudentStatus.GRADUATED])
def test_whoever_is_on_leave_or_has_left_does_not_act_though_the_term_runs(club: Club, status: StudentStatus) -> None:
    posting = club.posted()
    with unit_of_work():
        olga = club.people["olga"]
        olga.student_status, olga.status_since = status, TODAY
    assert club["olga"].get(f"/opportunities/{posting.id}/edit").status_code == 403
    assert club["olga"].post(f"/opportunities/new?organisation={club.id}", data=WHOLE).status_code == 403
    assert club.name("olga", "nina", starts=TODAY + timedelta(days=1)).status_code == 403
    assert posting.title not in club["olga"].get("/my-postings").text
    assert "Nobody holds office" in club["cora"].get(club.page).text, "the office sees that nobody acts"
    assert "does not act now" in club["cora"].get(club.page).text, "and who it is that does not"
    assert "Olga" not in club["eve"].get(club.page).text, "others learn nothing of a leave"
    with unit_of_work():
        club.people["olga"].student_status = StudentStatus.ENROLLED
    assert club["olga"].get(f"/opportunities/{posting.id}/edit").status_code == 200


@pytest.mark.parametrize(
    ("column", "words"),
    [("suspended_at", "The account of Nina is suspended"), ("merged_into_id", "was merged into another")],
)
def test_who_cannot_be_named_is_told_why_in_truth(club: Club, column: str, words: str) -> None:
    nina = club.people["nina"]
    with unit_of_work():
        nina.suspended_at = NOW
        if column == "merged_into_id":
            nina.merged_into_id = club.people["ada"].id
    answer = club.name("cora", "nina")
    assert answer.status_code == 422
    assert words in answer.text
    assert "sign up first" not in answer.text


def test_who_is_no_faculty_advises_nothing_and_the_form_says_who_it_is(club: Club) -> None:
    form = {"name": "Winter Club", "adviser": "nina@example.edu", "advised_until": LAST.isoformat()}
    assert "Nina is not faculty here" in club["cora"].post("/organisations/new", data=form).text


def test_no_adviser_is_named_until_a_day_that_is_over(club: Club) -> None:
    form = {"name": "Surgery Club", "adviser": "fay@example.edu", "advised_until": "2025-01-01"}
    answer = club["cora"].post(f"{club.page}/edit", data=form)
    assert answer.status_code == 422
    assert "This day is over already" in answer.text
    with unit_of_work():
        organisation = db.session.get(Organisation, club.id)
        assert organisation is not None
        organisation.advised_until = date(2025, 1, 1)
    assert club["cora"].post(f"{club.page}/edit", data=form | {"about": "We meet."}).status_code == 303


def test_the_form_of_a_posting_says_in_whose_name_it_is(club: Club) -> None:
    new = club["olga"].get(f"/opportunities/new?organisation={club.id}").text
    assert "In the name of" in new
    assert "In the name of" in club["olga"].get(f"/opportunities/{club.draft().id}/edit").text
    assert "In the name of" not in club["fay"].get("/opportunities/new").text


def test_an_adviser_reads_their_own_part_and_what_waits_for_them(club: Club) -> None:
    assert "Name who comes after you" not in club["fay"].get(club.page).text
    assert "Name who comes after you" in club["olga"].get(club.page).text
    posting = club.draft()
    assert club["olga"].post(f"/opportunities/{posting.id}/submit").status_code == 303
    mine = club["fay"].get("/my-postings").text
    assert "1 posting waits for your approval" in mine
    assert "You advise" in mine
    assert "waits for your approval" not in club["olga"].get("/my-postings").text


def test_officers_of_a_suspended_organisation_name_nobody_and_are_told_why(club: Club) -> None:
    assert club["cora"].post(f"{club.page}/suspend").status_code == 303
    answer = club.name("fay", "nina")
    assert answer.status_code == 403
    assert "This organization is suspended" in answer.text


def test_a_student_reads_who_of_an_organization_reads_the_application_and_may_report_them(
    app: Flask, club: Club
) -> None:
    application = application_of(club.people["ada"], club.posted())
    page = f"/applications/{application.id}"
    assert "Who reads it: Olga and Fay." in " ".join(club["ada"].get(page).text.split())
    assert club.name("cora", "nina").status_code == 303
    more = " ".join(club["ada"].get(page).text.split())
    assert "Who reads it: Olga, Nina and Fay." in more
    for name in ("olga", "nina", "fay"):
        report = f"/people/{club.people[name].id}/report"
        assert report in more
        assert club["ada"].get(report).status_code == 200
        assert club["eve"].get(report).status_code == 404


def picture(color: str = "teal", kind: str = "PNG") -> tuple[BytesIO, str]:
    content = BytesIO()
    Image.new("RGB", (96, 64), color).save(content, kind)
    return BytesIO(content.getvalue()), f"logo.{kind.lower()}"


def test_a_logo_stands_for_it_until_another_or_none_does(club: Club, client: FlaskClient) -> None:
    about = {
        "name": "Surgery Club",
        "about": "We sew.",
        "adviser": "fay@example.edu",
        "advised_until": LAST.isoformat(),
    }

    def edit(**more: object) -> TestResponse:
        page = club["cora"].get(f"{club.page}/edit").text
        version = page.partition('name="saved_version"')[2].partition('value="')[2].partition('"')[0]
        return club["cora"].post(f"{club.page}/edit", data=about | {"saved_version": version} | more)

    def shown(page: str) -> list[str]:
        return re.findall(r'<img class="c-host-logo" src="([^"]+)"', client.get(page).text)

    posting = club.posted()
    assert shown(club.page) == []
    assert '<span class="c-avatar" aria-hidden="true">SC</span>' in client.get(club.page).text
    assert edit(logo=picture(kind="JPEG")).status_code == 303
    (first,) = shown(club.page)
    assert shown("/organisations") == shown(f"/opportunities/{posting.id}") == [first]
    answer = client.get(first)
    assert answer.mimetype == "image/png", "it is made anew, whatever it came as"
    assert "immutable" in answer.headers["Cache-Control"]
    assert Image.open(BytesIO(answer.data)).size == (96, 64)

    refused = edit(about="We stitch.", logo=(BytesIO(b"%PDF-1.7"), "logo.png"))
    assert refused.status_code == 422
    assert "This is no picture that can be read" in refused.text
    assert "We stitch." in refused.text, "nothing that was typed is lost"
    assert edit().status_code == 303
    assert shown(club.page) == [first], "whoever edits the words does not take the picture away"

    assert edit(logo=picture("navy")).status_code == 303
    (second,) = shown(club.page)
    assert second != first
    assert client.get(first).status_code == 404, "what was replaced is gone"
    assert edit(no_logo="y").status_code == 303
    assert shown(club.page) == []
    assert client.get(second).status_code == 404
    verbs = list(db.session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.startswith("organisation.logo"))))
    assert verbs == ["organisation.logo", "organisation.logo", "organisation.logo-remove"]
