"""What frameworks leave open: cookies, headers, files that are none of the pages, refusals that nobody notes."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from argon2 import Type, extract_parameters
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from board import create_app
from board.accounts.models import Role, User
from board.accounts.passwords import hash_password
from board.kernel.db import db
from tests.databases import settings_for
from tests.opportunities.test_life import WHOLE

KINDS = {
    "/": "text/html; charset=utf-8",
    "/nowhere": "text/html; charset=utf-8",
    "/opportunities.atom": "application/atom+xml",
    "/robots.txt": "text/plain; charset=utf-8",
    "/sitemap.xml": "application/xml",
    "/readyz": "application/json",
    "/static/css/app.css": "text/css; charset=utf-8",
    "/static/js/app.js": "text/javascript; charset=utf-8",
}


def test_over_tls_the_session_is_kept_by_the_strictest_cookie(tmp_path: Path, database: str) -> None:
    chosen = replace(settings_for(tmp_path, database), base_url="https://rounds.school.edu")
    with create_app(chosen, TESTING=True).test_client() as browser:
        answer = browser.get("/sign-in", base_url="https://rounds.school.edu")
    (cookie,) = [line for line in answer.headers.getlist("Set-Cookie") if line.startswith("__Host-rounds=")]
    parts = {part.strip() for part in cookie.split(";")[1:]}
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= parts
    assert not any(part.startswith("Domain") for part in parts)


@pytest.mark.parametrize("address", KINDS)
def test_every_answer_names_its_kind_and_is_framed_and_guessed_by_nobody(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.headers["Content-Type"].startswith(KINDS[address])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert answer.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("address", ["/.git/config", "/static/../app.py", "/instance/rounds.db", "/metrics", "/.env"])
def test_nothing_is_served_but_pages_and_static_files(app: Flask, client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404
    assert app.debug is False


def test_passwords_are_stored_as_argon2id() -> None:
    stored = extract_parameters(hash_password("four unrelated words and no more"))
    assert stored.type is Type.ID
    assert stored.memory_cost >= 19 * 1024
    assert stored.time_cost >= 2


def test_each_refusal_leaves_a_line_without_what_was_sent(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient], caplog: pytest.LogCaptureFixture
) -> None:
    ada = person("ada", Role.STUDENT)
    browser = browser_of(ada)
    with caplog.at_level("INFO"):
        browser.get("/office?planted-word=1")
        browser.post("/office/people/1/suspend", data={"reason": "planted-word"})
    lines = [record.getMessage() for record in caplog.records if record.getMessage().startswith("refused with")]
    assert lines == [f"refused with 404: account {ada.id}"] * 2
    assert "planted-word" not in caplog.text


def test_a_full_disk_is_told_and_loses_nothing(
    app: Flask, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    browser = browser_of(person("finn", Role.FACULTY))
    posting = WHOLE | {"description": "word " * 900}
    db.session.remove()
    with closing(sqlite3.connect(str(db.engine.url.database))) as connection:
        connection.execute("VACUUM")  # so that no free page is left within
        (used,) = connection.execute("PRAGMA page_count").fetchone()

    def full(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {used}")

    event.listen(db.engine, "checkout", full)
    try:
        answer = browser.post("/opportunities/new", data=posting)
    finally:
        event.remove(db.engine, "checkout", full)
    assert answer.status_code == 503
    assert browser.get("/my-postings").status_code == 200
    db.engine.dispose()  # the connection remembers how full it was
    assert browser.post("/opportunities/new", data=posting).status_code == 303


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_of_another_site_is_refused_whatever_token_it_brings(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient], site: str
) -> None:
    """A browser says where a request began; no script can say otherwise."""
    ada = person("ada", Role.STUDENT)
    browser, profile = browser_of(ada), {"name": "Eve", "class_year": ""}
    answer = browser.post("/account/profile", data=profile, headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403 and "sent from another site" in answer.text
    db.session.refresh(ada)
    assert ada.name == "Ada"
    assert browser.get("/account/profile", headers={"Sec-Fetch-Site": site}).status_code == 200, "a link may lead here"
    for own in ({"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {}):
        assert browser.post("/account/profile", data=profile, headers=own).status_code == 303
