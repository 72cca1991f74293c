"""The edge: what every request passes before Flask sees it, and what no view needs to think of any more.

A request gets a name. One for another host, or whose bytes are no text, is turned away with a page that needs nothing
of the application. What goes out with a cookie is kept out of every cache, whoever set the cookie and however late.
"""

import secrets
from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from werkzeug.exceptions import RequestEntityTooLarge, RequestURITooLarge, UnsupportedMediaType
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted
from werkzeug.wrappers import Response

from board.kernel.errors import Unreadable
from board.kernel.web_address import LOOPBACK
from board.settings import Settings
from board.web import headers, problems
from board.web.logs import REQUEST_ID

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_QUERY = 8_000
TOO_LONG = "rounds.query_too_long"
"""Marks a request without its query, which is longer than that: it gets a page like the others."""
MOST_FIELDS = 5_000
FORMS = ("", "application/x-www-form-urlencoded", "multipart/form-data")
"""What browsers send; nothing here reads anything else."""
UNREADABLE = "What was sent cannot be read: it holds characters that are no text. Take them out and send it again."
ANY_HOST = ("/healthz", "/readyz", "/metrics")
"""Asked by machines that know an address of the network only; they tell nothing that depends on the host."""


def install(app: Flask, chosen: Settings) -> None:
    """Stand before the application: first the proxies that are trusted, then the guard."""
    page = app.jinja_env.get_template("error_pages/bare.html")

    def error_page(heading: str, sentence: str) -> str:
        return page.render(heading=heading, sentence=sentence, reference="")

    guard = RequestGuard(app.wsgi_app, hosts=hosts_of(chosen.base_url), error_page=error_page)
    count = chosen.proxies
    app.wsgi_app = ProxyFix(guard, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]  # as Flask's documents show
    app.before_request(refuse_unreadable)


def hosts_of(base_url: str) -> tuple[str, ...]:
    """The hosts that requests may be for: that of ROUNDS_BASE_URL; on one's own machine, each of its names."""
    host = urlsplit(base_url).hostname or ""
    return LOOPBACK if host in LOOPBACK else (host,)


class RequestGuard:
    """WSGI middleware."""

    def __init__(
        self, inside: "WSGIApplication", *, hosts: Collection[str], error_page: Callable[[str, str], str]
    ) -> None:
        self.inside, self.hosts, self.error_page = inside, hosts, error_page

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Name the request, let it in or turn it away, and look at what goes out."""
        name = environ[REQUEST_ID] = secrets.token_hex(8)

        def answer(status: str, fields: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            if any(field.lower() == "set-cookie" for field, _ in fields):
                fields = [(field, value) for field, value in fields if field.lower() != "cache-control"]
                fields.append(("Cache-Control", "no-store"))
            return start_response(status, [*fields, ("X-Request-Id", name)], exc_info)

        complaint = self._complaint(environ)
        if complaint is None:
            return self.inside(environ, answer)
        status, sentence = complaint
        if environ.get("PATH_INFO", "").startswith(problems.PREFIX):
            refusal = Response(problems.document(status, sentence), status, mimetype=problems.JSON)
        else:
            refusal = Response(self.error_page("That did not work", sentence), status, mimetype="text/html")
        refusal.headers.extend(headers.ALWAYS)
        return refusal(environ, answer)

    def _complaint(self, environ: "WSGIEnvironment") -> tuple[int, str] | None:
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        if path not in ANY_HOST and not self._is_ours(environ):
            return 400, "This address belongs to another site. Open Rounds by the address that your school gave you."
        if len(query) > LONGEST_QUERY:
            environ[TOO_LONG] = True
            environ["QUERY_STRING"] = query = ""
        return None if is_text(path) and is_text(query) else (400, UNREADABLE)

    def _is_ours(self, environ: "WSGIEnvironment") -> bool:
        host = environ.get("HTTP_HOST") or environ.get("SERVER_NAME", "")
        return host_is_trusted(host.lower()) and urlsplit(f"//{host}").hostname in self.hosts


def is_text(sent: str) -> bool:
    """Are the bytes of this WSGI string UTF-8 without NUL?"""
    try:
        return "\x00" not in sent.encode("latin-1").decode()
    except UnicodeError:
        return False


def refuse_unreadable() -> None:
    """Before each view: the address is not too long, its parameters, fields and file names not too many, and none of
    them holds NUL or half a character.

    No database keeps them, so nobody further in looks for them.
    """
    if request.environ.get(TOO_LONG):
        raise RequestURITooLarge
    if request.mimetype not in FORMS:
        raise UnsupportedMediaType
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
        if request.get_data().count(b"&") >= MOST_FIELDS:
            raise RequestEntityTooLarge
    has_form = bool(request.content_type)  # without it nothing is read of a body
    for values in (request.args, *([request.form] if has_form else [])):
        for name, value in values.items(multi=True):
            if not (_is_kept(name) and _is_kept(value)):
                raise Unreadable(UNREADABLE)
    for name, upload in request.files.items(multi=True) if has_form else ():
        if not (_is_kept(name) and _is_kept(upload.filename or "")):
            raise Unreadable(UNREADABLE)


def _is_kept(text: str | None) -> bool:
    """Would a database keep this text? Neither NUL nor half of a pair of surrogates is a character; a part of a form
    without a name has none to be kept under.
    """
    return text is not None and "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
