"""Editing a posting that is public: the public version stays until a coordinator has approved the edit."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from board.accounts.models import Role, User
from board.applications.models import ApplicationState
from board.kernel import clock
from board.kernel.audit import AuditEntry
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.comparison import SAY
from board.opportunities.edit_size import is_small
from board.opportunities.forms import OpportunityForm
from board.opportunities.forms.posting import NOT_COLUMNS
from board.opportunities.labels import CHANGED
from board.opportunities.models import Opportunity, PostingChange, PostingState, Revision
from tests.applications.builders import application_of, offered_to
from tests.confirming import agree
from tests.conftest import NOW
from tests.opportunities.test_life import WHOLE
from tests.web.test_editing import form_of

Browsers = Callable[[User], FlaskClient]
People = Callable[..., User]
Emails = Callable[[], list[str]]
EDIT = WHOLE | {"title": "Infection prevention committee", "hours_from": "2", "hours_to": "4"}


@pytest.fixture
def poster(grace: User, browser_of: Browsers) -> FlaskClient:
    return browser_of(grace)


@pytest.fixture
def office(person: People, browser_of: Browsers) -> FlaskClient:
    return browser_of(person("cora", Role.COORDINATOR))


@pytest.fixture
def posting(poster: FlaskClient, office: FlaskClient) -> Opportunity:
    """A public posting that lacks nothing."""
    poster.post("/opportunities/new", data=WHOLE)
    posting = db.session.scalars(select(Opportunity)).one()
    office.post(f"/opportunities/{posting.id}/publish")
    db.session.refresh(posting)
    return posting


def waiting() -> Revision | None:
    return db.session.scalar(select(Revision).execution_options(populate_existing=True))


def version_on(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_an_edit_waits_while_everybody_sees_the_public_version(
    posting: Opportunity, poster: FlaskClient, office: FlaskClient, client: FlaskClient, emails: Emails
) -> None:
    page = f"/opportunities/{posting.id}"
    answer = poster.post(f"{page}/edit", data=EDIT)
    assert "Your edit waits for a coordinator" in poster.get(answer.location).text
    for reader in (client, poster, office):
        shown = reader.get(page)
        assert shown.status_code == 200
        assert "<h1>Infection control committee</h1>" in shown.text
    assert "Infection control committee" in client.get("/opportunities").text
    assert "Compare both versions" in poster.get(page).text
    assert "Compare both versions" not in client.get(page).text
    assert "1 posting waits for approval" in office.get("/").text
    queue = office.get("/office/postings").text
    assert "<del>control</del>" in queue
    assert "<ins>prevention</ins>" in queue
    assert "2–4 hours a week" in queue
    approval = {"version": version_on(queue)}
    assert office.post(f"{page}/changes/approve", data=approval).status_code == 303
    assert "<h1>Infection prevention committee</h1>" in client.get(page).text
    assert "Infection prevention committee" in client.get("/opportunities").text
    assert waiting() is None
    assert emails()[-1].startswith("Your edit of Infection prevention committee is public")
    db.session.refresh(posting)
    assert (posting.hours_from, posting.hours_to, posting.state) == (2, 4, PostingState.PUBLISHED)


def test_whoever_applied_or_holds_an_offer_always_finds_the_page(
    posting: Opportunity, poster: FlaskClient, person: People, browser_of: Browsers
) -> None:
    stu, sue = person("stu", Role.STUDENT), person("sue", Role.STUDENT)
    application_of(stu, posting, ApplicationState.SUBMITTED)
    held = offered_to(sue, posting)
    poster.post(f"/opportunities/{posting.id}/edit", data=EDIT)
    for student in (stu, sue):
        assert browser_of(student).get(f"/opportunities/{posting.id}").status_code == 200
    assert browser_of(sue).post(f"/applications/{held.id}/accept-offer").status_code == 303


def test_the_form_and_the_comparison_show_what_is_proposed(posting: Opportunity, poster: FlaskClient) -> None:
    page = f"/opportunities/{posting.id}"
    asks = {"asks": "1", "papers-0-label": "CV", "papers-0-kind": "cv", "papers-0-required": "y"}
    poster.post(f"{page}/edit", data=EDIT | asks | {"closes": "2026-04-01", "pay": "stipend", "pay_amount": "900"})
    form = poster.get(f"{page}/edit").text
    for value in ("Infection prevention committee", "2026-04-01", 'value="900"', 'value="CV"'):
        assert value in form
    compared = poster.get(f"{page}/changes").text
    names = re.findall(r'<th scope="row">([^<]+)</th>', compared)
    assert names == ["Title", "Hours a week", "Pay", "What you need to apply", "Deadline"]
    assert "900" not in poster.get(page).text


def test_a_second_edit_follows_the_first_and_the_coordinator_approves_only_what_was_read(
    posting: Opportunity, poster: FlaskClient, office: FlaskClient
) -> None:
    page = f"/opportunities/{posting.id}"
    poster.post(f"{page}/edit", data=EDIT)
    read = version_on(office.get(f"{page}/changes").text)
    poster.post(f"{page}/edit", data=EDIT | {"title": "Give me your money"})
    assert office.post(f"{page}/changes/approve", data={"version": read}).status_code == 409
    assert office.post(f"{page}/changes/approve").status_code == 409
    db.session.refresh(posting)
    assert posting.title == "Infection control committee"
    now_there = version_on(office.get(f"{page}/changes").text)
    assert office.post(f"{page}/changes/approve", data={"version": now_there}).status_code == 303
    assert office.post(f"{page}/changes/approve", data={"version": now_there}).status_code == 404


def test_a_coordinator_asks_for_another_wording(
    posting: Opportunity, poster: FlaskClient, office: FlaskClient, client: FlaskClient, emails: Emails
) -> None:
    page = f"/opportunities/{posting.id}"
    poster.post(f"{page}/edit", data=EDIT)
    version = version_on(office.get(f"{page}/changes").text)
    silent = office.post(f"{page}/changes/return", data={"version": version})
    assert silent.status_code == 422
    assert "Say what should change" in silent.text
    office.post(f"{page}/changes/return", data={"version": version, "comment": "Say which wards."})
    assert "Say which wards." in emails()[-1]
    for address in (page, f"{page}/edit", f"{page}/changes"):
        assert "Say which wards." in poster.get(address).text
    assert "Say which wards." not in client.get(page).text
    assert "A coordinator asks for a change in your edit" in poster.get("/").text
    assert "edit of a public posting waits" not in office.get("/office/postings").text
    poster.post(f"{page}/edit", data=EDIT | {"title": "Infection committee of the wards"})
    assert "1 edit of a public posting waits" in office.get("/office/postings").text


def test_an_edit_is_discarded_after_a_question(posting: Opportunity, poster: FlaskClient) -> None:
    page = f"/opportunities/{posting.id}"
    poster.post(f"{page}/edit", data=EDIT)
    read = {"version": version_on(poster.get(f"{page}/changes").text)}
    poster.post(f"{page}/edit", data=EDIT | {"title": "Another title"})
    assert agree(poster, f"{page}/changes/withdraw", read).status_code == 409, "another edit waits by now"
    assert waiting() is not None
    agree(poster, f"{page}/changes/withdraw", {"version": version_on(poster.get(f"{page}/changes").text)})
    assert waiting() is None
    assert poster.get(f"{page}/changes").status_code == 404
    assert "Infection control committee" in poster.get(f"{page}/edit").text


def test_only_its_owners_and_coordinators_see_or_settle_an_edit(
    posting: Opportunity, poster: FlaskClient, person: People, browser_of: Browsers, client: FlaskClient
) -> None:
    page = f"/opportunities/{posting.id}/changes"
    poster.post(f"/opportunities/{posting.id}/edit", data=EDIT)
    assert poster.post(f"{page}/approve", data={"version": "1"}).status_code == 403
    stranger = browser_of(person("fay", Role.FACULTY))
    assert stranger.get(page).status_code == 403
    for verb in ("approve", "return", "withdraw"):
        assert stranger.post(f"{page}/{verb}", data={"version": "1", "comment": "No."}).status_code == 403
    assert client.get(page).location.startswith("/sign-in")
    assert waiting() is not None


def test_edits_by_trusted_posters_and_coordinators_are_public_at_once(
    posting: Opportunity, grace: User, poster: FlaskClient, office: FlaskClient, emails: Emails
) -> None:
    page = f"/opportunities/{posting.id}"
    poster.post(f"{page}/edit", data=EDIT)
    office.post(f"{page}/edit", data=EDIT | {"title": "Infection committee"})
    db.session.refresh(posting)
    assert (posting.title, waiting()) == ("Infection committee", None)
    assert emails()[-1].startswith("Your edit of Infection committee is public")
    office.post(f"/office/people/{grace.id}/trust", data={"on": "1"})
    poster.post(f"{page}/edit", data=EDIT | {"title": "Wards committee"})
    db.session.refresh(posting)
    assert (posting.title, waiting()) == ("Wards committee", None)


@pytest.mark.parametrize(
    ("changes", "is_public"),
    [
        ({"tags": "wards, safety"}, True),
        ({"description": "You **read** the montly figures."}, True),
        ({"summary": "Sit with the people who keep the wards cleen."}, True),
        ({"description": "You **read** the weekly figures."}, False),
        ({"description": "You **read** all the monthly figures."}, False),
        ({"summary": "Sit with the people who keep the wards clean!"}, False),
        ({"description": "You write the monthly figures."}, False),
        ({"title": "Infection contol committee"}, False),
        ({"link": "https://example.org"}, False),
        ({"contact": "grace@example.edu"}, True),
        ({"tags": "wards", "seats": "3"}, False),
    ],
)
def test_only_typing_mistakes_and_housekeeping_are_public_unread(
    posting: Opportunity, poster: FlaskClient, changes: dict[str, str], is_public: bool
) -> None:
    poster.post(f"/opportunities/{posting.id}/edit", data=WHOLE | changes)
    assert (waiting() is None) is is_public


def test_a_word_that_turns_into_its_opposite_is_no_typing_mistake() -> None:
    assert not is_small({"summary"}, {"summary": "For untrained people"}, {"summary": "For trained people"})
    assert not is_small({"summary"}, {"summary": "You are now paid"}, {"summary": "You are not paid"})
    assert is_small({"summary"}, {"summary": "For trianed people"}, {"summary": "For trained people"})


def test_the_line_on_the_page_and_the_log_name_what_was_changed(
    posting: Opportunity, office: FlaskClient, client: FlaskClient
) -> None:
    page = f"/opportunities/{posting.id}"
    office.post(f"{page}/edit", data=WHOLE | {"hours_from": "2", "hours_to": "4"})
    assert "Changed: the hours a week." in client.get(page).text
    office.post(f"{page}/edit", data=EDIT | {"competencies": ["professionalism"], "link": "https://example.org"})
    assert "Changed: the title, the competencies, the external link." in client.get(page).text
    lines = db.session.scalars(select(PostingChange.words).order_by(PostingChange.id)).all()
    assert len(lines) == 2
    edits = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "opportunity.edit").order_by(AuditEntry.id))
    assert [entry.changes["changed"][1] for entry in edits] == [
        "the hours a week",
        "the title, the competencies, the external link",
    ]


def test_an_approved_edit_keeps_its_place_in_every_list(
    posting: Opportunity, poster: FlaskClient, office: FlaskClient, client: FlaskClient
) -> None:
    with clock.frozen(NOW + timedelta(days=1)):
        poster.post("/opportunities/new", data=WHOLE | {"title": "Newer committee"})
        newer = db.session.scalars(select(Opportunity).where(Opportunity.title == "Newer committee")).one()
        office.post(f"/opportunities/{newer.id}/publish")
    page = f"/opportunities/{posting.id}"
    with clock.frozen(NOW + timedelta(days=2)):
        poster.post(f"{page}/edit", data=EDIT)
        version = version_on(office.get(f"{page}/changes").text)
        office.post(f"{page}/changes/approve", data={"version": version})
        newest = client.get("/opportunities?sort=newest").text
    assert newest.index("Newer committee") < newest.index("Infection prevention committee")
    db.session.refresh(posting)
    assert posting.published_at == NOW


def test_a_posting_that_was_public_and_comes_back_keeps_its_day(posting: Opportunity, office: FlaskClient) -> None:
    with unit_of_work():
        db.session.execute(update(Opportunity).values(state=PostingState.IN_REVIEW))
    with clock.frozen(NOW + timedelta(days=2)):
        office.post(f"/opportunities/{posting.id}/publish")
    db.session.refresh(posting)
    assert (posting.state, posting.published_at) == (PostingState.PUBLISHED, NOW)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_an_edit_that_no_longer_fits_the_posting_is_refused_in_words(
    posting: Opportunity, poster: FlaskClient, office: FlaskClient
) -> None:
    page = f"/opportunities/{posting.id}"
    poster.post(f"{page}/edit", data=WHOLE | {"seats": "1"})
    version = version_on(office.get(f"{page}/changes").text)
    with unit_of_work():
        db.session.execute(update(Opportunity).values(seats_taken=2))
    refused = office.post(f"{page}/changes/approve", data={"version": version})
    assert refused.status_code == 422
    assert "Some openings are held already" in refused.text
    assert waiting() is not None
    beside = office.post(f"{page}/edit", data=WHOLE | {"seats": "1"})
    assert beside.status_code == 422
    assert "Some openings are held already" in beside.text
    poster.post(f"{page}/edit", data=WHOLE | {"opens": "2026-03-15"})
    version = version_on(office.get(f"{page}/changes").text)
    with unit_of_work():
        db.session.execute(update(Opportunity).values(seats_taken=0, closes_at=NOW + timedelta(days=3)))
    refused = office.post(f"{page}/changes/approve", data={"version": version})
    assert refused.status_code == 422
    assert "close before it opens" in refused.text


def test_a_public_posting_cannot_lose_what_it_needs(posting: Opportunity, poster: FlaskClient) -> None:
    answer = poster.post(f"/opportunities/{posting.id}/edit", data=WHOLE | {"summary": ""})
    assert answer.status_code == 422
    assert "Add a summary" in answer.text
    assert waiting() is None


UNFOLLOWED = {"source", "asked", "last_checked"}
"""What the people of a posting see changed, and a calendar does not."""


def test_every_field_of_the_form_can_be_named_and_compared() -> None:
    fields = {name for name in OpportunityForm.__dict__ if hasattr(getattr(OpportunityForm, name), "field_class")}
    derived = {"opens_at", "closes_at", "is_deadline_unstated", "asked"}
    assert fields - set(NOT_COLUMNS) | derived == set(CHANGED)
    assert set(CHANGED.values()) == set(SAY), "board/opportunities/labels.py and comparison.py"
    assert set(CHANGED) - set(Opportunity.FOLLOWED) == UNFOLLOWED, "board/opportunities/models/posting.py"


def test_the_page_of_the_form_asks_for_every_field_of_it(poster: FlaskClient) -> None:
    page = poster.get("/opportunities/new").text
    fields = {name for name in OpportunityForm.__dict__ if hasattr(getattr(OpportunityForm, name), "field_class")}
    rows = {"papers", "questions"}  # drawn once one is added
    assert {name for name in fields - rows if f'name="{name}"' not in page} == set(), (
        "templates/opportunities/form.html"
    )


def test_the_order_of_ticks_is_no_change(posting: Opportunity, poster: FlaskClient, office: FlaskClient) -> None:
    page = f"/opportunities/{posting.id}"
    with unit_of_work():
        posting.areas, posting.competencies = ["education", "research"], ["team-management", "professionalism"]
    form = form_of(poster.get(f"{page}/edit").text)
    assert form["areas"] != posting.areas
    assert poster.post(f"{page}/edit", data=form).location.endswith(page), "nothing waits"
    assert waiting() is None
    poster.post(f"{page}/edit", data=form | {"title": "Infection prevention committee"})
    assert re.findall(r'<th scope="row">([^<]+)</th>', poster.get(f"{page}/changes").text) == ["Title"]
    office.post(f"{page}/edit", data=form)
    assert not db.session.scalars(select(PostingChange).where(PostingChange.words.contains("areas"))).all()


def test_the_comparison_shows_lines_as_lines_and_the_proposed_description_as_it_will_look(
    posting: Opportunity, poster: FlaskClient
) -> None:
    page = f"/opportunities/{posting.id}"
    poster.post(f"{page}/edit", data=WHOLE | {"description": "## Duties\n\n- Rounds\n- Minutes"})
    shown = poster.get(f"{page}/changes").text
    assert re.search(r"<h\d[^>]*>Duties</h\d>", shown)
    assert "<li>Minutes</li>" in shown
    assert 'class="c-lines"' in shown
