"""A deadline at the end of a day is told as the last minute of that day, wherever it is told; one clock for all."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from board.accounts.models import Role, User
from board.kernel import clock, dates
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import Opportunity, SavedPosting
from board.settings import BadSetting, from_environment
from tests.conftest import NOW
from tests.discovery.conftest import post_box, posted, work

__all__ = ["post_box", "posted", "work"]
KEY = {"ROUNDS_SECRET_KEY": "a key for tests that is long enough"}
END_OF_THE_SEVENTH = datetime(2026, 3, 8, 5, tzinfo=UTC)
"""Midnight after 7 March in New York, the night before clocks change."""
TOLD = "Sat, Mar 7, 11:59 PM EST"
NEW_YORK, LOS_ANGELES, BERLIN = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles"), ZoneInfo("Europe/Berlin")


@pytest.fixture
def posting(person: Callable[..., User], posted: Callable[..., Opportunity]) -> Opportunity:
    return posted("Safer handover", by=person("pia", Role.FACULTY), closes_at=END_OF_THE_SEVENTH)


def test_a_deadline_reads_the_same_on_page_feed_calendar_and_in_the_reminder(
    posting: Opportunity,
    person: Callable[..., User],
    client: FlaskClient,
    work: Callable[[datetime], None],
    post_box: Callable[[], list[EmailMessage]],
) -> None:
    ada = person("ada", Role.STUDENT)
    with unit_of_work():
        db.session.add(SavedPosting(user_id=ada.id, opportunity_id=posting.id, at=NOW))
    assert TOLD in client.get(f"/opportunities/{posting.id}").text
    assert f"Closes {TOLD}." in client.get("/opportunities.atom").text
    calendar = Calendar.from_ical(client.get("/opportunities.ics").data)
    assert [event.decoded("dtstart") for event in calendar.walk("VEVENT")] == [datetime(2026, 3, 8, 4, 59, tzinfo=UTC)]
    work(END_OF_THE_SEVENTH - timedelta(days=2))
    (reminder,) = post_box()
    for part in ("plain", "html"):
        body = reminder.get_body((part,))
        assert body is not None
        assert TOLD in body.get_content()


def test_a_deadline_within_the_day_is_told_as_it_stands(posting: Opportunity, client: FlaskClient) -> None:
    with unit_of_work():
        posting.closes_at = datetime(2026, 3, 9, 21, tzinfo=UTC)
    assert "Mon, Mar 9, 5:00 PM EDT" in client.get(f"/opportunities/{posting.id}").text
    calendar = Calendar.from_ical(client.get("/opportunities.ics").data)
    assert [event.decoded("dtstart") for event in calendar.walk("VEVENT")] == [posting.closes_at]


@pytest.mark.parametrize(
    ("ends_at", "zone", "shown_in", "told"),
    [
        (END_OF_THE_SEVENTH, NEW_YORK, NEW_YORK, TOLD),
        (END_OF_THE_SEVENTH, NEW_YORK, BERLIN, "Sun, Mar 8, 5:59 AM CET"),
        (END_OF_THE_SEVENTH, LOS_ANGELES, LOS_ANGELES, "Sat, Mar 7, 9:00 PM PST"),
        (END_OF_THE_SEVENTH, LOS_ANGELES, NEW_YORK, TOLD),
        (datetime(2026, 3, 8, 8, tzinfo=UTC), LOS_ANGELES, LOS_ANGELES, "Sat, Mar 7, 11:59 PM PST"),
        (datetime(2027, 1, 1, 5, tzinfo=UTC), NEW_YORK, NEW_YORK, "Thu, Dec 31, 11:59 PM EST"),
        (datetime(2028, 1, 1, 5, tzinfo=UTC), NEW_YORK, NEW_YORK, "Fri, Dec 31, 2027, 11:59 PM EST"),
        (datetime(2026, 3, 8, 4, 30, tzinfo=UTC), NEW_YORK, NEW_YORK, "Sat, Mar 7, 11:30 PM EST"),
        (datetime(2026, 3, 7, 17, tzinfo=UTC), NEW_YORK, NEW_YORK, "Sat, Mar 7, 12:00 PM EST"),
    ],
)
def test_an_end_belongs_to_the_day_that_it_ends(
    app: Flask, ends_at: datetime, zone: ZoneInfo, shown_in: ZoneInfo, told: str
) -> None:
    assert dates.say_deadline(ends_at, zone, shown_in) == told


@pytest.mark.parametrize(
    ("ends_at", "told"),
    [
        (END_OF_THE_SEVENTH, "in 7 days"),
        (END_OF_THE_SEVENTH - timedelta(hours=12), "in 7 days"),
        (END_OF_THE_SEVENTH - timedelta(days=6), "in 1 day"),
        (END_OF_THE_SEVENTH - timedelta(days=7), "in 17 hours"),
        (datetime(2026, 3, 1, 13, tzinfo=UTC), "in 1 day"),
        (datetime(2026, 2, 28, 13, tzinfo=UTC), "in 1 hour"),
        (datetime(2026, 2, 26, 23, tzinfo=UTC), "2 days ago"),
        (datetime(2026, 2, 22, 5, tzinfo=UTC), "7 days ago"),
    ],
)
def test_days_are_counted_from_today_to_the_day_that_is_told(app: Flask, ends_at: datetime, told: str) -> None:
    assert dates.say_until(ends_at, datetime(2026, 2, 28, 12, tzinfo=UTC)) == told


def test_what_begins_at_midnight_begins_on_that_day(app: Flask) -> None:
    now = datetime(2026, 2, 28, 12, tzinfo=UTC)
    assert dates.say_until_start(END_OF_THE_SEVENTH, now) == "in 8 days"


def test_one_deadline_has_one_number_of_days_on_card_page_and_filter(posting: Opportunity, client: FlaskClient) -> None:
    with clock.frozen(datetime(2026, 2, 28, 12, tzinfo=UTC)):
        assert "(in 7 days)" in client.get(f"/opportunities/{posting.id}").text
        found = client.get("/opportunities?closing=7d").text
    assert "closes in 7 days" in found, "and it is found within 7 days"
    with clock.frozen(datetime(2026, 2, 28, 4, tzinfo=UTC)):  # the evening before, in New York
        assert "(in 8 days)" in client.get(f"/opportunities/{posting.id}").text
        assert "closes in" not in client.get("/opportunities?closing=7d").text


@pytest.mark.parametrize(
    ("zone", "written", "told"),
    [
        ("America/New_York", "", "11:59 PM"),
        ("America/Indiana/Knox", "", "11:59 PM"),
        ("Pacific/Honolulu", "", "11:59 PM"),
        ("Europe/Berlin", "", "23:59"),
        ("America/Toronto", "", "23:59"),
        ("Europe/Berlin", "12", "11:59 PM"),
        ("America/New_York", "24", "23:59"),
    ],
)
def test_the_clock_is_the_schools_habit_or_its_choice(zone: str, written: str, told: str) -> None:
    settings = from_environment(KEY | {"ROUNDS_TIME_ZONE": zone, "ROUNDS_CLOCK": written})
    try:
        dates.show_clock(twelve_hours=settings.clock == "12")
        assert told in dates.say_moment(datetime(2026, 3, 7, 23, 59, tzinfo=ZoneInfo(zone)), ZoneInfo(zone))
    finally:
        dates.show_clock(twelve_hours=True)


def test_a_clock_of_another_kind_is_refused_at_the_start() -> None:
    with pytest.raises(BadSetting, match="ROUNDS_CLOCK"):
        from_environment(KEY | {"ROUNDS_CLOCK": "am"})
