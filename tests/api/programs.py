"""Programs that read with a token, made through the page by the person themself."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from board.demo.school import PASSWORD
from tests.api.described import check

SCOPES = ["postings:read", "record:read"]


def token_of(browser: FlaskClient, *, password: str, name: str = "My script", **sent: Any) -> str:
    """Prove who one is, make a token, and read it on the only page that shows it."""
    assert browser.post("/account/prove", data={"password": password}).status_code == 303
    made = browser.post("/account/tokens", data={"name": name, "days": "90", "scopes": ["postings:read"]} | sent)
    found = re.search(r"rounds_[\w-]{43}", made.text)
    assert found is not None, made.text
    return found[0]


def demo_token(browser: FlaskClient, email: str, **sent: Any) -> str:
    """That of somebody of the demo school."""
    assert browser.post("/sign-in", data={"email": email, "password": PASSWORD}).status_code == 303
    return token_of(browser, password=PASSWORD, **sent)


def ask(browser: FlaskClient, address: str, token: str, **headers: str) -> TestResponse:
    """What the API answers a program, which is what it says of itself."""
    answer = browser.get(address, headers={"Authorization": f"Bearer {token}"} | headers)
    answer.get_data()
    check(browser.application, address.partition("?")[0], answer)
    answer.close()  # what waits for the answer to have left is done now
    return answer
