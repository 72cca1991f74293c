"""Files that are refused: why, in a sentence that says what to do, and quickly."""

import io
import json
import zipfile

import openpyxl
import pytest
from flask.testing import FlaskClient

from tests.office.importing import HEAD, ROW, preview
from tests.office.test_import import Upload, upload
from tests.office.test_people import cora, office

__all__ = ["cora", "office", "upload"]


def packed(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), text)
    return out.getvalue()


def workbook(**cells: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEAD.split(","))
    sheet.append(ROW.split(","))
    for place, text in cells.items():
        sheet[place] = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)
WIDE = ",".join(f"c{at}" for at in range(4000))
REFUSED = [
    ("a.xlsx", OLE + bytes(4096), "This is a workbook of an old Excel (.xls) that is damaged"),
    ("a.xlsb", packed(xl__workbook_DOT_bin="x"), "This is a binary workbook (.xlsb) that is damaged"),
    (
        "a.ods",
        packed(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_DOT_xml="<a/>"),
        "This is an OpenDocument spreadsheet (.ods) that is damaged",
    ),
    ("a.xlsx", workbook(AAA1="note"), "The sheet has 703 columns, and 300 are read at most: look at AAA1."),
    ("a.xlsx", workbook(KO1="a", KP1="b", KQ1="c", KR1="d", ZZ9="e"), "look at KO1, KP1, KQ1, ZZ9 and 1 more."),
    ("a.xlsx", workbook(A20000="note"), "The sheet has 20,000 rows, and 5,000 are read at most: look at A20000."),
    ("a.csv", f"{HEAD},{WIDE}\n{ROW}\n".encode(), "Row 1 has 4,003 columns, and 300 are read at most."),
    ("a.csv", f"{HEAD}\n{ROW}{',x' * 200_000}\n".encode(), "Row 2 has 200,003 columns, and 300 are read at most."),
    ("a.tsv", f"{HEAD}\n{ROW}\n".replace(",", "\t").encode() + b"\tx" * 400, "Row 3 has 401 columns"),
    ("a.json", json.dumps([{f"c{at}": 1 for at in range(301)}]).encode(), "The list has 301 columns"),
    ("a.csv", f"{HEAD}\n{ROW}\n{'x' * 100_001},Elm,volunteer\n".encode(), "A cell of row 3 has more than 100,000"),
    ("a.json", json.dumps([{"title": "x" * 100_001}]).encode(), "A cell of row 1 has more than 100,000 characters."),
]


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED, ids=range(len(REFUSED)))
def test_a_file_is_refused_in_a_sentence_that_helps(
    name: str, content: bytes, sentence: str, office: FlaskClient, upload: Upload
) -> None:
    answer = office.get(upload(content, name))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert len(answer.text) < 30_000


def test_a_workbook_with_a_password_is_refused_when_it_is_uploaded(office: FlaskClient) -> None:
    answer = office.post("/office/import", data={"file": (io.BytesIO(LOCKED), "a.xlsx")})
    assert answer.status_code == 422
    assert "This workbook is locked with a password. Open it in Excel" in answer.text


def test_a_cell_of_a_workbook_that_unfolds_to_millions_of_characters_is_refused(
    office: FlaskClient, upload: Upload
) -> None:
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
        f'<c r="A1" t="inlineStr"><is><t>{"x" * 20_000_000}</t></is></c></row></sheetData></worksheet>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as whole, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        for name in whole.namelist():
            bomb.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else whole.read(name))
    assert len(out.getvalue()) < 100_000
    assert "A cell of row 1 has more than 100,000 characters" in preview(office, upload, out.getvalue(), "a.xlsx")


def test_empty_cells_at_the_end_of_a_row_are_no_columns(office: FlaskClient, upload: Upload) -> None:
    assert "1 posting to import" in preview(office, upload, f"{HEAD}{',' * 400}\n{ROW}{',' * 400}\n")


def test_rows_of_a_workbook_do_not_speak_of_delimiters(office: FlaskClient, upload: Upload) -> None:
    page = preview(office, upload, workbook(E2="Elm, Oak"), "a.xlsx")
    assert "the cell in column E has no heading above it" in page
    assert "delimiter" not in page
