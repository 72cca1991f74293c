"""Static files are sent as small as they can be, and kept by browsers."""

import re
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.fixture
def sheet(client: FlaskClient) -> str:
    """The address of the style sheet as pages name it."""
    named = re.search(r'href="(/static/css/app.css[^"]*)"', client.get("/help").text)
    assert named is not None
    return named[1]


def test_a_file_that_is_kept_is_compressed_as_far_as_can_be(app: Flask, client: FlaskClient, sheet: str) -> None:
    content = (Path(app.static_folder or "") / "css" / "app.css").read_bytes()
    answer = client.get(sheet, headers={"Accept-Encoding": "gzip, br, zstd"})
    assert (answer.headers["Content-Encoding"], brotli.decompress(answer.data)) == ("br", content)
    assert len(answer.data) < len(brotli.compress(content, quality=9))
    assert "Accept-Encoding" in answer.headers["Vary"] and "immutable" in answer.headers["Cache-Control"]
    again = client.get(sheet, headers={"Accept-Encoding": "br", "If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("accepted", ["", "identity", "gzip"])
def test_who_does_not_read_brotli_gets_none(app: Flask, client: FlaskClient, sheet: str, accepted: str) -> None:
    content = (Path(app.static_folder or "") / "css" / "app.css").read_bytes()
    answer = client.get(sheet, headers={"Accept-Encoding": accepted})
    assert ("Content-Encoding" in answer.headers, answer.data) == (False, content)


def test_a_picture_and_a_page_are_sent_as_before(client: FlaskClient, sheet: str) -> None:
    for address in ("/static/fonts/inter-latin.woff2?v=1", sheet.partition("?")[0], "/help"):
        assert client.get(address, headers={"Accept-Encoding": "br"}).status_code == 200, address
    font = client.get("/static/fonts/inter-latin.woff2?v=1", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in font.headers
