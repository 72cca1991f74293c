"""Addresses of pages, and the numbers in them: one spelling each, and none that a row cannot have."""

from typing import Any

import flask
from flask import Flask, current_app
from werkzeug.routing import BaseConverter, ValidationError

LARGEST = 2**31 - 1
"""The highest number that a column for numbers holds."""
MOST_KNOWN = 20_000
"""Addresses that a process remembers: some two megabytes."""


def number(typed: object) -> int | None:
    """The whole number from 0 on that somebody typed in ASCII digits; None for anything else, however long."""
    text = "" if typed is None else str(typed).strip()
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST))):
        return None
    return int(text) if int(text) <= LARGEST else None


class IdConverter(BaseConverter):
    """A row's number, without leading zeros or foreign digits, and no larger than a row's number can be."""

    regex = r"[1-9][0-9]{0,9}"

    def to_python(self, value: str) -> int:
        """The number itself."""
        if (known := number(value)) is None:
            raise ValidationError
        return known

    def to_url(self, value: object) -> str:
        """The number in ASCII digits."""
        return str(value)


def install(app: Flask) -> None:
    """Give `url_for` to the templates, and paths their numbers."""
    app.url_map.converters["id"] = IdConverter
    app.extensions["addresses"] = {}
    app.jinja_env.globals["url_for"] = url_for


def url_for(endpoint: str, **values: Any) -> str:
    """What `flask.url_for` answers. An address made of a whole name and of numbers is worked out once: a page names
    two hundred. One with a text in it, which may be a token, is not remembered.
    """
    for value in values.values():
        if type(value) is not int:  # a bool is none: `_external=True` asks for the host as well
            return flask.url_for(endpoint, **values)
    if endpoint.startswith("."):
        return flask.url_for(endpoint, **values)
    known: dict[tuple[Any, ...], str] = current_app.extensions["addresses"]
    key = (endpoint, *values.items())
    address = known.get(key)
    if address is None:
        if len(known) >= MOST_KNOWN:
            known.clear()
        address = known[key] = flask.url_for(endpoint, **values)
    return address
