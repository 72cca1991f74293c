"""What the office's pages read out of their addresses."""

from datetime import date
from urllib.parse import urlencode

from flask import current_app, redirect, request
from flask.typing import ResponseReturnValue

from board.kernel.days import read_day
from board.kernel.progress import WorkProgress
from board.web.pages import as_htmx_redirect

MOST_PAGES = 100_000


def word(name: str) -> str:
    """A line from the address, without what no database keeps."""
    return request.args.get(name, "")[:200].replace("\x00", "").strip()


def page() -> int:
    """The page asked for; whatever is none is the first."""
    text = request.args.get("page", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    return min(max(number, 1), MOST_PAGES)


def to_last_page(total: int, per_page: int) -> ResponseReturnValue | None:
    """The way to the last page of so many, from one beyond it; None from a page that there is."""
    last = max(1, -(-total // per_page))
    if page() <= last:
        return None
    query = urlencode([*((name, value) for name, value in request.args.items() if name != "page"), ("page", last)])
    return as_htmx_redirect(redirect(f"{request.path}?{query}", 303))


def day(name: str) -> date | None:
    """A day of our century such as 2027-01-31; None for anything else."""
    given_day = read_day(request.args.get(name, ""))
    return given_day if given_day is not None and 2000 <= given_day.year < 2100 else None


def progress_of_work() -> WorkProgress:
    """How far imports are, whichever process runs them."""
    progress: WorkProgress = current_app.extensions["progress"]
    return progress
