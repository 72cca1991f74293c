"""Paper: a tagged PDF of our own files, and nothing fetched from anywhere."""

import io
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask, Response
from pypdf import PdfReader

from board.kernel.errors import TooManyRequests
from board.kernel.throttle import Limit
from board.web import pdf_pages, throttle, typefaces

PAGE = """<html lang="en">
<head><title>Paper</title><link rel="stylesheet" href="{}"></head>
<body><h1>Née Łukasz</h1></body>
</html>"""

pytest.importorskip("weasyprint", exc_type=OSError, reason="no Pango here, so no PDF is made")


def test_a_page_becomes_a_tagged_pdf_that_can_be_read(app: Flask) -> None:
    content = pdf_pages.to_pdf(PAGE.format("/static/css/paper.css"))
    assert content is not None
    reader = PdfReader(io.BytesIO(content))
    assert "Née Łukasz" in reader.pages[0].extract_text()
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    fonts = {str(font.get_object()["/BaseFont"]) for font in reader.pages[0]["/Resources"]["/Font"].values()}
    assert any("Rounds-Serif" in name for name in fonts), "the stylesheet was read"


@pytest.mark.parametrize(
    "address", ["/static/../board/settings.py", "/etc/passwd", "file:///etc/passwd", "http://127.0.0.1:9/x.css"]
)
def test_nothing_but_our_own_files_is_read(app: Flask, address: str) -> None:
    with pytest.raises(ValueError, match="our own files"):
        pdf_pages._own_file(address)


def test_one_pdf_is_made_at_a_time_and_few_wait(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    going, go, at_work = threading.Semaphore(0), threading.Event(), []

    def slow(_html: str) -> bytes:
        at_work.append(threading.get_ident())
        going.release()
        assert go.wait(20)
        at_work.pop()
        return b"%PDF"

    def ask() -> Response:
        with app.test_request_context("/paper.pdf?as=pdf"):
            return app.make_response(pdf_pages.pdf_answer("<p>Paper</p>", "paper.pdf"))

    monkeypatch.setattr(pdf_pages, "to_pdf", slow)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask)
        assert going.acquire(timeout=20)
        second = pool.submit(ask)
        for _ in range(200):
            if not pdf_pages._line.acquire(blocking=False):
                break
            pdf_pages._line.release()
            time.sleep(0.01)
        else:
            go.set()
            pytest.fail("nobody stands in line")
        with pytest.raises(TooManyRequests, match="for others at this moment"):
            ask()
        assert len(at_work) == 1
        go.set()
        assert [paper.result().status_code for paper in (first, second)] == [200, 200]


def test_one_reader_has_a_limit_of_pdfs(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "PAPERS", Limit.of("papers", "2 per minute", "You had many PDFs made."))
    monkeypatch.setattr(pdf_pages, "to_pdf", lambda _html: b"%PDF")
    with app.test_request_context("/paper.pdf?as=pdf"):
        for _ in range(2):
            pdf_pages.pdf_answer("<p>Paper</p>", "paper.pdf")
        with pytest.raises(TooManyRequests, match="many PDFs"):
            pdf_pages.pdf_answer("<p>Paper</p>", "paper.pdf")


CHINESE, KOREAN, HEBREW, ARABIC = (
    "\u738b\u5c0f\u660e",
    "\uae40\ubbfc\uc9c0",
    "\u05e9\u05e8\u05d4",
    "\u0644\u064a\u0644\u0649",
)


@pytest.mark.parametrize(
    ("name", "script"),
    [(CHINESE, "Chinese and Japanese"), (KOREAN, "Korean"), (HEBREW, "Hebrew"), (ARABIC, "Arabic")],
    ids=["Chinese", "Korean", "Hebrew", "Arabic"],
)
def test_a_name_is_set_or_it_is_said_before_that_it_cannot_be(app: Flask, name: str, script: str) -> None:
    """On whatever machine this runs: with a font for the script, or without."""
    page = PAGE.format("/static/css/paper.css").replace("Née Łukasz", name)
    with app.test_request_context("/record/cv.pdf"):
        answer = pdf_pages.pdf_answer(page, "cv.pdf")
    if typefaces.has_letter(name[0]):
        assert isinstance(answer, Response)
        assert name in PdfReader(io.BytesIO(answer.get_data())).pages[0].extract_text()
    else:
        assert f"This server has no font with {script} letters" in str(answer)


def test_no_word_is_longer_than_its_line(app: Flask) -> None:
    """An address of a web page, and a word without end: nothing runs off the paper."""
    word = "https://journal.example/" + "article" * 40
    page = PAGE.format("/static/css/paper.css").replace("Née Łukasz", word)
    with app.test_request_context("/record/cv.pdf"):
        answer = pdf_pages.pdf_answer(page, "cv.pdf")
    assert isinstance(answer, Response)
    sheet, places = PdfReader(io.BytesIO(answer.get_data())).pages[0], []
    sheet.extract_text(
        visitor_text=lambda text, _matrix, at, *_: places.append((at[4], at[5])) if text.strip() else None
    )
    assert len({y for _, y in places}) > 3, "it goes on in the next line"


def test_what_cannot_be_set_is_printed_by_the_browser_or_taken_with_boxes(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typefaces, "has_letter", lambda letter: letter < "\u3000")
    page = PAGE.format("/static/css/paper.css").replace("Née Łukasz", f"{KOREAN} {HEBREW}")
    with app.test_request_context("/mentorship/hours.pdf?year=2026"):
        told = str(pdf_pages.pdf_answer(page, "hours.pdf"))
        assert "Korean letters cannot be set in this PDF" in told
        assert "Hebrew" not in told
        assert '<input type="hidden" name="year" value="2026">' in told
    with app.test_request_context("/mentorship/hours.pdf?as=page"):
        assert pdf_pages.pdf_answer(page, "hours.pdf") == page
    with app.test_request_context("/mentorship/hours.pdf?as=pdf"):
        answer = pdf_pages.pdf_answer(page, "hours.pdf")
        assert isinstance(answer, Response)
        assert answer.mimetype == "application/pdf"
