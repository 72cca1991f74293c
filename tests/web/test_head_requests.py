"""HEAD is what mail scanners and link checkers send to every address they find: it must leave no trace."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.applications.models import Application
from board.kernel import heartbeat
from board.kernel.db import db
from board.kernel.unit_of_work import after_commit, no_writes, unit_of_work
from board.web.head_requests import ReadOnlyHead
from tests.applications.builders import posting_of
from tests.conftest import NOW, PASSWORD

People = Callable[..., User]
Browsers = Callable[[User], FlaskClient]
Emails = Callable[[], list[str]]


def link_in(emails: list[str]) -> str:
    """Where the newest email leads."""
    return re.findall(r"https?://[^/\s]+(/\S+)", emails[-1])[0]


def test_a_scanners_head_opens_no_account(client: FlaskClient, emails: Emails) -> None:
    client.post("/sign-up", data={"name": "Ada", "email": "ada@example.edu"})
    assert client.head(link_in(emails())).status_code == 200
    assert db.session.query(User).count() == 0


def test_a_scanners_head_changes_no_address(person: People, browser_of: Browsers, emails: Emails) -> None:
    ada = person("ada", Role.STUDENT)
    browser_of(ada).post("/account/address", data={"email": "new@example.edu", "password": PASSWORD})
    link = link_in([email for email in emails() if "/account/address/" in email])
    assert browser_of(ada).head(link).status_code == 200
    assert db.session.get_one(User, ada.id).email == "ada@example.edu"


def test_a_head_empties_no_draft(person: People, browser_of: Browsers) -> None:
    posting, ada = posting_of(person("grace", Role.FACULTY)), person("ada", Role.STUDENT)
    browser = browser_of(ada)
    browser.post(f"/opportunities/{posting.id}/apply", data={"statement": "Because I read event reports."})
    assert browser.head(f"/opportunities/{posting.id}/apply").status_code == 200
    assert db.session.query(Application).one().statement == "Because I read event reports."


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_nothing_written_under_a_head_is_kept_and_nothing_follows_it(app: Flask, person: People) -> None:
    ada, followed = person("ada", Role.STUDENT), []
    with no_writes(), unit_of_work():
        db.session.get_one(User, ada.id).name = "Somebody else"
        after_commit(lambda: followed.append("an email"))
    assert (db.session.get_one(User, ada.id).name, followed) == ("Ada", [])


@pytest.mark.parametrize(("method", "written"), [("HEAD", 0), ("GET", 1)])
def test_what_anything_writes_for_a_head_is_rolled_back(app: Flask, method: str, written: int) -> None:
    def careless(_environ: Any, start_response: Any) -> list[bytes]:
        heartbeat.beat("careless", now=NOW)
        start_response("200 OK", [])
        return []

    ReadOnlyHead(careless)({"REQUEST_METHOD": method}, lambda *_: lambda _: None)
    assert (heartbeat.last("careless") is not None) == bool(written)
