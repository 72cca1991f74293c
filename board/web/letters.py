"""Wording a letter: two templates of one name, and links that lead home whatever host was asked."""

from typing import Any

from flask import current_app, g, render_template, url_for

from board.kernel.post import Draft
from board.settings import Settings


def word(letter: str, subject: str, **context: Any) -> Draft:
    """The text and HTML of `templates/letters/<letter>/`. Its hours are the school's, whoever's request sends it."""
    asking, g.time_zone = g.get("time_zone", ""), ""
    try:
        return _word(letter, subject, **context)
    finally:
        g.time_zone = asking


def _word(letter: str, subject: str, **context: Any) -> Draft:
    return Draft(
        subject=subject,
        text=render_template(f"letters/{letter}/letter.txt", subject=subject, **context),
        html=render_template(f"letters/{letter}/letter.html", subject=subject, **context),
    )


def link(endpoint: str, **values: Any) -> str:
    """A full address built from ROUNDS_BASE_URL, never from the request's host."""
    settings: Settings = current_app.extensions["settings"]
    with current_app.test_request_context(base_url=settings.base_url):
        return url_for(endpoint, _external=True, **values)
