"""What a workbook holds beside the text of its cells is read, or it is said that it is not."""

import io
import zipfile

import openpyxl
from flask.testing import FlaskClient
from openpyxl.comments import Comment
from openpyxl.styles import Font

from tests.office.importing import imported, preview
from tests.office.test_import import Upload, upload
from tests.office.test_people import cora, office

__all__ = ["cora", "office", "upload"]

HEAD = ["title", "organisation", "kind", "description", "link", "apply"]


RELATION = (
    '<Relationship Id="rId9" Target="sharedStrings.xml" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
)


def workbook(links: dict[str, str], *, comment: str = "", struck: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(HEAD)
    sheet.append(["Ward cart", "Elm", "volunteer", "Bring a pen", "Apply here"])
    for place, address in links.items():
        sheet[place].hyperlink = address
    if comment:
        sheet[comment].comment = Comment("Extended!", "Jane")
    if struck:
        sheet[struck].font = Font(strike=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_comments_and_struck_text_are_counted(office: FlaskClient, upload: Upload) -> None:
    page = preview(office, upload, workbook({}, comment="B2", struck="D2"), "a.xlsx")
    assert "1 comment is not read: B2." in page
    assert "1 cell has text that is struck through, which is read like any other: D2." in page
    plain = preview(office, upload, workbook({}), "a.xlsx")
    assert "comment is" not in plain
    assert "struck" not in plain


def test_a_text_that_is_struck_through_in_part_is_counted(office: FlaskClient, upload: Upload) -> None:
    shared = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Plain</t></si>'
        '<si><r><t xml:space="preserve">Ward </t></r><r><rPr><strike/></rPr><t>cart</t></r></si></sst>'
    )
    out, cell = io.BytesIO(), '<c r="A2" t="inlineStr"><is><t>Ward cart</t></is></c>'
    with zipfile.ZipFile(io.BytesIO(workbook({}))) as whole, zipfile.ZipFile(out, "w") as rich:
        for name in whole.namelist():
            content = whole.read(name).decode()
            if name == "xl/worksheets/sheet1.xml":
                assert cell in content
                content = content.replace(cell, '<c r="A2" t="s"><v>1</v></c>')
            if name == "xl/_rels/workbook.xml.rels":
                content = content.replace("</Relationships>", f"{RELATION}</Relationships>")
            rich.writestr(name, content)
        rich.writestr("xl/sharedStrings.xml", shared)
    page = preview(office, upload, out.getvalue(), "a.xlsx")
    assert "1 cell has text that is struck through, which is read like any other: A2." in page


def test_the_link_of_its_column_comes_first_and_others_are_named(office: FlaskClient, upload: Upload) -> None:
    links = {"A2": "https://elm.example/title", "B2": "https://elm.example", "E2": "https://elm.example/apply"}
    content = workbook(links)
    page = preview(office, upload, content, "a.xlsx")
    assert "not used: https://elm.example/title and https://elm.example behind other cells" in page
    assert "1 other cell leads somewhere, which is not used: B2." in page
    (posting,) = imported(office, upload, content, "a.xlsx")
    assert posting.link == "https://elm.example/apply"


def test_the_link_of_an_organisation_is_not_where_one_applies(office: FlaskClient, upload: Upload) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook({"B2": "https://elm.example"})))
    book.worksheets[0]["E2"] = None
    out = io.BytesIO()
    book.save(out)
    assert imported(office, upload, out.getvalue(), "a.xlsx")[0].link == ""


def test_a_workbook_that_does_not_tell_its_formats_says_so(office: FlaskClient, upload: Upload) -> None:
    content = ods([HEAD, ["Ward cart", "Elm", "volunteer", "Bring a pen"]])
    page = preview(office, upload, content, "a.ods")
    assert "1 posting to import" in page
    assert "This is an OpenDocument spreadsheet (.ods): how it shows its numbers" in page
    assert "how it shows its numbers" not in preview(office, upload, workbook({}), "a.xlsx")


def ods(rows: list[list[str]]) -> bytes:
    office, table, text = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text"))
    cells = (
        "".join(f'<t:table-cell o:value-type="string"><x:p>{cell}</x:p></t:table-cell>' for cell in row) for row in rows
    )
    lines = "".join(f"<t:table-row>{row}</t:table-row>" for row in cells)
    content = (
        f'<o:document-content xmlns:o="{office}" xmlns:t="{table}" xmlns:x="{text}"><o:body><o:spreadsheet>'
        f'<t:table t:name="One">{lines}</t:table></o:spreadsheet></o:body></o:document-content>'
    )
    for short, name in (("o", "office"), ("t", "table"), ("x", "text")):
        content = content.replace(f"<{short}:", f"<{name}:").replace(f"</{short}:", f"</{name}:")
        content = content.replace(f"xmlns:{short}=", f"xmlns:{name}=").replace(f" {short}:", f" {name}:")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", content)
        parts.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()
