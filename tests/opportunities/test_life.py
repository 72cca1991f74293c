"""A posting from draft to board, and who may touch it on the way."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from sqlalchemy import select

from board.accounts.models import Role, User
from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities import beginnings
from board.opportunities.models import Opportunity, PostingState, PostingStatus
from board.vocabulary.words import Kind
from tests.applications.builders import posting_of
from tests.conftest import NOW

WHOLE = {
    "title": "Infection control committee",
    "kind": "committee-seat",
    "host": "University Hospital",
    "summary": "Sit with the people who keep the wards clean.",
    "description": "You **read** the monthly figures.",
    "areas": ["clinical-care"],
    "competencies": ["systems-based-practice"],
    "place_mode": "on-site",
    "pay": "none",
    "seats": "2",
    "closes": "2026-03-20",
}
Browsers = Callable[[User], FlaskClient]


@pytest.fixture
def poster(person: Callable[..., User], browser_of: Browsers) -> FlaskClient:
    return browser_of(person("grace", Role.FACULTY))


@pytest.fixture
def office(person: Callable[..., User], browser_of: Browsers) -> FlaskClient:
    return browser_of(person("cora", Role.COORDINATOR))


def drafted(poster: FlaskClient, **changes: object) -> Opportunity:
    answer = poster.post("/opportunities/new", data=WHOLE | changes)
    assert answer.status_code == 303, answer.text
    found = db.session.scalar(
        select(Opportunity).order_by(Opportunity.id.desc()).execution_options(populate_existing=True)
    )
    assert found is not None
    return found


@pytest.mark.parametrize("kind", [*Kind])
def test_what_a_template_says_is_no_description(poster: FlaskClient, kind: Kind) -> None:
    given = beginnings.of_kind(kind)["description"]
    address = f"/opportunities/{drafted(poster, description=given).id}"
    refused = poster.post(f"{address}/submit")
    assert refused.status_code == 422 and "is still there from the template" in refused.text
    assert complete(poster.get(f"{address}/edit").text, "description") == (False, [])
    own = "\n".join(line if line.startswith("#") else "Read the reports." for line in given.splitlines())
    address = f"/opportunities/{drafted(poster, description=own).id}"
    assert complete(poster.get(f"{address}/edit").text, "description") == (True, ["What it is"])
    assert poster.post(f"{address}/submit").status_code == 303, "its headings are there to be kept"


def complete(page: str, field: str) -> tuple[bool, list[str]]:
    """Is this field complete in the form's list of steps, and which steps are?"""
    steps = JustHTML(page, sanitize=False)
    [item] = steps.query(f"li[data-needs={field}]")
    done = [step.query("h3 a")[0].to_text().partition(". ")[2] for step in steps.query("section[data-step][data-done]")]
    return "data-done" in item.attrs and ": Complete" in " ".join(item.to_text().split()), done


def test_a_draft_is_approved_and_found(
    poster: FlaskClient, office: FlaskClient, client: FlaskClient, emails: Callable[[], list[str]]
) -> None:
    address = f"/opportunities/{drafted(poster).id}"
    assert client.get(address).status_code == 404, "a draft is nobody else's business"
    poster.post(f"{address}/submit")
    assert "Infection control committee" in office.get("/office/postings").text
    office.post(f"{address}/publish")
    page = client.get(address).text
    assert "<strong>read</strong>" in page
    assert "Fri, Mar 20, 11:59 PM EDT" in page
    found = client.get("/opportunities?q=infection+control&kind=committee-seat").text
    assert "<mark>Infection</mark> <mark>control</mark> committee" in found
    assert "is on the board" in emails()[0]


def test_each_change_that_is_asked_is_told_though_nothing_was_changed_between(
    poster: FlaskClient, office: FlaskClient, emails: Callable[[], list[str]]
) -> None:
    address = f"/opportunities/{drafted(poster).id}"
    for comment in ("Say which ward it is.", "You have not said which ward."):
        poster.post(f"{address}/submit")
        assert office.post(f"{address}/ask-changes", data={"comment": comment}).status_code == 303
        assert comment in emails()[-1]
    assert poster.get("/notices").text.count("A change is asked for") == 2


