"""Any search as a feed or calendar, one posting's deadline, and a private calendar of one's own."""

from collections.abc import Callable
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from board.accounts.models import Role, User
from board.applications.models import Application, Offer
from board.applications.models import ApplicationState as Sent
from board.discovery.models import CalendarAddress
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity, PostingState
from board.vocabulary.words import Kind
from tests.conftest import NOW

DAY = timedelta(days=1)
ATOM = "{http://www.w3.org/2005/Atom}"
Post = Callable[..., Opportunity]


@pytest.fixture
def poster(person: Callable[..., User]) -> User:
    return person("pia", Role.FACULTY)


@pytest.fixture
def board(poster: User, posted: Post) -> list[Opportunity]:
    return [
        posted("Safer handover", by=poster, closes_at=NOW + 5 * DAY, published_at=NOW - 3 * DAY),
        posted("Handover seat & <notes>\x0b", by=poster, kind=Kind.COMMITTEE_SEAT, published_at=NOW - DAY),
        posted("Handover closed", by=poster, closes_at=NOW - DAY, published_at=NOW - 9 * DAY),
        posted("Vaccines in school", by=poster, closes_at=NOW + 2 * DAY, published_at=NOW - 2 * DAY),
    ]


def events(content: bytes) -> dict[str, datetime]:
    calendar = Calendar.from_ical(content)
    return {str(item["summary"]): item.decoded("dtstart") for item in calendar.walk("VEVENT")}


def test_the_feed_has_what_the_list_has_newest_first(client: FlaskClient, board: list[Opportunity]) -> None:
    answer = client.get("/opportunities.atom?q=handover")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    titles = [match.findtext(f"{ATOM}title") for match in feed.findall(f"{ATOM}entry")]
    assert titles == ["Handover seat & <notes> ", "Safer handover"]
    for entry in [feed, *feed.findall(f"{ATOM}entry")]:
        assert entry.findtext(f"{ATOM}id", "").startswith("tag:127.0.0.1,")
        assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated", "")).tzinfo is not None
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    narrowed = ElementTree.fromstring(client.get("/opportunities.atom?q=handover&kind=committee-seat").data)
    assert len(narrowed.findall(f"{ATOM}entry")) == 1


def test_the_calendar_of_a_search_has_its_deadlines_on_their_last_day(
    client: FlaskClient, board: list[Opportunity]
) -> None:
    answer = client.get("/opportunities.ics")
    assert answer.mimetype == "text/calendar"
    found = events(answer.data)
    assert found == {
        "Closes: Vaccines in school": NOW + 2 * DAY,
        "Closes: Safer handover": NOW + 5 * DAY,
    }
    assert set(events(client.get("/opportunities.ics?q=vaccines").data)) == {"Closes: Vaccines in school"}
    assert "<mark>Vaccines</mark> in school" in client.get("/opportunities?q=vacines+").text
    assert events(client.get("/opportunities.ics?q=vacines+").data) == {}, "nobody reads there what was put right"


@pytest.mark.parametrize("address", ["/opportunities.atom?q=handover", "/opportunities.ics"])
def test_an_unchanged_feed_is_not_sent_again(
    client: FlaskClient, board: list[Opportunity], poster: User, posted: Post, address: str
) -> None:
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    posted("Handover for nights", by=poster, closes_at=NOW + DAY)
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_one_posting_has_its_deadline_as_a_file(client: FlaskClient, board: list[Opportunity]) -> None:
    page = client.get(f"/opportunities/{board[0].id}").text
    assert f"/opportunities/{board[0].id}/deadline.ics" in page
    assert list(events(client.get(f"/opportunities/{board[0].id}/deadline.ics").data)) == ["Closes: Safer handover"]
    assert client.get(f"/opportunities/{board[1].id}/deadline.ics").status_code == 404, "it is rolling"


def test_a_draft_has_no_deadline_that_strangers_read(client: FlaskClient, poster: User, posted: Post) -> None:
    hidden = posted("Secret", by=poster, state=PostingState.DRAFT, closes_at=NOW + DAY)
    assert client.get(f"/opportunities/{hidden.id}/deadline.ics").status_code == 404


def test_my_calendar_holds_my_deadlines_and_nobodys_name(
    client: FlaskClient,
    board: list[Opportunity],
    poster: User,
    posted: Post,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
) -> None:
    ada = person("ada", Role.STUDENT)
    browser = browser_of(ada)
    begun = posted("Night ward", by=poster, closes_at=NOW + 4 * DAY)
    sent = posted("Day ward", by=poster, closes_at=NOW + DAY, answer_by=(NOW + 20 * DAY).date())
    browser.post(f"/opportunities/{board[0].id}/save")
    browser.post(f"/opportunities/{begun.id}/save")
    with unit_of_work():
        for posting, state in ((begun, Sent.DRAFT), (sent, Sent.SUBMITTED)):
            db.session.add(
                Application(
                    opportunity_id=posting.id,
                    student_id=ada.id,
                    state=state,
                    created_at=NOW,
                    saved_at=NOW,
                    submitted_at=NOW if state is Sent.SUBMITTED else None,
                )
            )
    held = posted("Free clinic", by=poster)
    with unit_of_work():
        application = Application(
            opportunity_id=held.id,
            student_id=ada.id,
            state=Sent.OFFERED,
            created_at=NOW,
            saved_at=NOW,
            submitted_at=NOW,
        )
        application.offers = [Offer(made_at=NOW, answer_by=NOW + 3 * DAY)]
        db.session.add(application)
    address = made(browser)
    answer = client.get(address)
    assert set(events(answer.data)) == {
        "Answer the offer: Free clinic",
        "Closes: Safer handover",
        "Closes: Night ward",
        "Decision by: Day ward",
    }
    assert b"Ada" not in answer.data
    assert b"Pia" not in answer.data
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_address_of_my_calendar_is_kept_as_a_hash_and_ends_when_i_say(
    client: FlaskClient, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    browser = browser_of(person("ada", Role.STUDENT))
    first = made(browser)
    (kept,) = db.session.scalars(db.select(CalendarAddress))
    assert kept.token_hash not in first
    assert first.rpartition("/")[2].removesuffix(".ics") not in kept.token_hash
    assert first not in browser.get("/saved/calendar").text, "it is shown once"
    second = made(browser)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    browser.post("/saved/calendar/revoke")
    assert client.get(second).status_code == 404
    assert client.get("/calendar/x.ics").status_code == 404


def test_a_suspended_persons_calendar_is_closed(
    client: FlaskClient, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    ada = person("ada", Role.STUDENT)
    address = made(browser_of(ada))
    with unit_of_work():
        ada.suspended_at = NOW
    assert client.get(address).status_code == 404


HOSTILE = ["q=%01%02", "kind=%3Cb%3E", "q=" + "%F0%9F%A9%BA" * 60, "sort=zzz", "page=-1", "q=%EF%BF%BE"]


@pytest.mark.parametrize("question", HOSTILE)
def test_no_question_breaks_a_feed(app: Flask, client: FlaskClient, board: list[Opportunity], question: str) -> None:
    ElementTree.fromstring(client.get(f"/opportunities.atom?{question}").data)
    Calendar.from_ical(client.get(f"/opportunities.ics?{question}").data)


def made(browser: FlaskClient) -> str:
    page = browser.post("/saved/calendar").text
    assert page.index('href="webcal://127.0.0.1:8000/calendar/') < page.index('data-copy="Your calendar link"')
    return page.partition('data-copy="Your calendar link"')[2].partition("http://127.0.0.1:8000")[2].partition("<")[0]
