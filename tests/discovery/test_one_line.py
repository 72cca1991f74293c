"""Line breaks and controls that stand in rows from long ago break no email, calendar, feed, table, paper or header."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from pypdf import PdfReader

from board.accounts.models import Role, User
from board.applications.models import Application
from board.applications.models import ApplicationState as Sent
from board.kernel import outbox
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity, SavedPosting
from board.record.models import Entry, EntryKind
from tests.conftest import NOW

DAY = timedelta(days=1)
BREAKS = ("\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
BROKEN = f"Hand{'over'.join(BREAKS)}notes"
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]")
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def posting(person: Callable[..., User], posted: Callable[..., Opportunity]) -> Opportunity:
    """Its title was taken before forms refused line breaks."""
    return posted(BROKEN, by=person("pia", Role.FACULTY), closes_at=NOW + 2 * DAY, host=f"County{BREAKS[9]}Hospital")


@pytest.fixture
def ada(person: Callable[..., User]) -> User:
    return person("ada", Role.STUDENT)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_emails_about_it_go_out(
    posting: Opportunity,
    ada: User,
    work: Callable[[datetime], None],
    post_box: Callable[[], list[EmailMessage]],
) -> None:
    with unit_of_work():
        db.session.add(SavedPosting(user_id=ada.id, opportunity_id=posting.id, at=NOW))
    work(NOW + DAY)
    assert outbox.failed() == []
    subjects = [email["Subject"] for email in post_box()]
    assert len(subjects) == 1
    assert subjects[0].strip() == f"Closes soon: Hand{' over' * 10} notes"
    assert not UNSAFE.search(subjects[0])


def test_calendars_hold_it_on_one_line(
    posting: Opportunity, ada: User, enter: Callable[[User], FlaskClient], client: FlaskClient
) -> None:
    with unit_of_work():
        application = Application(
            opportunity_id=posting.id, student_id=ada.id, state=Sent.DRAFT, created_at=NOW, saved_at=NOW
        )
        db.session.add(application)
    browser = enter(ada)
    for address in (f"/opportunities/{posting.id}/deadline.ics", "/opportunities.ics?q=notes%0Bor%E2%80%A8not"):
        _one_event(client.get(address).data)
    _one_event(browser.get(f"/applications/{application.id}/dates.ics").data)


def _one_event(content: bytes) -> None:
    text = content.decode().replace("\r\n ", "").replace("\r\n", "\n")
    assert not UNSAFE.search(text)
    events = Calendar.from_ical(content).walk("VEVENT")
    assert len(events) == 1
    assert "\n" not in str(events[0]["summary"])


def test_feeds_hold_it_on_one_line(posting: Opportunity, client: FlaskClient) -> None:
    feed = ElementTree.fromstring(client.get("/opportunities.atom?q=notes%0Bor%E2%80%A8not").data)
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        title = element.findtext(f"{ATOM}title", "")
        assert title
        assert not re.search(r"[\n\r]", title) and not UNSAFE.search(title)
    assert len(feed.findall(f"{ATOM}entry")) == 1


def test_the_page_tells_machines_one_line(posting: Opportunity, client: FlaskClient) -> None:
    page = client.get(f"/opportunities/{posting.id}").text
    about = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[0])
    for text in (about["title"], about["hiringOrganization"]["name"]):
        assert "\n" not in text and not UNSAFE.search(text)


def test_tables_and_papers_hold_nothing_but_text(ada: User, enter: Callable[[User], FlaskClient]) -> None:
    with unit_of_work():
        ada.name = "Ada\vLin"
        entry = Entry(student_id=ada.id, kind=EntryKind.RESEARCH, title=BROKEN, organisation="Ward\v3", created_at=NOW)
        entry.starts, entry.description = date(2025, 9, 1), "One.\u2028Two.\r\nThree."
        db.session.add(entry)
    browser = enter(ada)
    rows = list(csv.reader(io.StringIO(browser.get("/record/entries.csv").data.decode("utf-8-sig"), newline="")))
    assert len(rows) == 2
    assert "One.\nTwo.\nThree." in rows[1]
    assert not any(UNSAFE.search(cell) for cell in rows[1])
    about = PdfReader(io.BytesIO(browser.get("/record/cv.pdf").data)).xmp_metadata
    assert about is not None, "its metadata are XML that can be read"
