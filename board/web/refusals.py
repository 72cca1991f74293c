"""What a person reads when something cannot be done: one page per status, one line for htmx."""

import re
import secrets

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from board.kernel.db import db
from board.kernel.errors import Conflict, Hidden, Invalid, Refused, TooOften, Trouble
from board.web.page import asked_by_htmx

STATUS: dict[type[Trouble], int] = {Refused: 403, Hidden: 404, Conflict: 409, Invalid: 422, TooOften: 429}

WORTH_KEEPING = 20
"""Characters from which on a text is shown again."""
_SECRET = re.compile("password|token|again")

SENTENCES = {
    400: "The request could not be read.",
    403: "You may not do that.",
    404: "There is nothing at this address.",
    405: "That address does not take this kind of request.",
    409: "Things have changed since you opened the page.",
    413: "That is too large. Files may have up to 5 MB, a text up to 100,000 characters.",
    422: "Something in the form needs another look.",
    429: "That was tried too often. Wait a little, then try again.",
    503: "Rounds is busy for a moment. Try again shortly.",
}


def install(app: Flask) -> None:
    """Answer every trouble in the voice of the house."""
    for kind, status in STATUS.items():
        app.register_error_handler(kind, lambda trouble, status=status: _answer(status, trouble.message))
    app.register_error_handler(CSRFError, lambda _: _answer(400, _EXPIRED))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(500, _broken)


_EXPIRED = "This form is from before you signed in or out. Go back, reload the page and send it again."


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    return _answer(status, SENTENCES.get(status, error.description or SENTENCES[400]))


def _answer(status: int, message: str) -> ResponseReturnValue:
    db.session.rollback()
    template = "errors/_line.html" if asked_by_htmx() else "errors/page.html"
    return render_template(template, status=status, message=message, written=_written()), status


def _written() -> list[str]:
    """The texts that came with a form that could not be taken, to be shown again: nobody writes them twice."""
    try:
        fields = list(request.form.items()) if request.method == "POST" else []
    except HTTPException:  # what cannot even be read has nothing to show
        return []
    return [text for name, text in fields if len(text) >= WORTH_KEEPING and not _SECRET.search(name)]


def _broken(_error: Exception) -> ResponseReturnValue:
    reference = secrets.token_hex(4)
    return render_template("errors/500.html", reference=reference), 500
