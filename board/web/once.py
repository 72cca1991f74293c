"""One press or two, one row: a form that creates something carries a token, and arrives once.

The token is remembered in the unit of work that writes the row, so both are there or neither. Whoever sends the same
form again is led to the page that answered it. Going back and writing something else is another form.

A page that saves itself posts its form again and again while it is written. What its first save began is remembered
under the token alone, whatever the form says by then: the later saves go on with it, until its button is pressed.
"""

import hashlib
import json
import logging
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from board.kernel import clock, sent_form
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.web import pages
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


@dataclass(frozen=True)
class Writing:
    """What one page has begun by saving itself, in the words that its first save remembered; empty before that."""

    key: str
    begun: str

    def remember(self, begun: str) -> None:
        """Keep it for the next save of the page. A pressed button ends the page: gone back to, it begins anew."""
        if self.key:
            sent_form.remember_answer(self.key, begun if AUTOSAVE in request.headers else "")


def writing() -> Writing:
    """What the page whose form is posted has begun. In a unit of work: of two saves the second waits for the first."""
    token = request.form.get(ONCE, "")
    if not token:
        return Writing("", "")
    key = _hashed([_person(), request.full_path, token])
    return Writing(key, "" if sent_form.arrives_first(key, now=clock.now()) else sent_form.answer_of(key))


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


def _key() -> str:
    """Who sends what to which address, as a hash; empty for a form without a token, or one that saves itself."""
    token = request.form.get(ONCE, "")
    if not token or AUTOSAVE in request.headers:
        return ""
    files = [(name, upload.filename, _hash_of(upload)) for name, upload in request.files.items(multi=True)]
    return _hashed([_person(), request.path, token, posted_fields(), files])


def _person() -> int:
    return current_user.id if current_user.is_authenticated else 0


def _hashed(whole: Sequence[Any]) -> str:
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
