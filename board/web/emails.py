"""Wording an email: two templates of one name, and links that lead home whatever host was asked."""

from typing import Any

from flask import current_app, g, render_template, url_for

from board.kernel.mail import EmailContent
from board.settings import Settings


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


def link(endpoint: str, **values: Any) -> str:
    """A full address built from ROUNDS_BASE_URL, never from the request's host."""
    settings: Settings = current_app.extensions["settings"]
    with current_app.test_request_context(base_url=settings.base_url):
        return url_for(endpoint, _external=True, **values)
