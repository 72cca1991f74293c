"""What came with a posted form, to be shown again where it could not be taken: nobody writes anything twice."""

import re
from urllib.parse import SplitResult, urlsplit

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from board.kernel.text import is_written, on_one_line
from board.web import pages

AUTOSAVE = "X-Autosave"
"""The header of a form that saves itself."""
SENT = "unsent"
"""The hidden field of a form that is kept until it is sent: it names the copy that the browser has of it."""
ONCE = "once"
"""The hidden field of a form that creates something: a token, so that pressed twice it arrives once."""
SECRET = {"csrf_token", "password", "old_password", "again", "code", "credential", "set_up"}
"""The fields that are never kept or shown again."""

VERSION = "saved_version"
"""The hidden field of a form that changes what others may change too; see `board.web.editing`."""
TECHNICAL = re.compile(
    rf"{VERSION}|{ONCE}|{SENT}|asks|version|next|back|press|look_again|confirmed|show|shown|on|entry|attempt|"
    r"(seen|key|column|dates|choose|mine|saved)-.*|(.*[-_])?id"
)
"""The names of fields that nobody fills in by hand: a page of what was written never shows them."""

_PLACE = re.compile(r"^rows-|-[0-9]+(-|$)")

Fields = list[tuple[str, str]]


def posted_fields() -> Fields:
    """Every field of the posted form, without passwords, codes, tokens and files. Empty for what cannot be read."""
    try:
        posted = list(request.form.items(multi=True)) if request.method == "POST" else []
    except HTTPException:
        return []
    return [(name, text) for name, text in posted if name and name not in SECRET | {SENT, ONCE}]


def once_field() -> Fields:
    """The token of a form that creates something: whatever page sends it again sends the same form."""
    return [(ONCE, request.form[ONCE])] if ONCE in request.form else []


def answers_of(fields: Fields) -> Fields:
    """What was written by hand, each under the name of its field in words."""
    return [(in_words(name), text) for name, text in fields if text.strip() and not TECHNICAL.fullmatch(name)]


def in_words(name: str) -> str:
    """The name of a field for people: `Note` for `note`, `Hours from` for `rows-0-hours_from`."""
    return _PLACE.sub(" ", name).replace("_", " ").replace("-", " ").strip().capitalize()


def posted_files() -> list[str]:
    """What the files were called that came with the form: a browser gives them to nobody twice."""
    try:
        uploads = list(request.files.values()) if request.method == "POST" else []
    except HTTPException:
        return []
    return [on_one_line(upload.filename) for upload in uploads if upload.filename]


def send_again(status: int, message: str) -> ResponseReturnValue:
    """The page that gives back what was written, with a button that sends it with a fresh token.

    Only a form of our own pages is given the button: a strange site must not have somebody press it.
    """
    carried = [*once_field(), *((SENT, copy) for copy in request.form.getlist(SENT)[:1])]
    written = render_template(
        "error_pages/again.html",
        message=message,
        fields=posted_fields(),
        carried=carried,
        own=_referrer().netloc == request.host,
        is_written=is_written,
        files=posted_files(),
    )
    return written, status, pages.instead_of_all() if pages.asked_by_htmx() else {}


def page_of_form() -> str:
    """The path of the page that the posted form stands on: where the browser says it is, or the nearest above."""
    came_from = _referrer()
    if came_from.netloc == request.host and came_from.path.startswith("/") and came_from.path != request.path:
        return came_from.path[:500]
    return request.path if opens(request.path) else page_above(request.path)


def page_to_go_back_to(status: int) -> str:
    """The page of the form; where its own address refuses it, the one above would not do the same."""
    page = page_of_form()
    return page_above(page) if status in (403, 404) and page == request.path else page


def _referrer() -> SplitResult:
    """The page that the browser says it comes from; nothing where it says what is no address."""
    try:
        return urlsplit(request.referrer or "")
    except ValueError:
        return urlsplit("")


def page_above(path: str) -> str:
    """The nearest address above that can be opened: `/applications/7` for `/applications/7/review`."""
    while path := path.rpartition("/")[0]:
        if opens(path):
            return path
    return "/"


def opens(path: str, method: str = "GET") -> bool:
    """Is there a view at this path?"""
    try:
        current_app.url_map.bind("").match(path, method=method)
    except (HTTPException, RequestRedirect):
        return False
    return True
