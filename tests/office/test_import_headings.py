"""Where the names of the columns stand in a file, and files that have none."""

import html

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from board.kernel.db import db
from board.opportunities.models import Opportunity
from tests.office.importing import HEAD, ROW, preview
from tests.office.test_import import Upload, chosen, filled_in, upload
from tests.office.test_people import cora, office

__all__ = ["cora", "office", "upload"]

BARE = "Ward cart,Dept of Medicine,volunteer,2027-03-14\nNight cart,Dept of Surgery,volunteer,2027-03-15\n"
NAMES = {"column-0": "title", "column-1": "organisation", "column-2": "kind", "column-3": "deadline"}


def test_a_file_without_headings_keeps_its_first_row(office: FlaskClient, upload: Upload) -> None:
    address = upload(BARE)
    first = html.unescape(office.get(address).text)
    assert "Row 1 was taken for the heading, and “2027-03-14” is hardly the name of a column" in first
    assert f'href="{address}?heading-row=0">This file has no headings' in first
    page = office.get(address, query_string=NAMES | {"heading-row": "0"}).text
    assert "2 postings to import, 0 bad rows" in page
    assert "Column 1" in page
    assert office.post(f"{address}/write", data=filled_in(page)).status_code == 303
    assert set(db.session.scalars(select(Opportunity.title))) == {"Ward cart", "Night cart"}
    assert chosen(office.get(upload("x,y\n" * 3)).text, "column-0") == "", "columns without names are not remembered"


def test_an_emptied_row_of_the_heading_is_found_again(office: FlaskClient, upload: Upload) -> None:
    text = f"Spring,,\n{HEAD}\n{ROW}\n"
    assert "The heading was found in row 2" in preview(office, upload, text, **{"heading-row": ""})
    assert "Row 9 holds no text, so the heading was looked for" in preview(office, upload, text, **{"heading-row": "9"})


@pytest.mark.parametrize(
    "cell", ["2027-03-14", "3/14/2027", "jane@elm.example", "https://elm.example/a", "$1,500", "12"]
)
def test_a_heading_that_reads_like_a_row_is_questioned(cell: str, office: FlaskClient, upload: Upload) -> None:
    assert "This file has no headings" in preview(office, upload, f"Ward cart,Elm,{cell}\nA,B,C\n")


@pytest.mark.parametrize("heading", [f"{HEAD},2027", f"{HEAD},notes", "what,who,which"])
def test_a_heading_of_names_is_not_questioned(heading: str, office: FlaskClient, upload: Upload) -> None:
    assert "This file has no headings" not in preview(office, upload, f"{heading}\nA,B,C\n")
