"""Postings for programs: what the page lists, by the same filters, and never more than a stranger reads there."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.kernel import clock
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import PUBLIC, Opportunity, PostingState
from board.search.engine import IndexUnavailable
from tests.api.programs import ask, demo_token
from tests.conftest import NOW

LIST = "/api/v1/postings"


@pytest.fixture
def token(demo: Flask) -> str:
    return demo_token(demo.test_client(), "coordinator@example.edu")


QUESTIONS = [
    "",
    "?q=safety",
    "?q=patient+-falls+OR+clinic",
    "?kind=committee-seat&kind=qi-project",
    "?area=education&pay=none",
    "?hours_max=3&closing=30d",
    "?sort=newest&place=remote&place=not-stated",
    "?q=committee&sort=closing&year=M2",
]


def test_a_program_finds_what_a_reader_of_the_page_finds(client: FlaskClient, token: str) -> None:
    for question in QUESTIONS:
        found = ask(client, LIST + question, token).json
        shown: list[int] = []
        for page_number in range(1, -(-found["total"] // 20) + 1):
            page = client.get(f"/opportunities{question}{'&' if question else '?'}typed=1&page={page_number}").text
            shown += [int(number) for number in re.findall(r'<h[23][^>]*><a href="/opportunities/(\d+)"', page)]
        assert [posting["id"] for posting in found["postings"]] == shown[:50], question
        assert found["pages"] == -(-found["total"] // 50)
    safety = ask(client, f"{LIST}?q=safety", token).json
    assert safety["total"] > 0 and safety["has_every_word"]
    widened = ask(client, f"{LIST}?q=safety+zzzzz", token).json
    assert widened["total"] > 0 and not widened["has_every_word"], (
        "a word that was passed over is not passed over in silence"
    )


def test_facets_count_what_each_would_leave(client: FlaskClient, token: str) -> None:
    whole = ask(client, LIST, token).json
    for facet in whole["facets"]:
        for choice in facet["choices"]:
            asked = {facet["name"]: choice["value"]}
            found = client.get(LIST, query_string=asked, headers={"Authorization": f"Bearer {token}"}).json
            assert found["total"] == choice["count"] > 0, asked
            assert choice | {"chosen": True} in _chosen(found)


def _chosen(found: dict) -> list[dict]:  # type: ignore[type-arg]  # JSON
    return [choice for facet in found["facets"] for choice in facet["choices"] if choice["chosen"]]


def test_pages_lead_to_one_another(client: FlaskClient, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("board.api.views.PER_PAGE", 7)
    address, ids, relations = f"{LIST}?sort=newest", [], []
    while address:
        answer = ask(client, address, token)
        found = answer.json
        ids += [posting["id"] for posting in found["postings"]]
        relations.append(re.findall(r'rel="(\w+)"', ",".join(answer.headers.getlist("Link"))))
        address = (found["next"] or "").removeprefix("http://localhost")
    assert len(ids) == len(set(ids)) == found["total"] > 14
    assert relations[0] == ["next"] and relations[1] == ["next", "prev"] and relations[-1] == ["prev"]
    beyond = ask(client, f"{LIST}?page=9999", token).json
    assert (beyond["postings"], beyond["next"]) == ([], None) and beyond["previous"].endswith(f"page={beyond['pages']}")


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("?competancy=professionalism", "competancy"),
        ("?page=0", "page"),
        ("?page=two", "page"),
        ("?hours_max=61", "hours_max"),
        ("?closing=soon", "closing"),
        ("?sort=fit", "sort"),
        ("?q=" + "x" * 301, "q"),
        ("?kind=" + "&kind=".join(map(str, range(21))), "kind"),
        ("?host=", "host"),
        ("?kind=bogus", "kind"),
        ("?pay=gold&pay=none", "pay"),
        ("?season=monsoon", "season"),
    ],
)
def test_what_cannot_be_understood_is_refused_by_name(
    client: FlaskClient, token: str, question: str, name: str
) -> None:
    answer = ask(client, LIST + question, token)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert list(answer.json["errors"]) == [name] and name in answer.json["detail"]


def test_one_posting_is_answered_as_strangers_read_it(client: FlaskClient, token: str) -> None:
    each = {posting.status(NOW): posting for posting in db.session.scalars(select(Opportunity))}
    assert len(each) > 6
    for status, posting in each.items():
        answer, number = ask(client, f"{LIST}/{posting.id}", token), posting.id
        assert answer.status_code == (200 if posting.state in PUBLIC else 404), status
        assert answer.status_code == client.get(f"/opportunities/{number}").status_code
        if answer.status_code == 200:
            without = "not-stated" if posting.is_deadline_unstated else "rolling"
            assert (answer.json["id"], answer.json["status"]) == (number, status.value)
            assert answer.json["deadline"] == ("dated" if posting.closes_at else without)


def test_what_is_unchanged_is_not_sent_again_and_what_closed_is(client: FlaskClient, token: str) -> None:
    posting = db.session.scalars(select(Opportunity).where(Opportunity.status(NOW) == "open")).first()
    assert posting is not None
    with unit_of_work():
        posting.closes_at, posting.is_deadline_unstated = NOW + timedelta(hours=1), False
    for address in (LIST, f"{LIST}/{posting.id}"):
        first = ask(client, address, token)
        assert first.headers["Cache-Control"] == "private, no-cache" and "Authorization" in first.headers["Vary"]
        mark = {"If-None-Match": first.headers["ETag"]}
        again = ask(client, address, token, **mark)
        assert (again.status_code, again.data) == (304, b"")
        assert client.get(address, headers=mark).status_code == 401, "an unchanged answer is one, too"
        with clock.frozen(NOW + timedelta(hours=1)):
            assert ask(client, address, token, **mark).status_code == 200
    with unit_of_work():
        db.session.get_one(Opportunity, posting.id).state = PostingState.DRAFT
    assert ask(client, f"{LIST}/{posting.id}", token).status_code == 404


def test_without_the_index_words_and_kinds_are_answered_and_nothing_is_passed_over(
    demo: Flask, client: FlaskClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_index = ask(client, f"{LIST}?kind=seminar", token).json

    def gone(_request: object) -> None:
        raise IndexUnavailable("gone")

    monkeypatch.setattr(demo.extensions["engine"], "search", gone)
    without = ask(client, f"{LIST}?kind=seminar", token).json
    assert without["facets"] == [] and without["postings"] == with_index["postings"] != []
    refused = ask(client, f"{LIST}?pay=stipend", token)
    assert (refused.status_code, refused.mimetype) == (503, "application/problem+json")
    assert refused.headers["Retry-After"] == "30"
