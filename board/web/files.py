"""Files that come in and go out: judged on the way in, and given no rights on the way out."""

from dataclasses import dataclass

from flask import Response, current_app, send_file
from werkzeug.datastructures import FileStorage

from board.kernel import pdf, spreadsheet
from board.kernel.errors import Invalid
from board.kernel.storage import FileStore
from board.kernel.text import on_one_line


@dataclass(frozen=True)
class Kept:
    """A file on our disk, and what its owner called it."""

    name: str
    filename: str


def keep_pdf(upload: FileStorage | None, field: str) -> Kept | None:
    """Judge and keep an upload; None when nothing was chosen. Raises `Invalid` on the field."""
    if upload is None or not upload.filename:
        return None
    try:
        content = pdf.rewritten(upload.stream.read(pdf.LARGEST + 1))
    except pdf.BadPdf as reason:
        raise Invalid(field, str(reason)) from reason
    return Kept(store().keep(content), _shown(upload.filename))


def keep_table(upload: FileStorage | None, field: str) -> Kept:
    """Keep a file with a table as it is; whoever reads it judges its content. Raises `Invalid` on the field."""
    if upload is None or not upload.filename:
        raise Invalid(field, "Choose a file first.")
    content = upload.stream.read(pdf.LARGEST + 1)
    if len(content) <= pdf.LARGEST and (why := spreadsheet.refusal(content)):
        raise Invalid(field, why)
    if not spreadsheet.is_table(upload.filename):
        raise Invalid(field, "The file’s name must end in .csv, .xlsx, .ods, .txt or .json.")
    if not content.strip():
        raise Invalid(field, "This file is empty.")
    if len(content) > pdf.LARGEST:
        raise Invalid(field, "This file is larger than 5 MB. Divide it into several.")
    return Kept(store().keep(content), _shown(upload.filename))


def hand_out(name: str, filename: str) -> Response:
    """A kept file as a download; a browser that opens it anyway gives it no rights."""
    shown = on_one_line(filename)
    answer = send_file(store().path(name), mimetype="application/pdf", as_attachment=True, download_name=shown)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def show(name: str, filename: str) -> Response:
    """A kept file to be seen inside one of our own pages: sandboxed, and in a frame of this site only."""
    answer = send_file(store().path(name), mimetype="application/pdf", download_name=on_one_line(filename))
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'self'"
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def store() -> FileStore:
    """The file store of this application."""
    kept: FileStore = current_app.extensions["files"]
    return kept


def _shown(filename: str) -> str:
    return "".join(letter for letter in filename if letter.isprintable() and letter not in '/\\"<>')[-120:]
