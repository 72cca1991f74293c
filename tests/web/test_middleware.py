"""What comes through the door unreadable is refused in words; when we break, the page and the log agree on a name."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text
from werkzeug.test import EnvironBuilder

from board.accounts.models import Role, User
from board.kernel.db import db
from board.web import logs
from board.web.access import public

BOTH = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def breaking(app: Flask) -> Flask:
    """The application as it runs, with one address that breaks the database's transaction."""

    @app.get("/breaks")
    @public
    def breaks() -> str:
        db.session.execute(text("SELECT * FROM nothing_of_ours"))
        return ""

    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@BOTH
def test_the_500_page_names_the_line_in_the_log(
    breaking: Flask,
    person: Callable[..., User],
    browser_of: Callable[[User], FlaskClient],
    caplog: pytest.LogCaptureFixture,
) -> None:
    browser = browser_of(person("ada", Role.STUDENT))
    answer = browser.get("/breaks")
    assert answer.status_code == 500
    assert "It is our fault" in answer.text
    assert "nothing_of_ours" not in answer.text
    reference = re.search(r"<code>(\w+)</code>", answer.text)
    assert reference is not None
    assert answer.headers["X-Request-Id"] == reference[1]
    broke = [record for record in caplog.records if record.exc_info]
    assert [record.request_id for record in broke] == [reference[1]]  # type: ignore[attr-defined]
    line = logs.Plain().format(broke[0])
    assert reference[1] in line
    assert "nothing_of_ours" in line, "the traceback goes with it"
    assert browser.get("/").status_code == 200, "the next request has a session that works"


@BOTH
def test_the_500_page_needs_neither_database_nor_session(
    breaking: Flask, person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    browser = browser_of(person("ada", Role.STUDENT))

    def gone(*_args: object) -> None:
        raise RuntimeError("the database is gone")

    event.listen(db.engine, "before_cursor_execute", gone)
    try:
        answer = browser.get("/")
    finally:
        event.remove(db.engine, "before_cursor_execute", gone)
    assert answer.status_code == 500
    assert "It is our fault" in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_log_line_can_be_json(breaking: Flask, caplog: pytest.LogCaptureFixture) -> None:
    answer = breaking.test_client().get("/breaks")
    line = json.loads(logs.Json().format(next(record for record in caplog.records if record.exc_info)))
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["level"], line["method"], line["address"]) == ("ERROR", "GET", "/breaks")
    assert "nothing_of_ours" in line["traceback"]


