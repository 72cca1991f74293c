"""What nobody has stated of a posting is said to be not stated, and nothing is made of it."""

import html
import json
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.applications.models import ApplicationState
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity, Pay, PostingState
from tests.applications.builders import application_of, offered_to, posting_of
from tests.conftest import NOW
from tests.opportunities.test_life import WHOLE, drafted, office, poster

__all__ = ["office", "poster"]

INVENTED = ("Unpaid", "On site", "1 place", "1 opening")
UNSTATED = {"pay": "", "place_mode": "", "seats": "", "hours_from": "", "hours_to": ""}


@pytest.fixture
def bare(app: Flask, poster: FlaskClient, office: FlaskClient) -> Opportunity:
    """A posting on the board that states neither hours nor place, pay or openings."""
    app.test_cli_runner().invoke(args=["reindex"])
    posting = drafted(poster, **UNSTATED)
    office.post(f"/opportunities/{posting.id}/publish")
    db.session.refresh(posting)
    return posting


def described(page: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert found is not None
    data: dict[str, object] = json.loads(html.unescape(found[1]))
    return data


def test_what_is_left_empty_stays_empty(bare: Opportunity) -> None:
    assert (bare.pay, bare.place_mode, bare.seats, bare.hours_from, bare.hours_to) == (None, None, None, None, None)
    assert bare.openings.free is None


def test_the_form_offers_not_stated_and_begins_with_it(poster: FlaskClient) -> None:
    page = poster.get("/opportunities/new").text
    for name in ("pay", "place_mode"):
        select = re.search(rf'<select id="{name}".*?</select>', page, re.S)
        assert select is not None
        assert re.search(r'<option selected value="">\s*Not stated', select[0]), select[0]
    assert 'value="1"' not in str(re.search(r'<input id="seats"[^>]*>', page))


def test_page_and_list_say_what_is_not_stated(bare: Opportunity, client: FlaskClient) -> None:
    page, board = client.get(f"/opportunities/{bare.id}").text, client.get("/opportunities").text
    assert "Not stated: hours, location, pay and openings" in board
    assert re.findall(r"</svg> (\w+)</dt><dd>Not stated<", page) == ["Hours", "Pay", "Location"]
    assert "<dt>Openings</dt><dd>Not stated</dd>" in page
    assert not [words for words in INVENTED if words in (page + board).replace("Unpaid</label>", "")]


def test_the_filter_has_not_stated_and_unpaid_does_not_mean_it(bare: Opportunity, client: FlaskClient) -> None:
    for facet, invented in (("pay", "none"), ("place", "on-site")):
        assert bare.title in client.get(f"/opportunities?{facet}=not-stated").text
        assert bare.title not in client.get(f"/opportunities?{facet}={invented}").text
    assert "Not stated" in client.get("/opportunities?pay=not-stated").text
    assert bare.title not in client.get("/opportunities?hours_max=8").text


def test_machines_are_told_nothing_that_nobody_stated(bare: Opportunity, client: FlaskClient) -> None:
    assert {"totalJobOpenings", "jobLocationType", "baseSalary"} & described(
        client.get(f"/opportunities/{bare.id}").text
    ).keys() == set()


def test_what_is_stated_is_said(app: Flask, poster: FlaskClient, office: FlaskClient, client: FlaskClient) -> None:
    app.test_cli_runner().invoke(args=["reindex"])
    posting = drafted(poster, hours_to="4")
    office.post(f"/opportunities/{posting.id}/publish")
    page = client.get(f"/opportunities/{posting.id}").text
    for words in ("4 hours a week", "On site", "Unpaid", "2 openings"):
        assert words in page
    assert "Not stated" not in page
    assert described(page)["totalJobOpenings"] == 2


def test_a_stipend_needs_to_be_stated_to_have_an_amount(poster: FlaskClient) -> None:
    answer = poster.post("/opportunities/new", data=WHOLE | {"pay": "", "pay_amount": "500"})
    assert answer.status_code == 422
    assert "Only a stipend has an amount" in answer.text


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_openings_that_are_not_stated_have_no_last_one(
    app: Flask, person: Callable[..., User], enter: Callable[[User], FlaskClient]
) -> None:
    owner, students = person("grace", Role.FACULTY), [person(f"s{number}", Role.STUDENT) for number in range(3)]
    posting = posting_of(owner, seats=None, closes_at=NOW + timedelta(days=9))
    for student in students[:2]:
        application = offered_to(student, posting)
        assert enter(student).post(f"/applications/{application.id}/accept-offer").status_code == 303
    application_of(students[2], posting, ApplicationState.SUBMITTED)
    db.session.refresh(posting)
    assert (posting.seats_taken, posting.state.value, posting.openings.free) == (2, "published", None)
    for page in ("offers", "applicants", "decisions"):
        assert enter(owner).get(f"/opportunities/{posting.id}/{page}").status_code == 200, page
    assert "Openings not stated: 2 accepted, 0 offered" in enter(owner).get(f"/opportunities/{posting.id}/offers").text


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_the_database_refuses_an_amount_without_a_stipend(person: Callable[..., User]) -> None:
    with pytest.raises(Exception, match="only_a_stipend_has_an_amount"):
        posting_of(person("grace", Role.FACULTY), pay=None, pay_amount=500)
    posting_of(person("ada", Role.FACULTY), pay=Pay.STIPEND, pay_amount=500)


def test_a_posting_that_states_nothing_is_edited_as_it_is(poster: FlaskClient) -> None:
    posting = drafted(poster, **UNSTATED)
    page = poster.get(f"/opportunities/{posting.id}/edit").text
    assert page.count('<option selected value="">') >= 2
    answer = poster.post(f"/opportunities/{posting.id}/edit", data={"title": "Another", "kind": "seminar"})
    assert answer.status_code == 303, answer.text
    db.session.refresh(posting)
    assert (posting.title, posting.pay, posting.place_mode, posting.seats) == ("Another", None, None, None)


def test_a_deadline_that_nobody_stated_is_not_rolling(
    app: Flask, poster: FlaskClient, office: FlaskClient, client: FlaskClient
) -> None:
    app.test_cli_runner().invoke(args=["reindex"])
    posting = drafted(poster, closes="")
    with unit_of_work():
        posting.source_key = "of an import"
    assert "It does not say when it closes." in office.get(f"/opportunities/{posting.id}").text
    office.post(f"/opportunities/{posting.id}/publish")
    page, board = client.get(f"/opportunities/{posting.id}").text, client.get("/opportunities").text
    assert "Not stated. It may close at any time" in page
    assert "deadline: not stated" in board
    cards = re.sub(r"<select.*?</select>", "", board, flags=re.S)
    assert "rolling" not in (page + cards).lower()
    assert posting.title not in client.get("/opportunities?closing=30d").text
    assert "Not stated" in office.get("/office/postings?show=all").text


def test_a_day_and_a_rolling_deadline_exclude_each_other(poster: FlaskClient) -> None:
    answer = poster.post("/opportunities/new", data=WHOLE | {"closes": "2027-03-14", "is_rolling": "y"})
    assert answer.status_code == 422
    assert "It closes on the day above." in answer.text


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_the_database_refuses_a_deadline_that_is_not_stated(person: Callable[..., User]) -> None:
    with pytest.raises(Exception, match="a_deadline_is_stated"):
        posting_of(person("grace", Role.FACULTY), closes_at=NOW, is_deadline_unstated=True)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (PostingState.DRAFT, "No deadline yet"),
        (PostingState.CHANGES_ASKED, "No deadline yet"),
        (PostingState.IN_REVIEW, "Rolling"),
        (PostingState.PUBLISHED, "Rolling"),
    ],
)
def test_a_draft_without_a_deadline_is_not_called_rolling_before_anybody_said_so(
    person: Callable[..., User], office: FlaskClient, state: PostingState, words: str
) -> None:
    unstated = state in (PostingState.DRAFT, PostingState.CHANGES_ASKED)
    grace = person("zoe", Role.FACULTY)
    posting = posting_of(grace, "Ward library", state=state, closes_at=None, is_deadline_unstated=unstated)
    said = {"No deadline yet", "Rolling"}
    for address in ("/office/postings?show=all", f"/opportunities/{posting.id}"):
        page = office.get(address).text.partition("<main")[2]
        if address.startswith("/office"):
            page = page.partition("Ward library</a>")[2].partition("</tr>")[0]
        assert {text for text in said if text in page} == {words}, address


