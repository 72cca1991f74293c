"""Sentences of an import that help, and small things that people write."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from board.opportunities.exchange import dates
from tests.office.importing import HEAD, ROW, imported, preview
from tests.office.test_import import Upload, filled_in, upload
from tests.office.test_people import cora, office

__all__ = ["cora", "office", "upload"]


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("deadline", "next Friday", "is no date: write it as 2027-03-14, or write “not stated” where nobody says it"),
        ("last checked", "next Friday", "is no date: write it as 2027-03-14, or leave it empty"),
        ("deadline", "March 14", "has no year: write it as 2027-03-14"),
        ("deadline", "3/2027", "has no day: write it as 2027-03-14"),
        ("deadline", "March 2027", "has no day: write it as 2027-03-14"),
        ("deadline", "2027-03", "has no day: write it as 2027-03-14"),
    ],
)
def test_what_is_no_day_is_told_with_what_to_write(
    column: str, cell: str, sentence: str, office: FlaskClient, upload: Upload
) -> None:
    page = preview(office, upload, f"{HEAD},{column}\n{ROW},{cell}\n")
    assert f"{column}: '{cell}' {sentence}" in page
    assert "leave it empty" not in page or column != "deadline", "an empty deadline is rolling"


def test_the_advice_for_a_deadline_gives_what_it_says(office: FlaskClient, upload: Upload) -> None:
    (posting,) = imported(office, upload, f"{HEAD},deadline\n{ROW},not stated\n")
    assert (posting.closes_at, posting.is_deadline_unstated) == (None, True)


def test_a_start_without_a_day_says_nothing_of_the_deadline(office: FlaskClient, upload: Upload) -> None:
    page = preview(office, upload, f"{HEAD},start\n{ROW},ASAP\n")
    assert "start: 'ASAP' stays as words" in page
    assert "start: it names no day" not in page


@pytest.mark.parametrize("cell", ["\u200e3/14/2027", "\u202a3/14/2027\u202c", "14\u201103\u20112027", "3／14／2027"])
def test_marks_that_nobody_sees_are_no_part_of_a_day(cell: str, office: FlaskClient, upload: Upload) -> None:
    (posting,) = imported(office, upload, f"{HEAD},deadline\n{ROW},{cell}\n")
    assert posting.closes_at == datetime(2027, 3, 15, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("heading", "order"),
    [
        ("Deadline (dd/mm/yyyy)", "dmy"),
        ("Deadline (DD-MM-YY)", "dmy"),
        ("Deadline (d/m)", "dmy"),
        ("Deadline (MM/DD/YYYY)", "mdy"),
        ("Deadline mmddyyyy", "mdy"),
        ("M.D. deadline", ""),
        ("MD students: deadline", ""),
        ("Deadline", ""),
    ],
)
def test_a_heading_may_say_whether_the_day_or_the_month_comes_first(heading: str, order: str) -> None:
    assert dates.order_of_heading(heading) == order


def test_the_order_that_a_heading_says_is_not_asked_for(office: FlaskClient, upload: Upload) -> None:
    text = f"{HEAD},Deadline (dd/mm/yyyy)\n{ROW},3/4/2027\n"
    assert "day or month first?" not in preview(office, upload, text)
    (posting,) = imported(office, upload, text)
    assert posting.closes_at == datetime(2027, 4, 4, 4, tzinfo=UTC)


def test_the_line_below_the_heading_of_a_table_in_markdown_is_no_row(office: FlaskClient, upload: Upload) -> None:
    text = "| Title | Organisation | Kind |\n|:------|:---:|---|\n| Ward cart | Elm | volunteer |\n"
    assert "1 posting to import, 0 bad rows, 0 rows left out" in preview(office, upload, text, "a.txt")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Field,Value\nTitle,Ward cart\nOrganisation,Elm\nKind,volunteer\n", "stand below one another"),
        ("Title        Organisation  Kind\nWard cart    Elm           volunteer\n", "divided by spaces only"),
    ],
)
def test_a_table_of_another_shape_is_told_what_to_do(
    text: str, sentence: str, office: FlaskClient, upload: Upload
) -> None:
    assert sentence in preview(office, upload, text, "a.txt")


def test_a_contact_email_that_is_none_is_noted(office: FlaskClient, upload: Upload) -> None:
    page = preview(office, upload, f"{HEAD},contact,contact email\n{ROW},Jane,ask the desk\n")
    assert "contact email: 'ask the desk' is no email address, and was kept as it is" in page


def test_of_two_tabs_the_second_says_what_it_left_out(office: FlaskClient, upload: Upload) -> None:
    tabs = [upload(f"{HEAD}\n{ROW}\nNight cart {tab},Elm,volunteer\n") for tab in "ab"]
    forms = [filled_in(office.get(address).text) for address in tabs]
    answers = []
    for address, form in zip(tabs, forms, strict=True):
        location = str(office.post(f"{address}/write", data=form).location)
        answers.append(office.get(location).text)
    first, second = answers
    assert "2 postings imported from postings.csv." in first
    assert "left out" not in first
    assert "1 posting imported from postings.csv. 1 row was left out: it is here already." in second


def test_a_file_that_is_imported_says_on_which_day(office: FlaskClient, upload: Upload) -> None:
    address = upload(f"{HEAD}\n{ROW}\n")
    office.post(f"{address}/write", data=filled_in(office.get(address).text))
    assert "It became 1 posting on " in office.get(address).text
