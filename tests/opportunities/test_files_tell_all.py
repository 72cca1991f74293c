"""What a file held and Rounds does not use is told before anything is written: people, cells, columns, sheets."""

import html
import io
from collections import Counter
from collections.abc import Callable

import openpyxl
import pytest
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.kernel.spreadsheet.encoding import decode
from board.opportunities.models import PostingState
from tests.office.test_import import Upload, filled_in, upload
from tests.office.test_people import cora, office
from tests.opportunities.test_files_people_have import HEAD, ROW, Run, one, postings, run

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


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (f'title,organisation,"kind\n{ROW}\n', "a.csv", "A quotation mark opens in row 1 and never closes"),
        (
            f'{HEAD}\nUsher,Elm,"volunteer\n{ROW}\nCook,"Elm, West",volunteer\n',
            "a.csv",
            "the row runs over 3 lines, so look for a quotation mark",
        ),
        (f"{HEAD}\n", "a.csv", "The file has headings and no row below them, so there is nothing to import."),
    ],
)
def test_a_file_that_ends_early_says_where_to_look(run: Run, content: str, name: str, said: str) -> None:
    _, output = run(content, name=name)
    assert said in output, output
    assert "rows to bring in" not in output or "0 rows to bring in" in output


def test_a_file_with_the_name_of_another_sort_is_read_as_what_it_is(run: Run) -> None:
    code, output = run(f"{HEAD}\n{ROW}\n", "--dry-run", name="postings.xlsx")
    assert code == 0, output
    assert "The file is called .xlsx and holds plain text: it was read as text." in output
    book = openpyxl.Workbook()
    for row in (HEAD.split(","), ROW.split(",")):
        book.active.append(row)
    code, output = run(saved(book), name="postings.csv")
    assert code == 0, output
    assert "The file is called .csv and is a workbook: it was read as one." in output
    assert one().title == "Ward library cart"


@pytest.mark.parametrize("cell", ["N/A", "n/a", "TBD"])
def test_good_standing_that_nobody_stated_is_not_required(run: Run, cell: str) -> None:
    code, output = run(f"{HEAD},good standing\n{ROW},{cell}\n")
    assert code == 0, output
    assert f"good standing: '{cell}' was read as no" in output
    assert not one().good_standing


@pytest.mark.parametrize(
    "cell", ["Summer 2027", "Fall '27", "early May 2027", "AY 2027-28", "Immediately", "Q3 2027", "September"]
)
def test_a_term_that_begins_on_no_day_stays_as_words(run: Run, cell: str) -> None:
    code, output = run(f"{HEAD},start date\n{ROW},{cell}\n")
    assert code == 0, output
    assert f"start date: {cell!r} stays as words at the end of the description" in output
    assert one().term_starts is None
    assert one().description == f"Term starts: {cell}"


@pytest.mark.parametrize("cell", ["February 30, 2027", "March 14", "32.03.2027", "Mayday 5"])
def test_a_day_of_a_term_that_is_wrong_is_refused(run: Run, cell: str) -> None:
    code, output = run(f'{HEAD},start date\n{ROW},"{cell}"\n')
    assert (code, "row 2: start date:" in output) == (1, True), output


@pytest.mark.parametrize(
    "address", ["people?q=a&_scheme=x&page=9999", "postings?show=all&page=9999", "audit?page=9999"]
)
def test_a_page_beyond_the_last_leads_to_the_last(office: FlaskClient, person: People, address: str) -> None:
    for number in range(30):
        person(f"anna{number}", Role.FACULTY)
    answer = office.get(f"/office/{address}")
    assert answer.status_code == 303
    last = "2" if "people" in address else "1"
    assert answer.location == f"/office/{address.replace('9999', last)}"
    assert office.get(answer.location).status_code == 200


def test_the_preview_counts_what_each_state_of_the_file_becomes(office: FlaskClient, upload: Upload) -> None:
    head = f"{HEAD},deadline,posting state,published at"
    rows = (
        "Usher,Elm,volunteer,2024-01-05,published,2023-05-01T10:00+00:00",
        "Porter,Elm,volunteer,2027-01-05,published,2026-05-01T10:00+00:00",
        "Cook,Elm,volunteer,2024-02-05,,",
    )
    address = upload("\n".join((head, *rows)) + "\n")
    page = html.unescape(office.get(address).text)
    assert "As the file says, these are 1 draft and 2 published." in page
    text = " ".join(page.split())
    assert "The deadline of 2 postings has passed. As published postings they become drafts unless you tick" in text
    assert "as the file says, each keeps its state." in text
    assert "unless past ones are published too; as the file says, published" in page
    office.post(f"{address}/write", data=filled_in(page) | {"become": "as-in-file"})
    states = Counter(posting.state for posting in postings())
    assert states == {PostingState.PUBLISHED: 2, PostingState.DRAFT: 1}
    assert "postings.csv" in office.get("/office/audit").text


def test_a_file_that_tells_no_states_counts_none(office: FlaskClient, upload: Upload) -> None:
    assert "As the file says, these are" not in office.get(upload(f"{HEAD}\n{ROW}\n")).text
