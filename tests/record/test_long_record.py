"""A record as it grows: a list before there is a shape to draw, years once it is long, two pages of CV."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from justhtml import JustHTML
from pypdf import PdfReader

from board.record import overview
from board.record.models import Assessment, Entry, EntryKind, Relation
from board.vocabulary import rubric
from tests.record.conftest import WITNESS
from tests.record.test_levels import AT, ticks
from tests.record.test_shares import share

Add = Callable[..., int]
WORDS = "Read every event report of the month with two nurses and a pharmacist, and took one to the unit council. "


def of(*assessments: Assessment) -> overview.Overview:
    """The record of somebody with one experience."""
    entry = Entry(kind=EntryKind.OTHER, title="x", starts=AT.date(), assessments=list(assessments), competencies=[])
    return overview.of([entry], AT.date())


def test_a_shape_has_three_corners_and_fewer_are_a_list() -> None:
    assert not of().rated
    two = of(ticks(Relation.SUPERVISOR, p1=2, s1=3), ticks(Relation.SELF, p1=1, t1=2))
    assert len(two.rated) == 3, "of which each view has two"
    assert two.radar is None
    assert of(ticks(Relation.SUPERVISOR, p1=2, s1=3, t1=2)).radar


def test_a_short_share_has_no_picture_of_one_line(
    browser: FlaskClient, client: FlaskClient, add: Add, link_for: Callable[..., str]
) -> None:
    numbers = [add(), add()]
    client.post(link_for(numbers[0]), data=WITNESS | {"facts": "y", "p1": "2", "t1": "2"})
    for page in (client.get(share(browser, *numbers)).text, browser.get("/record").text):
        assert "Six competencies" not in page
        words = " ".join(JustHTML(page, sanitize=False).query(".c-levels")[0].to_text().split())
        assert words == (
            "Professionalism Observed: level 2 of 4 (1 of 5 behaviors) "
            "Team management Observed: level 2 of 4 (1 of 5 behaviors)"
        )


def test_a_long_record_is_folded_by_years(browser: FlaskClient, add: Add) -> None:
    for number in range(overview.MOST_UNFOLDED):
        add(title=f"Role {number}", starts=f"{2023 + number % 3}-02-01", ends="2026-02-01", hours="10")
    page = JustHTML(browser.get("/record").text, sanitize=False)
    assert not page.query(".c-year")
    assert len(page.query(".c-entry h3")) == overview.MOST_UNFOLDED
    add(kind="seminar", title="Role 12", starts="2024-03-01", ends="2024-03-01", hours="")
    page = JustHTML(browser.get("/record").text, sanitize=False)
    years = [" ".join(summary.to_text().split()) for summary in page.query(".c-year > summary")]
    assert years == ["2025 4 experiences, 40 hours", "2024 5 experiences, 40 hours", "2023 4 experiences, 40 hours"]
    assert ["open" in year.attrs for year in page.query(".c-year")] == [True, False, False]
    assert len(page.query(".c-year .c-entry h4 a")) == overview.MOST_UNFOLDED + 1, "each is still there"


def test_what_is_not_on_the_form_is_folded_where_there_is_much_of_it(browser: FlaskClient, add: Add) -> None:
    def folds() -> list[tuple[str, bool]]:
        page = JustHTML(browser.get("/record/residency").text, sanitize=False)
        return [
            (" ".join(item.query("summary")[0].to_text().split()), "open" in item.attrs)
            for item in page.query(".c-year")
        ]

    numbers = [add(title=f"Role {number}") for number in range(overview.MOST_UNFOLDED + 2)]
    assert folds() == [("Not on the form 14 experiences", True)], "there is nothing else to see"
    browser.post(f"/record/residency/{numbers[0]}/choose")
    assert folds() == [("Not on the form 13 experiences", False)]
    browser.post(f"/record/residency/{numbers[1]}/choose")
    assert folds() == [("Not on the form 12 experiences", True)]


def test_the_cv_of_nine_experiences_is_two_pages(browser: FlaskClient, add: Add) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError, reason="no Pango here, so no PDF is made")
    numbers = [add(title=f"Role {number}", description=WORDS * 3, aim="Fewer falls") for number in range(9)]
    every = {behaviour.key: "2" for behaviour in rubric.on(date(2026, 3, 2)).behaviours}
    assert browser.post(f"/record/entries/{numbers[0]}/self", data=every).status_code == 303
    reader = PdfReader(io.BytesIO(browser.get("/record/cv.pdf").data))
    assert len(reader.pages) == 2
    assert "Leadership competencies" in reader.pages[1].extract_text()
