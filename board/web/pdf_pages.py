"""Pages that leave as paper: the same HTML, set by WeasyPrint."""

import logging
import mimetypes
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from flask import Response, current_app, request
from flask.typing import ResponseReturnValue

from board.kernel.errors import TooManyRequests
from board.kernel.text import for_xml, on_one_line
from board.kernel.unit_of_work import refuse_inside_unit_of_work
from board.web import school_files, throttle
from board.web.pages import render_page
from board.web.typefaces import missing_scripts

log = logging.getLogger(__name__)
_press, _line = threading.Lock(), threading.BoundedSemaphore(2)
"""A process makes one PDF at a time, and one more may wait: the other threads answer pages meanwhile."""


def pdf_answer(html: str, filename: str) -> ResponseReturnValue:
    """The page as a tagged PDF (PDF/UA-1). Where the system lacks WeasyPrint's libraries, the page itself, to print.

    Where no font here has the letters of a name in it, the answer says so first: the reader's own browser may have
    them, and prints the page (`?as=page`), or takes the PDF as it is (`?as=pdf`).
    """
    chosen = request.args.get("as", "")
    if chosen == "page":
        return html
    if chosen != "pdf" and (scripts := missing_scripts(html)):
        return render_page("paper_lacks_letters.html", scripts=scripts, filename=filename)
    throttle.count_for_reader(throttle.PAPERS)
    with _turn():
        content = to_pdf(html)
    if content is None:
        return html
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=on_one_line(filename))
    return answer


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for the press, or be told that too many wait already."""
    if not _line.acquire(blocking=False):
        raise TooManyRequests("PDFs are being made for others at this moment. Try again shortly.", retry_after=5)
    try:
        with _press:
            yield
    finally:
        _line.release()


def to_pdf(html: str) -> bytes | None:
    """The PDF; None where Pango is missing. Only our own static files are read, nothing is fetched."""
    try:
        from weasyprint import HTML  # takes a second to load, and only paper needs it
        from weasyprint.urls import URLFetcherResponse
    except OSError as missing:
        log.warning("no PDF can be made here: %s", missing)
        return None

    def fetch(url: str) -> URLFetcherResponse:
        kind = mimetypes.guess_type(urlsplit(url).path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, _own_file(url), {"Content-Type": kind})  # unnamed, a stylesheet is passed over

    refuse_inside_unit_of_work("a PDF was made")
    page = HTML(string=for_xml(html), base_url="house://rounds/", url_fetcher=fetch)
    document: bytes = page.write_pdf(pdf_variant="pdf/ua-1")
    return document


def _own_file(url: str) -> bytes:
    """A file of `static/` by its address, or the school's own logo and colors; anything else is refused."""
    parts = urlsplit(url)
    if parts.scheme in ("", "house") and (own := school_files.for_paper(parts.path, parts.query.removeprefix("v="))):
        return own
    folder = Path(current_app.static_folder or "").resolve()
    path = (folder / parts.path.removeprefix("/static/")).resolve()
    if not path.is_relative_to(folder) or not path.is_file():
        raise ValueError("paper is printed from our own files only")
    return path.read_bytes()
