"""Wording an email: two templates of one name, and links that lead home whatever host was asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import current_app, g, render_template, url_for

from board.kernel.mail import EmailContent
from board.settings import Settings

NOBODYS = "only-for-its-reader"
"""What stands for a token where an email is shown to somebody else."""
_is_shown: ContextVar[bool] = ContextVar("an email is shown to somebody else than its reader", default=False)


def word(template: str, subject: str, **context: Any) -> EmailContent:
    """The text and HTML of `templates/emails/<template>/`. Its hours are the school's, whoever's request sends it."""
    asking, g.time_zone = g.get("time_zone", ""), ""
    try:
        return _word(template, subject, **context)
    finally:
        g.time_zone = asking


def _word(template: str, subject: str, **context: Any) -> EmailContent:
    return EmailContent(
        subject=subject,
        text=render_template(f"emails/{template}/email.txt", subject=subject, **context),
        html=render_template(f"emails/{template}/email.html", subject=subject, **context),
    )


@contextmanager
def without_tokens() -> Iterator[None]:
    """Word emails for somebody else than their reader: no link in them opens anything."""
    before = _is_shown.set(True)
    try:
        yield
    finally:
        _is_shown.reset(before)


def link(endpoint: str, **values: Any) -> str:
    """A full address built from ROUNDS_BASE_URL, never from the request's host."""
    if "token" in values and _is_shown.get():
        values |= {"token": NOBODYS}
    settings: Settings = current_app.extensions["settings"]
    with current_app.test_request_context(base_url=settings.base_url):
        return url_for(endpoint, _external=True, **values)
