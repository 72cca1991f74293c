"""What a person reads when something cannot be done: one page per status, one line for htmx."""

import logging
from contextlib import suppress

from flask import Flask, Response, current_app, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from board.kernel import pdf
from board.kernel.db import db
from board.kernel.errors import (
    Conflict,
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    TooManyRequests,
    Unauthorized,
    Unavailable,
    Unreadable,
)
from board.web import problems
from board.web.logs import request_id
from board.web.pages import asked_by_htmx
from board.web.posted_values import page_above, page_of_form, page_to_go_back_to, posted_fields
from board.web.written_form import Answer, answers_of, is_filled_in, send_again, words_of_form

log = logging.getLogger(__name__)

STATUS: dict[type[DomainError], int] = {
    Unreadable: 400,
    Unauthorized: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
    TooManyRequests: 429,
    Unavailable: 503,
}

SENTENCES = {
    400: "The request could not be read.",
    403: "You may not do that.",
    404: "There is nothing at this address.",
    405: "That address does not take this kind of request.",
    409: "Things have changed since you opened the page.",
    413: f"That is too large. Files may have up to {pdf.MEGABYTES} MB, a text up to 100,000 characters.",
    414: "That address is too long. Ask for fewer things at once.",
    415: "Rounds reads forms as browsers send them, and nothing else.",
    422: "Something in the form needs another look.",
    429: "That was tried too often. Wait a little, then try again.",
    503: "Rounds is busy for a moment. Try again shortly.",
}


CONSEQUENCES = {
    414: "Search with fewer words, or choose fewer filters.",
    404: "It may have moved, or it is not for this account.",
    409: "Nothing was changed. Open the page again: it shows what can be done now.",
}
"""What stands under the sentence; of the others, that nothing was changed."""


def install(app: Flask) -> None:
    """Answer every trouble in the voice of the house."""
    for kind, status in STATUS.items():
        app.register_error_handler(kind, lambda error, status=status: _answer(status, error.message))
    app.register_error_handler(TooManyRequests, _too_often)
    app.register_error_handler(Unauthorized, _unauthorized)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(MethodNotAllowed, _method_not_allowed)
    app.register_error_handler(HTTPException, _http)
    app.jinja_env.globals["page_of_form"] = page_of_form
    page = app.jinja_env.get_template("error_pages/bare.html")

    def bare(status: int, sentence: str, *, reference: str = "") -> tuple[str | Response, int]:
        """A page of which no part can fail: no frame, no reader, no database."""
        with suppress(Exception):
            db.session.rollback()
        if problems.asked_by_program():
            return problems.answer(status, sentence), status
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
_EXPIRED = "This form is from before you signed in or out."
_SIGNED_OUT = "You are signed out."


_MENDED_BY_SENDING_AGAIN = (422, 503)
"""What was written comes back with a button that sends it once more."""
_MAY_COME_TOO_LATE = (403, 404, 409)
"""Refusals of what was open when its page was read."""
_REFUSED = (403, 404, 429)
"""What an address that is there answers to whoever may not, or not now."""
_PASSING = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")


def _passes(error: OperationalError | NoConnection) -> bool:
    """Is it the database's day, not our mistake? SQLite calls both by one name; PostgreSQL keeps them apart."""
    name = getattr(getattr(error, "orig", None), "sqlite_errorname", "SQLITE_BUSY")
    return str(name).startswith(_PASSING)


def _too_often(error: TooManyRequests) -> ResponseReturnValue:
    answer = make_response(_answer(429, error.message))
    answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def _unavailable(error: Unavailable) -> ResponseReturnValue:
    log.error("another machine does not serve us: %s", error.reason)
    answer = make_response(_answer(503, error.message))
    answer.headers["Retry-After"] = "5"
    return answer


def _unauthorized(error: Unauthorized) -> ResponseReturnValue:
    answer = make_response(_answer(401, error.message))
    answer.headers["WWW-Authenticate"] = 'Bearer realm="Rounds"'
    return answer


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    return _answer(status, SENTENCES.get(status, error.description or SENTENCES[400]))


def _expired(_error: CSRFError) -> ResponseReturnValue:
    """A form from before its reader signed in or out: it can be sent again from here, by whoever is signed in now."""
    _log_refusal(400)
    if is_filled_in():
        return send_again(400, _EXPIRED)
    message = _EXPIRED if current_user.is_authenticated else _SIGNED_OUT
    if asked_by_htmx():
        return _answer(400, message)
    return render_template("error_pages/pressed.html", message=message, back=page_of_form()), 400


def _method_not_allowed(error: MethodNotAllowed) -> ResponseReturnValue:
    """A refused form stands at the address that it was sent to: whoever reloads it there is led to its page."""
    if request.method in ("GET", "HEAD"):
        query = f"?{request.query_string.decode('ascii', 'ignore')}" if request.query_string else ""
        return redirect(page_above(request.path) + query, 302)
    return _http(error)


def _log_refusal(status: int) -> None:
    """Leave a line with the rule of the address and the number of the person, and nothing that they sent."""
    log.info("refused with %s: account %s", status, current_user.id if current_user.is_authenticated else "none")


def _written() -> list[Answer]:
    answers = answers_of(posted_fields(), words_of_form(), request.path)
    return [answer for answer in answers if answer.label]


def _answer(status: int, message: str) -> ResponseReturnValue:
    """The page of an error; what cannot be taken as it was written comes back to be mended and sent again."""
    db.session.rollback()
    if status in _REFUSED and request.url_rule:
        _log_refusal(status)
    if problems.asked_by_program():
        return problems.answer(status, message)
    if asked_by_htmx():
        return render_template("error_pages/_line.html", message=message), status
    written = is_filled_in()
    if status in _MENDED_BY_SENDING_AGAIN and written:
        return send_again(status, message)
    back = page_to_go_back_to(status) if request.method == "POST" else "/"
    form_id = current_app.extensions["keep_posted_form"]() if written and status in _MAY_COME_TOO_LATE else None
    page = render_template(
        "error_pages/page.html",
        message=message,
        consequence=CONSEQUENCES.get(status, "Nothing was changed."),
        form_id=form_id,
        written=_written() if written else [],
        back=back,
    )
    return page, status
