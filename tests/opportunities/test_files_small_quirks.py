"""Small things of files from outside: each is understood, or told, and nothing is lost or invented."""

import html
from collections.abc import Callable
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.opportunities.models import PlaceMode
from tests.office.test_import import Upload, filled_in, upload
from tests.office.test_people import cora, office
from tests.opportunities.test_files_people_have import HEAD, ROW, Run, one, run

__all__ = ["cora", "office", "run", "upload"]

NEW_YORK = ZoneInfo("America/New_York")
END_OF_MARCH_14 = datetime(2027, 3, 15, tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("cell", "is_told"),
    [
        ("3/14/2027 12:00 AM", True),
        ("2027-03-14 12:00:00 AM", True),
        ("March 14, 2027 at midnight", True),
        ("March 14, 2027, 12 midnight", True),
        ("Mar 14 2027 12:00 a.m. ET", True),
        ("2027-03-14", False),
        ("2027-03-14 00:00:00", False),
        ("2027-03-14 24:00", False),
    ],
)
def test_midnight_beside_a_deadline_is_the_end_of_its_day_and_the_reading_is_shown(
    run: Run, cell: str, is_told: bool
) -> None:
    code, output = run(f'{HEAD},deadline\n{ROW},"{cell}"\n')
    assert code == 0, output
    assert one().closes_at == END_OF_MARCH_14
    told = "deadline: midnight was read as the end of Mar 14, 2027, not as its beginning"
    assert (told in output) is is_told, output


def test_midnight_in_another_zone_is_the_end_of_the_day_there(run: Run) -> None:
    assert run(f'{HEAD},deadline\n{ROW},"March 14, 2027 12:00 AM PT"\n')[0] == 0
    assert one().closes_at == datetime(2027, 3, 15, tzinfo=ZoneInfo("America/Los_Angeles"))


@pytest.mark.parametrize("cell", ["2027-03-15T00:00:00Z", "2027-03-14T20:00-04:00"])
def test_an_instant_that_a_machine_wrote_stays_that_instant(run: Run, cell: str) -> None:
    assert run(f"{HEAD},deadline\n{ROW},{cell}\n")[0] == 0
    assert one().closes_at == datetime(2027, 3, 15, tzinfo=UTC)


def test_what_opens_at_midnight_opens_as_the_day_begins(run: Run) -> None:
    assert run(f"{HEAD},opens\n{ROW},3/14/2027 12:00 AM\n", "--dates", "mdy")[0] == 0
    opens = one().opens_at
    assert opens is not None
    assert opens.astimezone(NEW_YORK).time() == time()
    assert opens.astimezone(NEW_YORK).day == 14


@pytest.mark.parametrize(
    ("column", "label"),
    [("hours", "Hours"), ("openings", "Openings"), ("pay", "Pay"), ("class years", "Class years")],
)
@pytest.mark.parametrize("cell", ["varies", "Variable", "see website"])
def test_varies_stays_as_words_and_is_told(run: Run, column: str, label: str, cell: str) -> None:
    code, output = run(f"{HEAD},{column}\n{ROW},{cell}\n")
    assert code == 0, output
    assert one().description == f"{label}: {cell}"
    assert f"'{cell}' stays as words at the end of the description" in output


@pytest.mark.parametrize("cell", ["", "n/a", "TBD", "-"])
def test_what_says_nothing_leaves_no_words(run: Run, cell: str) -> None:
    assert run(f"{HEAD},hours\n{ROW},{cell}\n")[0] == 0
    assert one().description == ""


@pytest.mark.parametrize(
    ("mode", "location", "read", "words"),
    [
        ("In person", "Virtual", PlaceMode.ON_SITE, ""),
        ("In-person (main campus)", "Remote", PlaceMode.ON_SITE, ""),
        ("Hybrid - two days on site", "Zoom", PlaceMode.HYBRID, ""),
        ("Remote work", "Elm Hospital", PlaceMode.REMOTE, ""),
        ("By bicycle", "Remote", None, "On site, hybrid or remote: By bicycle"),
        ("", "Remote", PlaceMode.REMOTE, ""),
        ("n/a", "Remote", PlaceMode.REMOTE, ""),
    ],
)
@pytest.mark.parametrize("heading", ["Mode", "Delivery mode", "Remote/On site"])
def test_a_mode_beside_a_location_does_not_lose_to_it(
    run: Run, heading: str, mode: str, location: str, read: PlaceMode | None, words: str
) -> None:
    code, output = run(f"{HEAD},{heading},Location\n{ROW},{mode},{location}\n")
    assert code == 0, output
    assert (one().place_mode, one().place, one().description) == (read, location, words)


@pytest.mark.parametrize(
    "cell",
    [
        "mailto:pia@example.edu",
        "MAILTO:Pia@example.edu?subject=Hello",
        "“pia@example.edu”",
        "‘pia@example.edu’",
        "<pia@example.edu>",
        "‹pia@example.edu›",
        "«pia@example.edu»",
        "“Pia Low” <mailto:pia@example.edu>",
        "Pia Low (pia@example.edu).",
        "pia@example.edu.",
    ],
)
def test_an_owners_address_is_found_whatever_stands_around_it(
    cell: str, office: FlaskClient, upload: Upload, person: Callable[..., User]
) -> None:
    pia = person("pia", Role.FACULTY)
    address = upload(f'{HEAD},owners\n{ROW},"{cell}"\n')
    page = html.unescape(office.get(address).text)
    assert "has no account here" not in page
    office.post(f"{address}/write", data=filled_in(page) | {"become": "published"})
    assert pia.id in {involved.user_id for involved in one().people}


@pytest.mark.parametrize("cell", ["First come, first served", "first-come, first-serve", "Open until filled"])
def test_first_come_first_served_is_rolling(run: Run, cell: str) -> None:
    code, output = run(f'{HEAD},deadline\n{ROW},"{cell}"\n')
    assert code == 0, output
    assert (one().closes_at, one().is_deadline_unstated) == (None, False)
    assert "→ Rolling" in output


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        ("11/15/1927", "deadline: 11/15/1927 lies in the year 1927: is 2027 meant?"),
        ("November 15, 1926", "deadline: November 15, 1926 lies in the year 1926: is 2026 meant?"),
    ],
)
def test_a_year_of_another_century_is_asked_for_by_the_likely_one(run: Run, cell: str, sentence: str) -> None:
    code, output = run(f'{HEAD},deadline\n{ROW},"{cell}"\n')
    assert (code, sentence in output) == (1, True), output


def test_the_day_of_the_last_check_is_what_the_file_says_and_nothing_else(run: Run) -> None:
    assert run(f"{HEAD}\n{ROW}\n")[0] == 0
    assert one().last_checked is None


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("postings.csv", f"{HEAD}\n", "headings"),
        ("postings.xlsx", f"{HEAD}\n{ROW}\n", "The file is called .xlsx and holds plain text: it was read as text."),
    ],
)
def test_a_file_that_is_not_what_it_seems_gets_a_sentence(run: Run, name: str, content: str, sentence: str) -> None:
    assert sentence in run(content, name=name)[1]
