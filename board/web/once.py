"""One press or two, one row: a form that creates something carries a token, and arrives once.

The token is remembered in the unit of work that writes the row, so both are there or neither. Whoever sends the same
form again is led to the page that answered it. Going back and writing something else is another form.
"""

import hashlib
import json
import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from board.kernel import clock, sent_form
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.web import pages
from board.web.addresses import number
from board.web.posted_values import AUTOSAVE, ONCE, page_of_form, posted_fields

log = logging.getLogger(__name__)

LONGEST_WAIT_SECONDS = 2.0
"""For the answer of the first, which has committed and is about to be worded."""
BETWEEN_LOOKS_SECONDS = 0.05


class AlreadySentError(Exception):
    """This form has arrived before; its row is there."""

    def __init__(self, key: str) -> None:
        super().__init__("a form that was sent twice")
        self.key = key


def install(app: Flask) -> None:
    """Give forms their tokens, and the second press the answer of the first."""
    app.jinja_env.globals["once_token"] = lambda: secrets.token_urlsafe(12)
    app.register_error_handler(AlreadySentError, _answer_again)
    app.after_request(_remember)


@contextmanager
def unit_of_work_once() -> Iterator[None]:
    """The unit of work of a form that creates something."""
    key = _key()
    with unit_of_work():
        if key and not sent_form.arrives_first(key, now=clock.now()):
            raise AlreadySentError(key)
        yield
    if key:
        g.sent_form = key


def made_before() -> int | None:
    """The number of what this form has made by itself before, though it said something else then; None for nothing."""
    return number(sent_form.answer_of(_key_of_token())) if request.form.get(ONCE) else None


def note_made(row_id: int) -> None:
    """A form that saves itself has made this row. Whoever left the page before the browser heard of it brings the form
    back, and goes on with that row. Inside the unit of work that makes it.
    """
    if AUTOSAVE in request.headers and request.form.get(ONCE):
        sent_form.arrives_first(_key_of_token(), now=clock.now())
        sent_form.remember_answer(_key_of_token(), str(row_id))


def _key_of_token() -> str:
    """Who sends a form with this token to which address, whatever it says."""
    person = current_user.id if current_user.is_authenticated else 0
    return hashlib.sha256(json.dumps([person, request.path, request.form[ONCE]]).encode()).hexdigest()


def _key() -> str:
    """Who sends what to which address, as a hash; empty for a form without a token, or one that saves itself."""
    token = request.form.get(ONCE, "")
    if not token or AUTOSAVE in request.headers:
        return ""
    files = [(name, upload.filename, _hash_of(upload)) for name, upload in request.files.items(multi=True)]
    person = current_user.id if current_user.is_authenticated else 0
    whole = [person, request.path, token, posted_fields(), files]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


def _hash_of(upload: FileStorage) -> str:
    """Of all that it holds, whoever has read it before."""
    upload.stream.seek(0)
    return hashlib.sha256(upload.stream.read()).hexdigest()


def _remember(answer: Response) -> Response:
    key, href = g.pop("sent_form", ""), answer.location or answer.headers.get("HX-Redirect", "")
    if key and href:
        try:
            with unit_of_work():
                sent_form.remember_answer(key, href)
        except Exception:
            log.exception("what was created is stored; where it led to could not be remembered")
            db.session.rollback()
    return answer


def _answer_again(error: AlreadySentError) -> ResponseReturnValue:
    ends, href = time.monotonic() + LONGEST_WAIT_SECONDS, ""
    while not href and time.monotonic() < ends:
        db.session.rollback()  # what was read before the first one committed
        href = sent_form.answer_of(error.key)
        if not href:
            time.sleep(BETWEEN_LOOKS_SECONDS)
    return pages.as_htmx_redirect(redirect(href or page_of_form(), 303))
