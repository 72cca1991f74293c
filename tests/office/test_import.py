"""Bringing postings in by the office: a dry run, columns chosen, all or nothing, once."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from board.kernel.db import db
from board.opportunities.models import Opportunity, State
from tests.office.test_people import cora, office
from tests.opportunities.test_exchange import GOOD, HEAD

__all__ = ["cora", "office"]

BAD = "A,Hospital,party,,,,31/12/2026,,\n"


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Opportunity)) or 0


@pytest.fixture
def hand_in(office: FlaskClient) -> Callable[..., str]:
    """Hands a text in; answers the address of its report."""

    def give(text: str, name: str = "postings.csv") -> str:
        answer = office.post("/office/import", data={"file": (io.BytesIO(text.encode()), name)})
        assert answer.status_code == 303, answer.text
        return str(answer.location)

    return give


def test_nothing_is_written_before_it_is_confirmed(office: FlaskClient, hand_in: Callable[..., str]) -> None:
    address = hand_in(HEAD + GOOD + GOOD + BAD)
    page = office.get(address).text
    assert "1 posting to write, 1 bad row, 1 row left out" in page
    for words in (
        "party&#39; is not in the table of kinds",
        "it repeats row 2",
        "Ethics council",
        "Fri, May 1, 11:59 PM",
    ):
        assert words in page
    assert count() == 0
    refused = office.post(f"{address}/write", data={"become": "board"})
    assert refused.status_code == 422
    assert "some rows are bad" in refused.text
    assert count() == 0
    assert office.post(f"{address}/write", data={"become": "board", "skip": "bad"}).status_code == 303
    assert db.session.scalars(select(Opportunity.state)).all() == [State.PUBLISHED]


def test_a_file_is_written_once(office: FlaskClient, hand_in: Callable[..., str]) -> None:
    address = hand_in(HEAD + GOOD)
    assert office.post(f"{address}/write").status_code == 303
    assert office.post(f"{address}/write").status_code == 409
    assert office.get(address).status_code == 409
    again = hand_in(HEAD + GOOD)
    assert "0 postings to write, 0 bad rows, 1 row left out" in office.get(again).text
    assert office.post(f"{again}/write").status_code == 422
    assert count() == 1
    assert "postings.csv: 1 posting, by Cora" in office.get("/office/import").text


def test_columns_are_chosen(office: FlaskClient, hand_in: Callable[..., str]) -> None:
    address = hand_in("what,who,Type,note\nUsher,Hall,seminar,x\n")
    first = office.get(address)
    assert first.status_code == 422
    assert "lacks title, organisation" in first.text
    chosen = {"map-title": "what", "map-organisation": "who"}
    page = office.get(address, query_string=chosen).text
    assert "1 posting to write" in page
    assert "These columns become nothing: note." in page
    office.post(f"{address}/write", data=chosen)
    assert db.session.scalars(select(Opportunity.title)).all() == ["Usher"]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "This file is empty"),
        (b"x" * (6 * 1024 * 1024), "a.csv", "larger than 5 MB"),
        (b"%PDF-1.7", "a.pdf", "must end in .csv or .json"),
        (b"", "", "Choose a file first"),
    ],
)
def test_a_file_that_will_not_do_is_told(office: FlaskClient, content: bytes, name: str, sentence: str) -> None:
    answer = office.post("/office/import", data={"file": (io.BytesIO(content), name)})
    assert answer.status_code == 422
    assert sentence in answer.text


@pytest.mark.parametrize("text", ["\xff\xfe", "{}", "[" * 4000, '"a\nb', ","], ids=range(5))
def test_a_file_that_cannot_be_read_is_told_on_its_page(
    hand_in: Callable[..., str], office: FlaskClient, text: str
) -> None:
    for name in ("odd.csv", "odd.json"):
        answer = office.get(hand_in(text, name))
        assert answer.status_code == 422
        assert 'data-tone="loss"' in answer.text


def test_the_export_is_what_an_import_reads(app: Flask, office: FlaskClient, hand_in: Callable[..., str]) -> None:
    office.post(f"{hand_in(HEAD + GOOD)}/write", data={"become": "board"})
    out = office.get("/office/export.csv")
    assert out.mimetype == "text/csv"
    assert "0 postings to write, 0 bad rows, 1 row left out" in office.get(hand_in(out.text)).text