def test_what_is_missing_is_told_when_it_is_sent_for_approval(poster: FlaskClient) -> None:
    opportunity = drafted(poster, summary="", areas=[])
    answer = poster.post(f"/opportunities/{opportunity.id}/submit")
    assert answer.status_code == 422
    assert "Add a summary" in answer.text
    db.session.refresh(opportunity)
    assert opportunity.state is PostingState.DRAFT


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Give it a title"),
        ({"title": "x" * 121}, "at most 120"),
        ({"hours_from": "5", "hours_to": "2"}, "smaller than the first"),
        ({"opens": "2026-04-01"}, "close before it opens"),
        ({"term_starts": "2026-04-01", "term_ends": "2026-03-01"}, "ends before it starts"),
        ({"seats": "0"}, "from 1 to 500"),
        ({"pay_amount": "100"}, "Only a stipend"),
        ({"link": "javascript:alert(1)"}, "begins with https"),
        ({"kind": "party"}, "Not a valid choice"),
        ({"description": "ü" * 100_000}, "at most 20,000"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_nothing_is_lost(
    poster: FlaskClient, changes: dict[str, str], sentence: str
) -> None:
    answer = poster.post("/opportunities/new", data=WHOLE | changes)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Sit with the people who keep the wards clean." in answer.text
    assert db.session.scalar(select(Opportunity)) is None


def test_an_edit_begins_with_what_the_posting_holds(poster: FlaskClient) -> None:
    address = f"/opportunities/{drafted(poster, tags='safety, wards', opens='2026-03-05').id}/edit"
    page = poster.get(address).text
    for item in ('value="safety, wards"', 'value="2026-03-05"', 'value="2026-03-20"', "You **read** the monthly"):
        assert item in page


def test_an_illegal_move_changes_nothing(poster: FlaskClient, office: FlaskClient) -> None:
    opportunity = drafted(poster)
    address = f"/opportunities/{opportunity.id}"
    assert poster.post(f"{address}/publish").status_code == 403
    office.post(f"{address}/publish")
    assert office.post(f"{address}/publish").status_code == 409
    assert poster.post(f"{address}/submit").status_code == 409
    db.session.refresh(opportunity)
    assert opportunity.state is PostingState.PUBLISHED


def test_posted_again_it_has_the_words_and_the_dates_of_the_next_cycle(
    poster: FlaskClient, office: FlaskClient
) -> None:
    term = {"opens": "2026-03-05", "answer_by": "2026-04-01", "term_starts": "2028-02-29", "term_ends": "2028-05-31"}
    original = drafted(poster, **term)
    office.post(f"/opportunities/{original.id}/publish")
    with clock.frozen(NOW + timedelta(days=400)):
        form = poster.get(poster.post(f"/opportunities/{original.id}/clone").location).text
    copy = db.session.scalars(select(Opportunity).where(Opportunity.id != original.id)).one()
    assert (copy.title, copy.state, copy.published_at) == (original.title, PostingState.DRAFT, None)
    assert (copy.seats_taken, copy.seats_offered) == (0, 0)
    for day in ("2028-03-05", "2028-03-20", "2028-04-01", "2030-02-28", "2030-05-31"):
        assert f'value="{day}"' in form, day
    assert "Check its dates before you publish it" in form


@pytest.mark.parametrize(
    ("cycle", "days"),
    [("half-year", ["2026-09-05", "2026-09-20", "2028-08-29"]), ("none", []), ("year", ["2027-03-05", "2027-03-20"])],
)
def test_the_cycle_of_a_posting_again_is_chosen(poster: FlaskClient, cycle: str, days: list[str]) -> None:
    original = drafted(poster, opens="2026-03-05", term_starts="2028-02-29")
    assert 'value="half-year">Half a year later' in poster.get(f"/opportunities/{original.id}").text
    form = poster.get(poster.post(f"/opportunities/{original.id}/clone", data={"cycle": cycle}).location).text
    assert [day for day in days if f'value="{day}"' not in form] == []
    assert ('type="date" value="20' in form) is bool(days)
    copy = db.session.scalars(select(Opportunity).where(Opportunity.id != original.id)).one()
    assert copy.is_deadline_unstated is (cycle == "none"), "that it is rolling is chosen, and nobody has"
    assert poster.post(f"/opportunities/{original.id}/clone", data={"cycle": "a leap year"}).status_code == 422


def test_a_posting_begins_from_a_template_or_from_an_earlier_one(poster: FlaskClient) -> None:
    earlier = drafted(poster)
    page = poster.get("/opportunities/new").text
    assert f'action="/opportunities/{earlier.id}/clone"' in page
    for kind in Kind:
        assert f'href="/opportunities/new?begin={kind.value}"' in page
        begun = poster.get(f"/opportunities/new?begin={kind.value}").text
        assert f'<option selected value="{kind.value}">' in begun
        assert "\n## " in begun
    begun = poster.get("/opportunities/new?begin=fellowship").text
    assert 'value="One letter of support"' in begun
    assert poster.get("/opportunities/new?begin=nonsense").status_code == 200


def test_status_is_the_same_in_python_and_in_the_database(poster: FlaskClient, office: FlaskClient) -> None:
    opportunity = drafted(poster, opens="2026-03-10")
    office.post(f"/opportunities/{opportunity.id}/publish")
    db.session.refresh(opportunity)
    seen = []
    for days in (0, 10, 30):
        now = NOW + timedelta(days=days)
        status = opportunity.status(now)
        said = db.session.scalar(select(Opportunity.status(now)))
        assert status.value == said
        assert db.session.scalar(select(Opportunity.takes_applications(now))) == opportunity.is_open(now)
        seen.append(status)
    assert seen == [PostingStatus.SCHEDULED, PostingStatus.OPEN, PostingStatus.CLOSED]


def test_a_closed_posting_leaves_the_list_and_keeps_its_page(
    poster: FlaskClient, office: FlaskClient, client: FlaskClient
) -> None:
    address = f"/opportunities/{drafted(poster).id}"
    office.post(f"{address}/publish")
    with clock.frozen(NOW + timedelta(days=40)):
        assert "Infection control" not in client.get("/opportunities").text
        assert "Closed" in client.get(address).text


def test_saving_twice_keeps_one(
    poster: FlaskClient, office: FlaskClient, person: Callable[..., User], browser_of: Browsers
) -> None:
    address = f"/opportunities/{drafted(poster).id}"
    office.post(f"{address}/publish")
    student = browser_of(person("stu", Role.STUDENT))
    student.post(f"{address}/save")
    student.post(f"{address}/save")
    assert student.get("/saved").text.count("Infection control committee</a>") == 1
    student.post(f"{address}/unsave")
    assert "Nothing saved yet" in student.get("/saved").text


def test_what_is_taken_off_the_list_comes_back_with_its_note(
    poster: FlaskClient, office: FlaskClient, person: Callable[..., User], browser_of: Browsers
) -> None:
    address = f"/opportunities/{drafted(poster).id}"
    office.post(f"{address}/publish")
    student = browser_of(person("stu", Role.STUDENT))
    student.post(f"{address}/note", data={"note": "Ask Ada about this."})
    removed = student.post(f"{address}/unsave", data={"next": "/saved"})
    page = student.get(removed.location).text
    assert "Nothing saved yet" in page
    assert f'<form method="post" action="{address}/save" class="c-note c-row-start">' in page
    assert "Ask Ada about this." not in page
    student.post(f"{address}/save", data={"next": "/saved"})
    assert "Ask Ada about this." in student.get("/saved").text


def test_a_stipend_says_how_much_it_is(poster: FlaskClient, office: FlaskClient) -> None:
    stipend = {"pay": "stipend", "pay_amount": ""}
    answer = poster.post("/opportunities/new", data=WHOLE | stipend)
    assert answer.status_code == 422
    assert 'id="pay_amount-error"' in answer.text
    assert "Write how much the stipend is" in answer.text
    saves_itself = poster.post("/opportunities/new", data=WHOLE | stipend, headers={"X-Autosave": "1"})
    assert saves_itself.status_code in (200, 204), "a draft keeps itself while its writer is on the way there"
    opportunity = db.session.scalars(select(Opportunity)).one()
    assert poster.post(f"/opportunities/{opportunity.id}/submit").status_code == 422
    assert "Write how much the stipend is" in office.post(f"/opportunities/{opportunity.id}/publish").text
    answer = poster.post(f"/opportunities/{opportunity.id}/edit", data=WHOLE | stipend | {"pay_amount": "900"})
    assert answer.status_code == 303


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_the_database_and_the_page_see_the_same_status(app: Flask, person: Callable[..., User]) -> None:
    posting = posting_of(person("grace", Role.FACULTY))
    for state in PostingState:
        with unit_of_work():
            posting.state = state
        assert db.session.scalar(select(Opportunity.status(NOW))) == posting.status(NOW), state
        assert db.session.scalar(select(Opportunity.takes_applications(NOW))) == posting.is_open(NOW), state


def test_what_was_changed_after_it_was_read_is_not_published(poster: FlaskClient, office: FlaskClient) -> None:
    opportunity = drafted(poster)
    page = f"/opportunities/{opportunity.id}"
    poster.post(f"{page}/submit")
    [seen] = re.findall(r'name="version" value="(\d+)"', office.get("/office/postings").text)
    assert f'name="version" value="{seen}"' in office.get(page).text
    poster.post(f"{page}/edit", data=WHOLE | {"title": "Something that nobody has read"})
    for verb in ("publish", "ask-changes"):
        answer = office.post(f"{page}/{verb}", data={"version": seen, "comment": "Say which ward it is about."})
        assert answer.status_code == 409
        assert "It has changed since you read it." in answer.text
        assert "Say which ward it is about." in answer.text, "what was written about it is not lost"
    db.session.refresh(opportunity)
    assert opportunity.state is PostingState.IN_REVIEW
    [seen] = re.findall(r'name="version" value="(\d+)"', office.get("/office/postings").text)
    assert office.post(f"{page}/publish", data={"version": seen}).status_code == 303


def test_only_the_people_of_a_draft_learn_that_there_is_something_to_edit(
    poster: FlaskClient, office: FlaskClient, person: Callable[..., User], browser_of: Browsers
) -> None:
    opportunity = drafted(poster)
    page, student = f"/opportunities/{opportunity.id}", browser_of(person("stu", Role.STUDENT))
    assert student.get(f"{page}/edit").status_code == 404
    assert student.get("/opportunities/987654/edit").status_code == 404
    office.post(f"{page}/publish")
    answer = student.get(f"{page}/edit")
    assert answer.status_code == 403
    assert "Only the people who post it may do that." in answer.text


def test_a_poster_whose_role_was_taken_back_sees_no_more_than_anybody(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    grace = person("grace", Role.FACULTY)
    posting, browser = posting_of(grace), browser_of(grace)
    assert browser.get(f"/opportunities/{posting.id}/applicants").status_code == 200
    with unit_of_work():
        db.session.get_one(User, grace.id).grants.clear()
    after = browser_of(grace)
    assert after.get(f"/opportunities/{posting.id}/applicants").status_code == 404
    assert after.get(f"/opportunities/{posting.id}/edit").status_code in (403, 404)


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["a page", "a part"])
def test_what_is_saved_leads_to_its_note(
    person: Callable[..., User], browser_of: Browsers, headers: dict[str, str]
) -> None:
    posting = posting_of(person("zoe", Role.FACULTY))
    browser = browser_of(person("ada", Role.STUDENT))
    answer = browser.post(f"/opportunities/{posting.id}/save", headers=headers)
    page = answer.text if headers else browser.get(f"/opportunities/{posting.id}").text
    link = re.search(r'href="(/saved)#([\w-]+)">Add a note', page)
    assert link and f'<textarea id="{link[2]}"' in browser.get(link[1]).text


def test_who_publishes_their_own_says_when_it_closes_as_well(poster: FlaskClient, office: FlaskClient) -> None:
    undecided = drafted(poster, closes="", closes_time="")
    address = f"/opportunities/{undecided.id}/publish"
    refused = office.post(address)
    assert "tick “Rolling: no deadline”" in refused.text
    assert undecided.state is PostingState.DRAFT
    with unit_of_work():
        undecided.source_key = "of an import"
    assert office.post(address).status_code == 303, "an imported one may not state it"
