"""Each number on the office's first page is the number of what the list behind it shows."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from justhtml import JustHTML
from sqlalchemy import delete, update

from board.kernel import clock
from board.kernel.db import db
from board.kernel.outbox import OutboxMessage
from board.kernel.unit_of_work import unit_of_work
from board.learning.models import OutsideActivity, OutsideState
from board.mentorship.models import SafeguardingLead
from board.office.models import Flag, InvariantCheck, Worry
from board.organisations.models import Officer, Organisation
from board.rights.models import Amendment
from tests.conftest import NOW
from tests.walk import browser_of

LISTED = {
    r"(person|people) waits? to be approved": r"<h2[^>]*>\s*(\d+) (?:person|people)",
    r"(person is|people are) to be named who handles? reports about people": r"(Nobody handles reports now)",
    r"postings? waits? to be read": r"<h2[^>]*>(\d+) (?:edits? of|new postings?)",
    r"postings? needs? an owner": r"<h2[^>]*>(\d+) postings?",
    r"postings? owes? (its|their) applicants an answer": r"<h2[^>]*>(\d+) postings? owes?",
    r"reports? to settle": r"<h2[^>]*>(\d+) reports? to settle",
    r"postings? of (an organization has|organizations have) no officer": r"(\d+) postings? (?:is|are) yours",
    r"organizations? needs? an adviser": r"(>An adviser<)",
    r"requests? for a correction to answer": r"<h2[^>]*>(\d+) requests? waits? for an answer",
    r"questions? of mentoring to decide": r"<h2>(\d+) (?:person|people|pairs?|meetings?) ",
    r"(activity|activities) learned elsewhere to verify": r"(/learning/outside/\d+)\">",
    r"emails? not delivered": r"<h2[^>]*>(\d+) emails? not delivered",
    r"steps? after a change failed": r"<h2[^>]*>(\d+) steps? after a change failed",
    r"(entry|entries) breaks? a rule that always holds": r"(\d+) (?:entry|entries) breaks? a rule",
}
"""By the words of a tile, what the list behind it says: each number counts, and each mark is one."""


@pytest.fixture
def busy(demo: Flask) -> FlaskClient:
    """The coordinator of a school in which everything waits that can wait."""
    today = clock.day(NOW)
    with unit_of_work():
        db.session.execute(delete(SafeguardingLead))
        db.session.execute(update(Officer).values(starts=today - timedelta(days=9), ends=today - timedelta(days=1)))
        db.session.execute(update(Organisation).values(advised_until=today - timedelta(days=1)))
        db.session.execute(update(OutsideActivity).values(state=OutsideState.LOGGED, supervisor_id=None))
        db.session.add(
            OutboxMessage(kind="PostingChanged", ids={}, due_at=NOW, given_up_at=NOW, tries=9, last_error="Broken")
        )
        flag = {"worry": Worry.OTHER, "words": "Odd.", "at": NOW, "outcome": ""}
        db.session.add(Flag(opportunity_id=1, by_id=1, **flag))
        looked = {"invariants": 3, "broken": 2, "findings": [["It holds", "Here.", "Mend it."]] * 2}
        db.session.merge(InvariantCheck(name="nightly", at=NOW, **looked))
    return browser_of(demo, "coordinator")


def numbers(page: str) -> dict[str, tuple[int, str]]:
    """The tiles of the page: what is counted, how many, and where its list is."""
    found = {}
    for link in JustHTML(page, sanitize=False).query(".c-tile a"):
        number, words = (part.to_text() for part in link.query("span")[:2])
        found[words] = int(number), link.attrs["href"]
    return found


def test_every_tile_counts_what_its_list_shows(busy: FlaskClient) -> None:
    wrong, known = [], set()
    for words, (number, href) in numbers(busy.get("/office").text).items():
        tile = next((tile for tile in LISTED if re.fullmatch(tile, words)), "")
        assert tile, f"write down what the list behind “{words}” says"
        known.add(tile)
        shown = re.findall(LISTED[tile], busy.get(href).get_data(as_text=True))
        listed = sum(int(each) if each.isdigit() else 1 for each in shown)
        if not number or listed != number:
            wrong.append(f"{number} {words}: the list at {href} has {listed}")
    assert not wrong, "\n".join(wrong)
    assert known == set(LISTED)


def test_a_tile_says_how_long_its_oldest_waits(busy: FlaskClient) -> None:
    """Counted by hand from what `busy` and the demo school have; a step that failed keeps no such day."""
    with unit_of_work():
        db.session.execute(update(Flag).values(at=NOW - timedelta(days=4)))
        db.session.execute(
            update(Amendment).values(asked_at=NOW - timedelta(days=5), answer_by=NOW + timedelta(days=9))
        )
    tiles = JustHTML(busy.get("/office").text, sanitize=False).query(".c-tile a")
    oldest = {parts[1].to_text(): parts[2].to_text() for parts in (tile.query("span") for tile in tiles) if parts[2:]}
    said = {words: age for words, age in oldest.items() if re.search("report.? to settle|correction", words)}
    assert sorted(said.values()) == ["oldest: 4 days ago", "oldest: 5 days ago"]
    undated = {tile.query("span")[1].to_text() for tile in tiles} - set(oldest)
    assert not [words for words in undated if not re.search("to be named|step|break", words)], undated


def test_every_figure_counts_what_its_list_shows(demo: Flask) -> None:
    office = browser_of(demo, "coordinator")
    links = JustHTML(office.get("/office").text, sanitize=False).query(".c-figures a")
    wrong, seen = [], 0
    for link in links:
        page = office.get(link.attrs["href"]).get_data(as_text=True)
        listed, seen = re.findall(r"<h2[^>]*>\s*(\d+) (?:people|person|postings?)", page)[:1], seen + 1
        if listed != [link.to_text()]:
            wrong.append(f"{link.to_text()} and {listed} at {link.attrs['href']}")
    assert not wrong, "\n".join(wrong)
    assert seen > 4
