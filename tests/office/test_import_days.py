"""Days and hours of a file, as the preview shows them and as they are kept."""

import re
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from tests.office.importing import HEAD, ROW, imported, preview
from tests.office.test_import import Upload, chosen, upload
from tests.office.test_people import cora, office

__all__ = ["cora", "office", "upload"]


def kept_until(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("2/13/2027", "Sat, Feb 13, 2027"), ("2027-02-13 09:00", "Sat, Feb 13, 2027, 9:00 AM EST")],
)
def test_an_opening_is_shown_as_the_day_on_which_it_begins(
    cell: str, shown: str, office: FlaskClient, upload: Upload
) -> None:
    page = preview(office, upload, f"{HEAD},opens\n{ROW},{cell}\n")
    assert re.search(rf"{cell} →\s+{shown}<", page)


def test_a_deadline_of_another_zone_is_shown_in_the_schools_and_says_so(office: FlaskClient, upload: Upload) -> None:
    text = f"{HEAD},deadline,opens,time zone\n{ROW},3/14/2027,2027-02-14,Pacific\n"
    page = preview(office, upload, text)
    here, there = "Mon, Mar 15, 2027, 2:59 AM EDT", "Sun, Mar 14, 2027, 11:59 PM PDT"
    assert f"{here} here ({there} there)" in page
    assert f"deadline: {there} in the zone that the row names is {here} here" in page
    assert "Sun, Feb 14, 2027<" in page, "it opens at the beginning of that day there"


@pytest.mark.parametrize(
    ("zone", "name"), [("ET", ""), ("CT", "America/Chicago"), ("MST", "America/Denver"), ("PT", "America/Los_Angeles")]
)
def test_a_zone_may_be_named_by_its_letters(zone: str, name: str, office: FlaskClient, upload: Upload) -> None:
    (posting,) = imported(office, upload, f"{HEAD},deadline,time zone\n{ROW},2027-03-14,{zone}\n")
    assert posting.time_zone == name


@pytest.mark.parametrize(
    ("day", "hour", "closes"),
    [
        ("2027-03-14", "5:00 PM", "2027-03-14 21:00"),
        ("2027-03-14", "17:00", "2027-03-14 21:00"),
        ("2027-03-14", "noon", "2027-03-14 16:00"),
        ("2027-03-14", "5 PM PT", "2027-03-15 00:00"),
        ("2027-03-14", "", "2027-03-15 04:00"),
        ("2027-03-14", "TBD", "2027-03-15 04:00"),
    ],
)
def test_a_deadline_takes_its_hour_from_the_column_beside_it(
    day: str, hour: str, closes: str, office: FlaskClient, upload: Upload
) -> None:
    (posting,) = imported(office, upload, f"{HEAD},Deadline,Deadline time\n{ROW},{day},{hour}\n")
    assert (kept_until(posting.closes_at), posting.description) == (closes, "")


@pytest.mark.parametrize(
    ("day", "hour", "closes"),
    [
        ("2027-03-14", "close of business", "2027-03-15 04:00"),
        ("2027-03-14 12:00", "5:00 PM", "2027-03-14 16:00"),
        ("rolling", "5:00 PM", ""),
    ],
)
def test_an_hour_that_cannot_be_used_stays_as_words(
    day: str, hour: str, closes: str, office: FlaskClient, upload: Upload
) -> None:
    (posting,) = imported(office, upload, f"{HEAD},Deadline,Deadline time\n{ROW},{day},{hour}\n")
    assert (kept_until(posting.closes_at), posting.description) == (closes, f"Time of the deadline: {hour}")


@pytest.mark.parametrize(
    ("first", "second", "used"),
    [
        ("Early deadline", "Final deadline", 1),
        ("Nomination deadline", "Application deadline", 1),
        ("Deadline", "Priority deadline", 0),
        ("Priority deadline", "Deadline", 1),
        ("Letter deadline", "Due date", 1),
    ],
)
def test_of_two_deadlines_the_last_one_counts_and_it_is_said(
    first: str, second: str, used: int, office: FlaskClient, upload: Upload
) -> None:
    names = [first, second]
    page = preview(office, upload, f"{HEAD},{first},{second}\n{ROW},2027-03-01,2027-03-14\n")
    assert [chosen(page, f"column-{3 + at}") for at in (used, 1 - used)] == ["deadline", ""]
    assert f"“{names[used]}” and “{names[1 - used]}” could both be Deadline, and differ in 1 row" in page


def test_an_early_deadline_alone_is_the_deadline_and_it_is_said(office: FlaskClient, upload: Upload) -> None:
    text = f"{HEAD},Priority deadline\n{ROW},2027-03-01\n"
    assert "“Priority deadline” is the only column with a deadline" in preview(office, upload, text)
    (posting,) = imported(office, upload, text)
    assert posting.closes_at == datetime(2027, 3, 2, 5, tzinfo=UTC)
