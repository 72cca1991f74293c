"""Only the tags of web pages are taken out of a text; whatever else stands between < and > is text."""

import pytest
from flask.testing import FlaskClient

from board.opportunities.exchange import markup
from tests.office.importing import HEAD, ROW, imported, preview
from tests.office.test_import import Upload, upload
from tests.office.test_people import cora, office

__all__ = ["cora", "office", "upload"]

NO_TAGS = [
    "Write to Jane Roe <jane@x.example.edu> by Friday",
    "GPA 3<y and y>2 ok",
    "Use <your name> as subject",
    "a <b and c> d",
    "<https://x.example.edu>",
    "age<18 or >65",
    "if i <3 and 5> u",
]


@pytest.mark.parametrize("text", NO_TAGS)
def test_what_is_no_tag_stays_alone_and_beside_tags(text: str) -> None:
    assert markup.one_line(text) == (text, [])
    assert markup.as_markdown(text) == (text, [])
    assert markup.one_line(f"<em>mail</em> {text}") == (f"mail {text}", [])
    assert markup.as_markdown(f"One<br>{text}")[0].split("\n") == ["One", text]


def test_text_between_signs_reaches_the_posting(office: FlaskClient, upload: Upload) -> None:
    cells = ["Line<br>Jane <jane@x.example.edu>, GPA 3<y and y>2", "GPA <b or c> ok", "Jane <jane@x.example.edu>"]
    text = f'{HEAD},description,eligibility,contact\n{ROW},"{cells[0]}",{cells[1]},{cells[2]}\n'
    (posting,) = imported(office, upload, text)
    assert posting.description.splitlines() == ["Line", "Jane <jane@x.example.edu>, GPA 3<y and y>2"]
    assert (posting.eligibility_note, posting.contact) == (cells[1], cells[2])
    page = office.get(f"/opportunities/{posting.id}").text
    assert "3&lt;y and y&gt;2" in page
    assert "jane@x.example.edu" in page


def test_a_cell_without_tags_is_no_web_page(office: FlaskClient, upload: Upload) -> None:
    text = f"{HEAD},description\n{ROW},R&amp;D for x<y\n"
    assert "written as a web page" not in preview(office, upload, text)
    assert imported(office, upload, text)[0].description == "R&D for x<y"


@pytest.mark.parametrize(
    ("cell", "left_out"),
    [
        ("ok<script>alert(1)</script>", "a script"),
        ("ok<style>p{}</style><form>Name</form>", "a style sheet and a form"),
        ("ok<img src=x onerror=alert(1)>", "an image"),
        ("ok<!-- hidden note -->", "a comment"),
        ("ok<a href='javascript:x()'>.</a>", "the address of a link that leads nowhere"),
    ],
)
def test_an_element_that_is_left_out_is_named_in_its_row(
    cell: str, left_out: str, office: FlaskClient, upload: Upload
) -> None:
    page = preview(office, upload, f"{HEAD},description,eligibility\n{ROW},{cell}<br>,{cell}\n")
    assert f"description: left out of its web page: {left_out}" in page


def test_an_element_that_nothing_closes_takes_no_text_with_it() -> None:
    assert markup.as_markdown("<p>One</p><script>two") == ("One\n\n<script>two", [])


def test_lines_stay_where_only_words_are_marked() -> None:
    assert markup.as_markdown("One\nTwo <b>three</b>")[0].splitlines() == ["One", "Two **three**"]


def test_thousands_of_signs_are_read_at_once() -> None:
    text = "<p>" + "<a " * 20_000 + "a=b " * 20_000
    assert markup.one_line(text)[1] == []