def test_the_log_holds_no_address_and_no_row_that_an_error_quotes(
    breaking: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    """As a mail server refuses a receiver, and PostgreSQL a row."""

    @breaking.get("/refused")
    @public
    def refused() -> str:
        raise RuntimeError(
            "{'ada.lin+x@example.edu': (550, b'no')} refused\nDETAIL:  Failing row contains (1, Ada Lin)."
        )

    breaking.test_client().get("/refused")
    record = next(record for record in caplog.records if record.exc_info)
    for line in (logs.Plain().format(record), logs.Json().format(record)):
        assert "RuntimeError" in line
        assert not re.search("ada|Ada|Lin", line.replace("Line", ""))


def test_the_log_names_no_token_of_an_address(breaking: Flask, caplog: pytest.LogCaptureFixture) -> None:
    @breaking.get("/breaks/<token>")
    @public
    def breaks_too(token: str) -> str:
        raise RuntimeError("no")

    breaking.test_client().get("/breaks/very-secret?also=secret")
    record = next(record for record in caplog.records if record.exc_info)
    for line in (logs.Plain().format(record), logs.Json().format(record)):
        assert "/breaks/<token>" in line
        assert "secret" not in line


@BOTH
@pytest.mark.parametrize("address", ["/opportunities?q=%00", "/opportunities?%00=1", "/certificates/%00", "/%00"])
def test_nul_in_an_address_is_refused_in_words(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "cannot be read" in answer.text


@BOTH
@pytest.mark.parametrize(
    "sent", [{"email": "a\x00b", "password": "x"}, {"email": "a", "password": "x\x00", "\x00": "1"}]
)
def test_nul_in_a_form_is_refused_in_words(client: FlaskClient, sent: dict[str, str]) -> None:
    answer = client.post("/sign-in", data=sent)
    assert answer.status_code == 400
    assert "cannot be read" in answer.text


@pytest.mark.parametrize("referrer", ["http://[", "//[::1", "http://]/", "\x7f:", "x" * 5000])
def test_a_page_to_come_from_that_is_no_address_breaks_nothing(app: Flask, referrer: str) -> None:
    form = {"name": "An afternoon of writing\x00"}
    answer = app.test_client().post("/sign-up", data=form, headers={"Referer": referrer})
    assert answer.status_code == 400
    assert "An afternoon of writing" in answer.text


def test_what_was_typed_beside_a_nul_is_given_back(client: FlaskClient) -> None:
    answer = client.post(
        "/sign-up", data={"name": "An afternoon of writing\x00 <b>", "password": "a secret of mine\x00"}
    )
    assert answer.status_code == 400
    assert "An afternoon of writing" in answer.text
    assert "<b>" not in answer.text
    assert "a secret of mine" not in answer.text


def test_nul_in_the_name_of_a_file_is_refused(client: FlaskClient) -> None:
    files = {"cv": (io.BytesIO(b"%PDF"), "a\x00.pdf")}
    builder = EnvironBuilder(path="/sign-in", method="POST", data=files)
    assert client.open(builder).status_code == 400


@pytest.mark.parametrize("query", ["q=\xff", "q=\xed\xa0\xbd", "\xfe"])
def test_bytes_that_are_no_text_are_refused(client: FlaskClient, query: str) -> None:
    assert client.get("/opportunities", environ_overrides={"QUERY_STRING": query}).status_code == 400
    assert client.get("/", environ_overrides={"PATH_INFO": f"/certificates/{query}"}).status_code == 400


def test_half_an_emoji_is_no_text(client: FlaskClient) -> None:
    assert client.get("/opportunities?q=%ED%A0%BD").status_code == 200, "kept as the percent signs it was sent with"


def test_a_form_has_bounds(client: FlaskClient) -> None:
    def post(body: bytes) -> int:
        kind = "application/x-www-form-urlencoded"
        return client.post("/sign-in", data=body, content_type=kind).status_code

    assert post(b"a=" + b"x" * 1_100_000) == 413
    assert post(b"&".join([b"a=1"] * 20_000)) == 413
    assert post(b"&".join([b"a=1"] * 2_000)) == 422


@pytest.mark.parametrize("body", [b"[" * 5000, b'{"email": "\\ud83d"}', b""])
def test_only_forms_are_read(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/sign-in", data=body, content_type="application/json")
    assert answer.status_code == 415
    assert "reads forms" in answer.text


def test_a_part_without_a_name_is_refused(client: FlaskClient) -> None:
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--"
    assert client.post("/sign-in", data=body, content_type="multipart/form-data; boundary=x").status_code == 400


def test_an_address_has_bounds(client: FlaskClient) -> None:
    answer = client.get("/opportunities?q=" + "x" * 10_000)
    assert answer.status_code == 414
    assert "That address is too long" in answer.text and "xxxx" not in answer.text
    assert 'role="search"' in answer.text, "a page like the others"


@BOTH
@pytest.mark.parametrize("number", [2**31, 2**31 + 1, 2**32 + 1, 10**17])
def test_no_address_takes_a_number_that_no_row_has(client: FlaskClient, number: int) -> None:
    assert client.get(f"/opportunities/{number}").status_code == 404
    assert client.get(f"/opportunities/{2**31 - 1}").status_code == 404


NUMBERS: list[Any] = ["9" * 40, str(2**31), str(2**63), "9" * 5000, "-1", "²", "٣", "1e3", ""]


@BOTH
@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number[:12])
def test_no_number_in_a_query_breaks_a_page(
    app: Flask, person: Callable[..., User], browser_of: Callable[[User], FlaskClient], number: str
) -> None:
    browser = browser_of(person("cora", Role.COORDINATOR, Role.STUDENT, Role.FACULTY))
    for address in (
        f"/learning/outside/new?activity={number}",
        f"/opportunities?page={number}&hours_max={number}",
        f"/mentors?page={number}",
        f"/learning?page={number}",
        f"/office/people?page={number}",
        f"/office/audit?page={number}",
    ):
        assert browser.get(address[:8000]).status_code in (200, 404), address[:80]


def test_a_form_has_bounds_where_forms_are_checked_for_their_token_too(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    body = b"&".join([b"a=1"] * 20_000)
    answer = client.post("/sign-in", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
