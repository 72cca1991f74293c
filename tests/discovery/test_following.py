"""Calendars and feeds notice what changes, name each thing once, and never end before the list does."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from icalendar.cal import Component

from board.accounts.models import Role, User
from board.applications.models import Application, Offer
from board.applications.models import ApplicationState as Sent
from board.discovery.views import feed as feed_views
from board.kernel import clock, installation
from board.kernel.db import db
from board.kernel.installation import Installation
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.actions import deadline as deadline_actions
from board.opportunities.models import Opportunity, PlaceMode, SavedPosting
from board.opportunities.queries import posting_search as posting_search_queries
from board.search.engine import IndexUnavailable
from board.vocabulary.words import Kind
from tests.conftest import NOW

DAY = timedelta(days=1)
ATOM = "{http://www.w3.org/2005/Atom}"
Post = Callable[..., Opportunity]
both_databases = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def pia(person: Callable[..., User]) -> User:
    return person("pia", Role.FACULTY)


@pytest.fixture
def posting(pia: User, posted: Post) -> Opportunity:
    return posted("Safer handover", by=pia, closes_at=NOW + 5 * DAY, answer_by=(NOW + 20 * DAY).date())


def events(content: bytes) -> dict[str, Component]:
    return {str(event["uid"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def one_event(content: bytes) -> Component:
    (event,) = events(content).values()
    return event


def feed_of(client: FlaskClient, address: str = "/opportunities.atom") -> ElementTree.Element:
    return ElementTree.fromstring(client.get(address).data)


def texts(feed: ElementTree.Element, name: str) -> list[str]:
    return [entry.findtext(f"{ATOM}{name}", "") for entry in feed.findall(f"{ATOM}entry")]


@both_databases
@pytest.mark.parametrize("how", ["moved", "edited"])
def test_a_moved_deadline_is_newer_in_calendar_and_feed(
    client: FlaskClient, posting: Opportunity, pia: User, how: str
) -> None:
    before, feed_before = one_event(client.get("/opportunities.ics").data), feed_of(client)
    with clock.frozen(NOW + DAY):
        with unit_of_work():
            if how == "moved":
                later = NOW + 8 * DAY
                extension = deadline_actions.Extension(later.date(), later, "More time.")
                deadline_actions.extend(posting, extension, by=pia, now=clock.now())
            else:
                posting.closes_at = NOW + 8 * DAY
        after, feed_after = one_event(client.get("/opportunities.ics").data), feed_of(client)
    assert after["uid"] == before["uid"]
    assert after.decoded("dtstart") == before.decoded("dtstart") + 3 * DAY
    assert after["sequence"] > before["sequence"]
    for name in ("dtstamp", "last-modified"):
        assert (before.decoded(name), after.decoded(name)) == (NOW, NOW + DAY)
    assert texts(feed_after, "id") == texts(feed_before, "id")
    assert texts(feed_after, "updated") == [feed_after.findtext(f"{ATOM}updated")] == [(NOW + DAY).isoformat()]
    assert texts(feed_after, "published") == texts(feed_before, "published")


def test_what_no_page_shows_changes_nothing_for_those_who_follow(client: FlaskClient, posting: Opportunity) -> None:
    before = client.get("/opportunities.atom").data
    with clock.frozen(NOW + DAY):
        with unit_of_work():
            posting.seats_taken, posting.chased_at = 1, NOW
        assert client.get("/opportunities.atom").data == before


def test_a_thing_has_one_name_in_every_calendar(
    client: FlaskClient,
    posting: Opportunity,
    person: Callable[..., User],
    enter: Callable[[User], FlaskClient],
) -> None:
    ada = person("ada", Role.STUDENT)
    browser = enter(ada)
    with unit_of_work():
        application = Application(
            opportunity_id=posting.id, student_id=ada.id, state=Sent.DRAFT, created_at=NOW, saved_at=NOW
        )
        db.session.add_all([application, SavedPosting(user_id=ada.id, opportunity_id=posting.id, at=NOW)])
    page = browser.post("/saved/calendar").text
    private = re.findall(r"http://127\.0\.0\.1:8000(/calendar/[^\"<\s]+)", page)[0]
    of_application = events(browser.get(f"/applications/{application.id}/dates.ics").data)
    closes = one_event(client.get("/opportunities.ics").data)
    for content in (client.get(f"/opportunities/{posting.id}/deadline.ics").data, client.get(private).data):
        assert events(content) == {str(closes["uid"]): closes}
    assert of_application[str(closes["uid"])] == closes
    with unit_of_work():
        application.state = Sent.SUBMITTED
        application.submitted_at = NOW
    decided = events(client.get(private).data)
    assert set(decided) < set(of_application)
    assert [event.decoded("dtstart") for event in decided.values()] == [date(2026, 3, 22)]


@both_databases
def test_an_offer_that_is_held_longer_is_newer(
    client: FlaskClient, posting: Opportunity, person: Callable[..., User], enter: Callable[[User], FlaskClient]
) -> None:
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        application = Application(
            opportunity_id=posting.id, student_id=ada.id, state=Sent.OFFERED, created_at=NOW, saved_at=NOW
        )
        application.submitted_at = application.decided_at = NOW
        offer = Offer(made_at=NOW)
        offer.set_answer_by(NOW + 5 * DAY)
        application.offers = [offer]
        db.session.add(application)
    page = enter(ada).post("/saved/calendar").text
    private = re.findall(r"http://127\.0\.0\.1:8000(/calendar/[^\"<\s]+)", page)[0]
    name = f"offer-{offer.id}@{installation.this().key}"
    before = events(client.get(private).data)[name]
    with clock.frozen(NOW + DAY):
        with unit_of_work():
            offer.set_answer_by(NOW + 7 * DAY)
        after = events(client.get(private).data)[name]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstamp") == NOW + DAY


def test_two_schools_never_name_two_things_alike(client: FlaskClient, posting: Opportunity) -> None:
    here = db.session.get_one(Installation, 1)
    name, tag = str(one_event(client.get("/opportunities.ics").data)["uid"]), texts(feed_of(client), "id")[0]
    assert name == f"deadline-{posting.id}@{here.key}"
    assert re.fullmatch(rf"tag:127\.0\.0\.1,\d{{4}}-\d\d-\d\d:{here.key}/opportunity/{posting.id}", tag)
    with unit_of_work():
        here.key = "another school"
    assert str(one_event(client.get("/opportunities.ics").data)["uid"]) != name
    assert texts(feed_of(client), "id")[0] != tag


def test_each_installation_is_given_a_key_of_chance(app: Flask) -> None:
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", installation.this().key)


@pytest.fixture
def many(pia: User, posted: Post) -> list[Opportunity]:
    return [
        posted(f"Ward round {number}", by=pia, closes_at=NOW + (number + 1) * DAY, published_at=NOW - number * DAY)
        for number in range(7)
    ]


def test_a_feed_is_read_page_by_page_to_its_end(
    client: FlaskClient, many: list[Opportunity], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_views, "PER_PAGE", 3)
    address, read = "/opportunities.atom?q=ward", []
    pages = 0
    while address:
        feed = feed_of(client, address)
        links = {link.get("rel"): link.get("href", "") for link in feed.findall(f"{ATOM}link")}
        read += texts(feed, "title")
        pages += 1
        assert ("previous" in links) == (pages > 1)
        assert links["first"] == links["self"] if pages == 1 else links["first"] != links["self"]
        address = links.get("next", "").removeprefix("http://127.0.0.1:8000")
    assert pages == 3
    assert links["last"] == links["self"]
    assert read == [posting.title for posting in many]


def test_a_calendar_holds_everything_that_fits(
    client: FlaskClient, many: list[Opportunity], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting_search_queries, "AT_ONCE", 3)
    assert len(events(client.get("/opportunities.ics?q=ward").data)) == len(many)


def test_feeds_are_whole_without_the_index_too(
    app: Flask, client: FlaskClient, many: list[Opportunity], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting_search_queries, "PER_PAGE", 3)

    def broken(*_: object) -> None:
        raise IndexUnavailable("gone")

    monkeypatch.setattr(app.extensions["engine"], "search", broken)
    assert len(events(client.get("/opportunities.ics").data)) == len(many)
    assert len(texts(feed_of(client), "id")) == len(many)


@pytest.mark.parametrize("query", ["q=a%0Ab", "q=a%0D%0Ab", "q=%E2%80%A8", "q=a%0A&page=9999", "page=-1"])
def test_a_line_break_in_the_question_is_no_error(client: FlaskClient, many: list[Opportunity], query: str) -> None:
    for kind in ("ics", "atom"):
        assert client.get(f"/opportunities.{kind}?{query}").status_code == 200


def test_the_sitemap_says_when_each_page_changed(client: FlaskClient, posting: Opportunity) -> None:
    with clock.frozen(NOW + DAY), unit_of_work():
        posting.summary = "Lead it well."
    places = {
        url.findtext("{*}loc", ""): url.findtext("{*}lastmod")
        for url in ElementTree.fromstring(client.get("/sitemap.xml").data)
    }
    changed = (NOW + DAY).isoformat()
    assert places == dict.fromkeys(
        (
            "http://127.0.0.1:8000/",
            "http://127.0.0.1:8000/opportunities",
            f"http://127.0.0.1:8000/opportunities/{posting.id}",
        ),
        changed,
    )


def test_robots_are_led_to_the_sitemap_and_away_from_what_is_private(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    lines = answer.text.splitlines()
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in lines
    assert {"Disallow: /calendar/", "Disallow: /*?"} <= set(lines)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"place_mode": PlaceMode.REMOTE},
            {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": {"@type": "Country", "name": "US"}},
        ),
        (
            {"place_mode": PlaceMode.ON_SITE, "place": "Ward 7"},
            {
                "jobLocation": {
                    "@type": "Place",
                    "name": "County Hospital",
                    "address": {"@type": "PostalAddress", "streetAddress": "Ward 7", "addressCountry": "US"},
                }
            },
        ),
        (
            {"place_mode": None},
            {
                "jobLocation": {
                    "@type": "Place",
                    "name": "County Hospital",
                    "address": {"@type": "PostalAddress", "addressCountry": "US"},
                }
            },
        ),
    ],
)
def test_search_engines_are_told_where_the_work_is(
    client: FlaskClient, pia: User, posted: Post, fields: dict[str, Any], expected: dict[str, Any]
) -> None:
    closes_at = datetime(2026, 3, 11, 4, tzinfo=UTC)
    posting = posted("Night ward", by=pia, kind=Kind.INTERNSHIP, closes_at=closes_at, **fields)
    page = client.get(f"/opportunities/{posting.id}").text
    about = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[0])
    required = {"title", "description", "datePosted", "hiringOrganization"}
    assert required <= {name for name, value in about.items() if value}
    where = {"jobLocation", "jobLocationType", "applicantLocationRequirements"}
    assert {name: about[name] for name in where & set(about)} == expected
    assert about["validThrough"] == (closes_at - timedelta(minutes=1)).isoformat()
