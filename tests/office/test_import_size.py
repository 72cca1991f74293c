"""Files of thousands of rows: what is let in, and what a row more costs."""

import io
import json
import re
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.opportunities.exchange.writing import cells_of
from board.opportunities.forms import OpportunityForm
from tests.counting import count_statements
from tests.office.importing import HEAD, imported, preview
from tests.office.test_import import Upload, filled_in, upload
from tests.office.test_people import cora, office

__all__ = ["cora", "office", "upload"]
ZONE = ZoneInfo("America/New_York")


def rows(count: int) -> list[list[str]]:
    return [[f"Lead {at}", "Elm", "volunteer"] for at in range(count)]


def as_csv(count: int) -> bytes:
    return "\n".join(["Spring list", HEAD, *(",".join(row) for row in rows(count))]).encode()


def as_xlsx(count: int) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["Spring list"], HEAD.split(","), *rows(count)):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_json(count: int) -> bytes:
    return json.dumps([dict(zip(HEAD.split(","), row, strict=True)) for row in rows(count)]).encode()


@pytest.mark.parametrize(("name", "make"), [("a.csv", as_csv), ("a.xlsx", as_xlsx), ("a.json", as_json)])
def test_five_thousand_rows_are_read_and_one_more_is_not(
    name: str, make: Any, office: FlaskClient, upload: Upload
) -> None:
    assert "5,000 postings to import" in preview(office, upload, make(5_000), name)
    assert "The file has more than 5,000 rows." in preview(office, upload, make(5_001), name)


def test_the_page_for_uploads_tells_both_limits(office: FlaskClient) -> None:
    assert "up to 5 MB and 5,000 rows" in office.get("/office/import").text


def test_rows_of_the_preview_come_in_pages(office: FlaskClient, upload: Upload) -> None:
    address = upload(as_csv(450).replace(b"kind", b"sort") + b"\n,Elm,volunteer")
    choices = {"column-2": "kind"}
    first = office.get(address, query_string=choices).text
    assert "450 postings to import" in first
    assert ("Page 1 of 3" in first, "ready: Lead 0 " in first, "ready: Lead 200 " in first) == (True, True, False)
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    second = office.get(following[1].replace("&amp;", "&")).text
    assert "450 postings to import" in second, "what was said of the file is said on each page"
    assert ("Page 2 of 3" in second, "ready: Lead 200 " in second) == (True, True)
    assert "csrf_token" not in following[1]
    refused = re.search(r'rel="next" href="([^"]+)"', office.post(f"{address}/write", data=filled_in(second)).text)
    assert refused is not None
    assert "column-2=kind" in refused[1]
    assert "csrf_token" not in refused[1]
    assert office.get(address, query_string=choices | {"rows": "9" * 30}).status_code == 200


def test_a_row_more_in_a_preview_costs_no_question_and_no_form(
    app: Flask, office: FlaskClient, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.post(f"{upload(as_csv(30))}/write", data={})
    made, really = [], OpportunityForm.__init__

    def count(form: OpportunityForm, *given: Any, **more: Any) -> None:
        made.append(form)
        really(form, *given, **more)

    monkeypatch.setattr(OpportunityForm, "__init__", count)
    statements = []
    for most in (40, 90):
        address = upload(as_csv(most))
        made.clear()
        statements.append(count_statements(app, lambda: office.get(address)))  # noqa: B023
        assert len(made) == 1
    assert statements[0] == statements[1]


def test_a_row_leaves_nothing_to_the_next(office: FlaskClient, upload: Upload) -> None:
    head = f"{HEAD},area,hours_from,pay,deadline,class years,application_documents,url"
    full = 'Full,Elm,volunteer,Research,4,unpaid,2027-03-14,M1,"[cv, required] Your CV",elm.example'
    bad = full.replace("Full", "Bad").replace("2027-03-14", "no day").replace(",4,", ",99,")
    bare = "Bare,Elm,seminar,,,,not stated,,,"
    (alone,) = imported(office, upload, f"{head}\n{bare}\n")
    values = cells_of(alone, ZONE)
    _, _, after = imported(office, upload, f"{head}\n{full}\n{bad}\n{bare.replace('Bare', 'Other')}\n")
    assert cells_of(after, ZONE) | {"title": "Bare", "posting_key": ""} == values | {"posting_key": ""}


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_what_is_here_already_is_found_among_other_postings(database: str, office: FlaskClient, upload: Upload) -> None:
    text = f"{HEAD},area,deadline\nWard cart,Elm,volunteer,Research,2027-03-14\n"
    imported(office, upload, f"{text}Night cart,Elm,volunteer,,\n")
    exported = office.get("/office/export.csv").text
    assert "0 postings to import, 0 bad rows, 1 row left out" in preview(office, upload, text)
    assert "0 postings to import, 0 bad rows, 2 rows left out" in preview(office, upload, exported)
    changed = preview(office, upload, exported.replace("Night cart,", "Day cart,"))
    assert "it is here already; the file says something else of title, which stays as it is here" in changed
    assert "1 posting to import" in preview(office, upload, text.replace("2027-03-14", "2027-03-15"))
