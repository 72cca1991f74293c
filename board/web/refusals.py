"""What a person reads when something cannot be done: one page per status, one line for htmx."""

import logging
import re
from contextlib import suppress

from flask import Flask, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

from board.kernel.db import db
from board.kernel.errors import Conflict, Hidden, Invalid, Refused, TooOften, Trouble, Unreadable
from board.web.logs import request_id
from board.web.page import asked_by_htmx

log = logging.getLogger(__name__)

STATUS: dict[type[Trouble], int] = {
    Unreadable: 400,
    Refused: 403,
    Hidden: 404,
    Conflict: 409,
    Invalid: 422,
    TooOften: 429,
}

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
    414: "That address is too long. Ask for fewer things at once.",
    422: "Something in the form needs another look.",
    429: "That was tried too often. Wait a little, then try again.",
    503: "Rounds is busy for a moment. Try again shortly.",
}


def install(app: Flask) -> None:
    """Answer every trouble in the voice of the house."""
    for kind, status in STATUS.items():
        app.register_error_handler(kind, lambda trouble, status=status: _answer(status, trouble.message))
    app.register_error_handler(CSRFError, lambda _: _answer(400, _EXPIRED))
    app.register_error_handler(MethodNotAllowed, _method_not_allowed)
    app.register_error_handler(HTTPException, _http)
    page = app.jinja_env.get_template("errors/bare.html")

    def bare(status: int, sentence: str, *, reference: str = "") -> tuple[str, int]:
        """A page of which no part can fail: no frame, no reader, no database."""
        with suppress(Exception):
            db.session.rollback()
        return page.render(heading=_BROKEN, sentence=sentence, reference=reference), status

    def busy(error: OperationalError | NoConnection) -> ResponseReturnValue:
        if not _passes(error):
            raise error
        log.error("the database did not answer", exc_info=error)
        return (*bare(503, SENTENCES[503]), {"Retry-After": "5"})

    app.register_error_handler(OperationalError, busy)
    app.register_error_handler(NoConnection, busy)
    app.register_error_handler(500, lambda _error: bare(500, _OUR_FAULT, reference=request_id()))


_BROKEN = "That did not work"
_OUR_FAULT = "It is our fault, not yours. Nothing was half-written."
_EXPIRED = "This form is from before you signed in or out. Go back, reload the page and send it again."


_PASSING = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")


def _passes(error: OperationalError | NoConnection) -> bool:
    """Is it the database's day, not our mistake? SQLite calls both by one name; PostgreSQL keeps them apart."""
    name = getattr(getattr(error, "orig", None), "sqlite_errorname", "SQLITE_BUSY")
    return str(name).startswith(_PASSING)


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    return _answer(status, SENTENCES.get(status, error.description or SENTENCES[400]))


def _method_not_allowed(error: MethodNotAllowed) -> ResponseReturnValue:
    """A refused form stands at the address that it was sent to: whoever reloads it there is led to its page."""
    if request.method in ("GET", "HEAD"):
        query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
        return redirect(_page_above(request.path) + query, 302)
    return _http(error)


def _page_above(path: str) -> str:
    """The nearest address above that can be opened: `/applications/7` for `/applications/7/review`."""
    routes = current_app.url_map.bind("")
    while path := path.rpartition("/")[0]:
        with suppress(HTTPException, RequestRedirect):
            routes.match(path, method="GET")
            return path
    return "/"


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
