"""Saying yes to a question that is asked before something happens."""

import re
from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def asked(browser: FlaskClient, address: str, data: dict[str, Any] | None = None) -> TestResponse:
    """Press the button; answers the page that asks. Fails when nothing is asked."""
    page = browser.post(address, data=data)
    assert 'name="confirmed"' in page.text, f"{address} asked nothing: {page.status_code}"
    return page


def agree(browser: FlaskClient, address: str, data: dict[str, Any] | None = None) -> TestResponse:
    """Press the button, read the question, and say yes as the page's own form would."""
    return yes_to(browser, address, data)()


def yes_to(browser: FlaskClient, address: str, data: dict[str, Any] | None = None) -> Callable[[], TestResponse]:
    """Press the button and read the question; the yes is said when what is answered is called."""
    mark = re.search(r'name="confirmed" value="(\w+)"', asked(browser, address, data).text)
    assert mark is not None
    answer = (data or {}) | {"confirmed": mark[1]}
    return lambda: browser.post(address, data=answer)


def press(browser: FlaskClient, address: str, data: dict[str, Any] | None = None) -> TestResponse:
    """Press the button, and say yes where something is asked: for tests of what happens, not of what is asked."""
    page = browser.post(address, data=data)
    mark = re.search(r'name="confirmed" value="(\w+)"', page.text)
    return page if mark is None else browser.post(address, data=(data or {}) | {"confirmed": mark[1]})
