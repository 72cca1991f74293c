"""Marks and answers in a file: yes where a heading asks, words elsewhere, never nothing."""

import pytest
from flask.testing import FlaskClient

from board.opportunities.exchange import values
from board.opportunities.models import PlaceMode
from tests.office.importing import HEAD, ROW, imported, preview
from tests.office.test_import import Upload, upload
from tests.office.test_people import cora, office

__all__ = ["cora", "office", "upload"]


@pytest.mark.parametrize("heading", ["Remote?", "Virtual", "Is it remote?"])
@pytest.mark.parametrize("cell", ["x", "X", "✓", "✔", "✔️", "1", "Y", "yes"])
def test_a_mark_says_yes_under_a_question(heading: str, cell: str, office: FlaskClient, upload: Upload) -> None:
    (posting,) = imported(office, upload, f"{HEAD},{heading}\n{ROW},{cell}\n")
    assert (posting.place_mode, posting.description) == (PlaceMode.REMOTE, "")


@pytest.mark.parametrize(
    ("heading", "cell", "mode", "kept"),
    [
        ("On-site?", "x", PlaceMode.ON_SITE, ""),
        ("In person", "yes", PlaceMode.ON_SITE, ""),
        ("On-site?", "no", None, "On-site?: no"),
        ("Campus?", "Yes", None, "Campus?: Yes"),
        ("Location", "Yes", None, "Location: Yes"),
        ("Paid?", "x", None, "Paid?: x"),
        ("Hours", "x", None, "Hours: x"),
        ("Class year", "x", None, "Class years: x"),
    ],
)
def test_an_answer_counts_under_its_question_and_else_stays_as_words(
    heading: str, cell: str, mode: PlaceMode | None, kept: str, office: FlaskClient, upload: Upload
) -> None:
    (posting,) = imported(office, upload, f"{HEAD},{heading}\n{ROW},{cell}\n")
    assert (posting.place_mode, posting.description, posting.place) == (mode, kept, "")
    assert (posting.pay, posting.hours_from, posting.class_years) == (None, None, [])


def test_a_single_letter_is_the_text_of_a_column_of_texts_and_it_is_said(office: FlaskClient, upload: Upload) -> None:
    text = f"{HEAD},eligibility,contact\n{ROW},X,x\n"
    page = preview(office, upload, text)
    assert "eligibility: 'X' was taken for its text" in page
    (posting,) = imported(office, upload, text)
    assert (posting.eligibility_note, posting.contact) == ("X", "x")


@pytest.mark.parametrize("place", ["On-site", "On campus", "In person (4 West)"])
def test_a_location_may_say_that_the_work_is_on_site(place: str, office: FlaskClient, upload: Upload) -> None:
    (posting,) = imported(office, upload, f"{HEAD},location\n{ROW},{place}\n")
    assert (posting.place_mode, posting.place) == (PlaceMode.ON_SITE, place)


@pytest.mark.parametrize(("text", "answer"), [("✓", True), ("☑", True), ("✗", None), ("", False), ("-", None)])
def test_a_mark_that_is_no_letter_is_not_taken_for_an_empty_cell(text: str, answer: bool | None) -> None:
    assert values.flag_of(text) is answer