def test_nothing_is_sent_for_approval_that_nobody_chose(poster: FlaskClient) -> None:
    """No kind is chosen for anybody, and a posting closes on a day or is said to be rolling."""
    page = poster.get("/opportunities/new").text
    assert re.search(r'<option selected value="">\s*Choose a kind', page)
    refused = poster.post("/opportunities/new", data=WHOLE | {"kind": ""})
    assert refused.status_code == 422 and "Choose a kind." in refused.text
    address = f"/opportunities/{drafted(poster, closes='').id}"
    assert "No deadline yet. Choose one, or say" in poster.get(address).text
    unsaid = poster.post(f"{address}/submit")
    assert unsaid.status_code == 422
    beside = re.search(r'id="closes-error">(.*?)</p>', unsaid.text, re.S)
    assert beside and "Choose the day it closes, or tick “Rolling: no deadline”." in beside[1]
    said = f"/opportunities/{drafted(poster, title='Another committee', closes='', is_rolling='y').id}"
    assert re.search(r'<input[^>]*checked[^>]*id="is_rolling"', poster.get(f"{said}/edit").text)
    assert poster.post(f"{said}/submit").status_code == 303
    assert "Rolling: there is no deadline." in poster.get(said).text
    unticked = poster.post(f"{said}/edit", data=WHOLE | {"closes": ""})
    assert unticked.status_code == 422 and "Choose the day it closes" in unticked.text
