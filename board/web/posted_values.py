"""What came with a posted form, to be shown again where it could not be taken: nobody writes anything twice."""

from urllib.parse import SplitResult, urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from board.kernel.text import on_one_line

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
LABELS = "field_labels"
"""The hidden field in which a browser tells the words of a form: see `board.web.written_form`."""

Fields = list[tuple[str, str]]


def posted_fields() -> Fields:
    """Every field of the posted form, without passwords, codes, tokens and files. Empty for what cannot be read."""
    try:
        posted = list(request.form.items(multi=True)) if request.method == "POST" else []
    except HTTPException:
        return []
    return [(name, text) for name, text in posted if name and name not in SECRET | {SENT, ONCE, LABELS}]


def has_secret() -> bool:
    """Does the posted form bring what is never kept, so that the rest of it alone would not do?"""
    return any(name in request.form for name in SECRET - {"csrf_token"})


def posted_files() -> list[str]:
    """What the files were called that came with the form: a browser gives them to nobody twice."""
    try:
        uploads = list(request.files.values()) if request.method == "POST" else []
    except HTTPException:
        return []
    return [on_one_line(upload.filename) for upload in uploads if upload.filename]


def page_of_form() -> str:
    """The path of the page that the posted form stands on: where the browser says it is, or the nearest above."""
    came_from = referrer()
    if came_from.netloc == request.host and came_from.path.startswith("/") and came_from.path != request.path:
        return came_from.path[:500]
    return request.path if opens(request.path) else page_above(request.path)


def page_to_go_back_to(status: int) -> str:
    """The page of the form; where its own address refuses it, the one above would not do the same."""
    page = page_of_form()
    return page_above(page) if status in (403, 404) and page == request.path else page


def referrer() -> SplitResult:
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
