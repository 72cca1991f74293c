"""Files that come in and go out: judged on the way in, and given no rights on the way out."""

from dataclasses import dataclass

from flask import Response, current_app, send_file
from werkzeug.datastructures import FileStorage

from board.kernel import pdf
from board.kernel.errors import Invalid
from board.kernel.storage import FileStore


@dataclass(frozen=True)
class Kept:
    """A file on our disk, and what its owner called it."""

    name: str
    filename: str


def keep_pdf(upload: FileStorage | None, field: str) -> Kept | None:
    """Judge and keep an upload; None when nothing was chosen. Raises `Invalid` on the field."""
    if upload is None or not upload.filename:
        return None
    content = upload.stream.read(pdf.LARGEST + 1)
    complaint = pdf.complaint(content)
    if complaint:
        raise Invalid(field, complaint)
    shown = "".join(letter for letter in upload.filename if letter.isprintable() and letter not in '/\\"<>')
    return Kept(store().keep(content), shown[-120:])


def hand_out(name: str, filename: str) -> Response:
    """A kept file as a download; a browser that opens it anyway gives it no rights."""
    answer = send_file(store().path(name), mimetype="application/pdf", as_attachment=True, download_name=filename)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def show(name: str, filename: str) -> Response:
    """A kept file to be seen inside one of our own pages: sandboxed, and in a frame of this site only."""
    answer = send_file(store().path(name), mimetype="application/pdf", download_name=filename)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'self'"
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def store() -> FileStore:
    """The file store of this application."""
    kept: FileStore = current_app.extensions["files"]
    return kept
