"""What a file held and Rounds does not use is told before anything is written: people, cells, columns, sheets."""

import html
import io
from collections.abc import Callable

import openpyxl
import pytest
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.kernel.spreadsheet.encoding import decode
from tests.office.test_import import Upload, filled_in, upload
from tests.office.test_people import cora, office
from tests.opportunities.test_files_people_have import HEAD, ROW, Run, one, run

__all__ = ["cora", "office", "run", "upload"]

People = Callable[..., User]


@pytest.mark.parametrize(
    ("column", "part"), [("owners", "owner"), ("reviewers", "reviewer"), ("co owners", "co-owner")]
)
def test_people_of_a_file_who_cannot_be_what_it_says_are_told(
    column: str, part: str, office: FlaskClient, upload: Upload, person: People
) -> None:
    pia = person("pia", Role.FACULTY)
    person("stu", Role.STUDENT)
    cell = "pia@example.edu; STU@example.edu; Zoe Low <zoe@elsewhere.edu>"
    address = upload(f"{HEAD},{column}\n{ROW},{cell}\n")
    page = html.unescape(office.get(address).text)
    assert f"zoe@elsewhere.edu has no account here and becomes no {part}" in page
    assert f"stu@example.edu is a student and becomes no {part}: students only apply" in page
    assert "pia@example.edu has no account" not in page
    office.post(f"{address}/write", data=filled_in(page) | {"become": "published"})
    assert pia.id in {involved.user_id for involved in one().people}


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("zoe @school.edu", "owners: 'zoe @school.edu' is no email address: is it zoe@school.edu?"),
        ("pia@example.edu, zoe@school", "owners: 'zoe@school' is no email address"),
        ("Zoe Low", "owners: 'Zoe Low' holds no email address"),
    ],
)
def test_a_broken_address_is_told_with_what_it_may_be(run: Run, cell: str, said: str) -> None:
    code, output = run(f'{HEAD},owners\n{ROW},"{cell}"\n')
    assert (code, said in output) == (1, True), output


@pytest.mark.parametrize(
    ("head", "cells", "contact"),
    [
        ("Contact,Email", "Zoe Low,zoe@school.edu", "Zoe Low, zoe@school.edu"),
        ("Email,Contact person", "zoe@school.edu,Zoe Low", "Zoe Low, zoe@school.edu"),
        ("Contact,Email", "zoe@school.edu,ZOE@school.edu", "zoe@school.edu"),
        ("Contact,Email", "Zoe Low,n/a", "Zoe Low"),
        ("E-mail", "zoe@school.edu", "zoe@school.edu"),
    ],
)
def test_the_name_and_the_address_of_a_contact_are_both_kept(run: Run, head: str, cells: str, contact: str) -> None:
    code, output = run(f"{HEAD},{head}\n{ROW},{cells}\n")
    assert code == 0, output
    assert one().contact == contact


def test_what_a_workbook_hides_is_told(run: Run) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Spring"
    for row in ([*HEAD.split(","), "note", "url"], [*ROW.split(","), "for us alone", "elm.example"]):
        sheet.append(row)
    sheet.column_dimensions["D"].hidden = True
    sheet.column_dimensions["G"].hidden = True
    for title, state in (("Old list", "hidden"), ("Fall", "visible")):
        other = book.create_sheet(title)
        other.append(["title"])
        other.sheet_state = state
    code, output = run(saved(book), name="postings.xlsx")
    assert code == 0, output
    assert "1 column is hidden in the sheet and read too: D." in output
    assert "The sheet “Spring” is read; the file also holds “Fall”, “Old list” (hidden), which are not read" in output


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "Mon–Fri, 5–10 hours",
        "Stipend of €500",
        "Care—and research—for all",
        "Spring – Fall, €2,000 – or more",
        "“Quality” and the patient’s voice",
        "Œuvre, cœur, Žižek",
        "Dagger‡ and 20 °C",
    ],
)
def test_what_windows_wrote_is_no_mac_roman_without_evidence(text: str) -> None:
    assert decode(f"title,organisation\n{text},Elm\n".encode("cp1252")) == (
        f"title,organisation\n{text},Elm\n",
        "Windows-1252",
    )


@pytest.mark.parametrize(
    "text",
    [
        "Café über São José",
        "It’s the patient’s voice",
        "“Quality” for all of us",
        "Müller, Résumé, Garçon",
        "Raúl, José",
    ],
)
def test_what_excel_for_mac_wrote_is_read_by_its_evidence(text: str) -> None:
    assert decode(f"title,organisation\n{text},Elm\n".encode("mac_roman")) == (
        f"title,organisation\n{text},Elm\n",
        "Mac Roman",
    )


def test_the_encoding_is_said_and_can_be_chosen(office: FlaskClient, upload: Upload) -> None:
    address = upload(f"{HEAD}\nEspa\xf1ol,Elm,volunteer\n".encode("mac_roman"))
    page = office.get(address).text
    assert "Read as Windows-1252, as Windows writes it." in page
    assert '<label for="encoding">Read as</label>' in page
    page = office.get(address, query_string={"encoding": "mac_roman"}).text
    assert "Español" in page
    assert "Read as Mac Roman" in page
    office.post(f"{address}/write", data=filled_in(page))
    assert one().title == "Español"
