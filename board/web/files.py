"""Files that come in and go out: judged on the way in, and given no rights on the way out."""

import io
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, request, send_file
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from board.kernel import csv, pdf, spreadsheet
from board.kernel.errors import Invalid
from board.kernel.storage import FileStore, FilesUnavailable
from board.kernel.text import on_one_line
from board.web import throttle

PDF = "application/pdf"
CSV = "text/csv"
MOST = 50 * 1024 * 1024
"""Bytes of files that one person may have here. What several of their rows name counts once."""


@dataclass(frozen=True)
class UploadedFile:
    """A file that we keep, and what its owner called it."""

    name: str
    filename: str


def keep_pdf(upload: FileStorage | None, field: str, *, instead_of: str = "") -> UploadedFile | None:
    """Judge and keep an upload; None when nothing was chosen. Raises `Invalid` on the field.

    `instead_of` is the name of the file whose place it takes, which leaves room for it.
    """
    if upload is None or not upload.filename:
        return None
    throttle.count_for_reader(throttle.UPLOADS)
    try:
        content = pdf.rewritten(upload.stream.read(pdf.LARGEST + 1))
    except pdf.BadPdf as reason:
        raise Invalid(field, str(reason)) from reason
    return _keep(content, upload.filename, field, instead_of)


def keep_table(upload: FileStorage | None, field: str) -> UploadedFile:
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
        raise Invalid(field, f"This file is larger than {pdf.MEGABYTES} MB. Divide it into several.")
    return _keep(content, upload.filename, field)


def hand_out(name: str, filename: str, *, mimetype: str = PDF) -> Response:
    """A kept file as a download; a browser that opens it anyway gives it no rights."""
    answer = _sent(name, filename, as_attachment=True, mimetype=mimetype)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def show(name: str, filename: str) -> Response:
    """A kept file to be seen inside one of our own pages: sandboxed, and in a frame of this site only."""
    answer = _sent(name, filename, as_attachment=False)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'self'"
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


def csv_answer(filename: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """A table as a download for a spreadsheet."""
    return download(filename, csv.to_csv(heading, rows), CSV)


def download(filename: str, text: str, mimetype: str) -> Response:
    """A text as a download."""
    answer = Response(text, mimetype=mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=filename)
    return answer


def _sent(name: str, filename: str, *, as_attachment: bool, mimetype: str = PDF) -> Response:
    """The file, or the part of it that is asked for, without the time when it was handed in: that tells an anonymous
    reviewer whose it may be."""
    file = store().open(name)
    answer = send_file(
        file,
        mimetype=mimetype,
        as_attachment=as_attachment,
        download_name=on_one_line(filename),
        conditional=False,
    )
    answer.content_length = file.seek(0, io.SEEK_END)
    file.seek(0)
    answer.make_conditional(request.environ, accept_ranges=True, complete_length=answer.content_length)
    return answer


def content(name: str) -> bytes:
    """All bytes of a kept file, which are few: whoever handed it in had a most. Raises `FileGone`."""
    with store().open(name) as file:
        return file.read()


def store() -> FileStore:
    """The file store of this application."""
    file_store: FileStore = current_app.extensions["files"]
    return file_store


def install(app: Flask) -> None:
    """After each request, delete what it kept in vain."""
    app.after_request(_forget_refused)


def _keep(content: bytes, filename: str, field: str, instead_of: str = "") -> UploadedFile:
    """Write it down, within what one person may have."""
    mine = _mine() + _kept_here()
    if instead_of in mine:
        mine.remove(instead_of)  # once: another row may name it too
    size = store().total_size(set(mine))
    if size + len(content) > MOST:
        raise Invalid(field, f"You have {_mb(size)} of files here; {_mb(MOST)} is the most. Choose a smaller file.")
    name = store().keep(content)
    _kept_here().append(name)
    return UploadedFile(name, _shown(filename))


def _mine() -> list[str]:
    """The names of this person's files, one for each row that names it."""
    names: list[str] = current_app.extensions["names_of_files"](current_user.id)
    return names


def _mb(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}".removesuffix(".0") + " MB"


def _kept_here() -> list[str]:
    """The names of the files that this request has kept so far."""
    names: list[str] = g.setdefault("files_kept", [])
    return names


def _forget_refused(answer: Response) -> Response:
    """A form that was refused has no row for its files: whoever sends it again chooses them again."""
    if _kept_here() and 400 <= answer.status_code < 500:
        with suppress(FilesUnavailable):  # the worker sweeps what nobody names
            for name in set(_kept_here()).difference(_mine()):
                store().forget(name)
    return answer


def _shown(filename: str) -> str:
    return "".join(letter for letter in filename if letter.isprintable() and letter not in '/\\"<>')[-120:]
