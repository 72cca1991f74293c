"""A file that was read in a wrong encoding never goes through as if it were right."""

import html
import re

import pytest
from flask.testing import FlaskClient

from board.kernel.spreadsheet.encoding import detect, looks_wrong
from tests.office.importing import HEAD, preview
from tests.office.test_import import Upload, upload
from tests.office.test_people import cora, office

__all__ = ["cora", "office", "upload"]

ROWS = f"{HEAD}\nPlain,Elm,volunteer\n"


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (f"{ROWS}é cart,Elm,volunteer\n".encode() + "Café’ cart,Elm,volunteer\n".encode("cp1252"), "Ã© cart"),
        (f"{ROWS}RÃ©sumÃ© cart,Elm,volunteer\n".encode(), "RÃ©sumÃ© cart"),
        (f"{ROWS}It isâ€™s cart,Elm,volunteer\n".encode(), "It isâ€™s cart"),
        (f"{ROWS}A \ufffd cart,Elm,volunteer\n".encode(), "A \ufffd cart"),
        (f"{ROWS}A \x93 cart,Elm,volunteer\n".encode(), "A \x93 cart"),
        (f"{ROWS}R√©sum√© cart,Elm,volunteer\n".encode(), "R√©sum√© cart"),
    ],
    ids=["mixed", "twice", "quote", "lost", "control", "mac"],
)
def test_text_that_looks_wrong_is_told_with_its_place_and_other_encodings(
    content: bytes, shown: str, office: FlaskClient, upload: Upload
) -> None:
    address = upload(content)
    page = html.unescape(office.get(address).text)
    assert f"first in row 3: “{shown}”" in page
    assert f'href="{address}?encoding=mac_roman">Mac Roman</a>' in page
    for other in set(re.findall(r"\?encoding=([\w-]+)", page)):
        assert office.get(address, query_string={"encoding": other}).status_code == 200, "each of them can be read"


@pytest.mark.parametrize(
    "text",
    ["São Paulo, SÃO PAULO, Â, naïve, Ångström", "10 °C – “ja” … €5", "東京", "x√2", "Žluťoučký kůň", "next\x85line"],
)
def test_text_in_its_own_encoding_is_not_doubted(text: str, office: FlaskClient, upload: Upload) -> None:
    assert not looks_wrong(text)
    assert "looks wrong" not in preview(office, upload, f"{ROWS}{text},Elm,volunteer\n")


@pytest.mark.parametrize(
    ("encoding", "text", "name"),
    [("cp1250", "Žluťoučký kůň z Łodzi", "Windows-1250"), ("shift_jis", "東京の説明です", "Shift JIS")],
)
def test_a_likely_encoding_is_guessed_and_it_is_said(
    encoding: str, text: str, name: str, office: FlaskClient, upload: Upload
) -> None:
    page = preview(office, upload, f"{ROWS}{text},Elm,volunteer\n".encode(encoding))
    assert text in page
    assert f"Read as {name}, a guess by its characters." in page


@pytest.mark.parametrize("text", ["cafés in Zürich, Noël", "José – “x”", "Hôpital für Zoë"])
def test_accents_of_windows_are_not_taken_for_japanese_or_czech(text: str) -> None:
    assert detect(f"{ROWS}{text}".encode("cp1252")) == "cp1252"
