"""The OpenAPI document: valid, whole, and the same as what is answered (each test of the API checks its answers)."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import ValidationError
from openapi_spec_validator import validate

from board.accounts.models import TokenScope
from board.api.document import rules
from board.web import problems
from tests.api.described import check
from tests.api.programs import demo_token

DOCUMENT = "/api/openapi.json"


def test_the_document_is_valid_and_not_sent_twice(app: Flask, client: FlaskClient) -> None:
    answer = client.get(DOCUMENT)
    validate(answer.json)
    check(app, DOCUMENT, answer)
    assert client.get(DOCUMENT, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert answer.json["servers"] == [{"url": "http://127.0.0.1:8000"}]


def test_every_address_is_described_with_the_scope_that_it_asks_for(app: Flask, client: FlaskClient) -> None:
    there = {rule.rule.replace("<id:opportunity_id>", "{opportunity_id}"): rule for rule in rules(app)}
    described = client.get(DOCUMENT).json["paths"]
    assert described.keys() == there.keys()
    assert len(there) >= 4
    for path, rule in there.items():
        assert {"GET"} <= (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS"}, "nothing is changed here"
        access = app.view_functions[rule.endpoint].__access__  # type: ignore[attr-defined]  # the mark of the house
        scopes = [next(iter(needs.values())) for needs in described[path]["get"]["security"]]
        assert scopes == ([[access.removeprefix("token ")]] if access != "public" else []), path
        assert path == DOCUMENT or access.removeprefix("token ") in list(TokenScope), path
        assert described[path]["get"]["summary"]


def test_no_page_leads_where_programs_ask_but_for_the_paper(client: FlaskClient) -> None:
    page = client.get("/api").text
    assert DOCUMENT in page and "Authorization: Bearer" in page
    assert problems.PREFIX == "/api/"


def test_an_answer_that_is_not_described_is_found(demo: Flask, client: FlaskClient) -> None:
    token = demo_token(demo.test_client(), "student@example.edu", scopes=["record:read"])
    answer = client.get("/api/v1/record", headers={"Authorization": f"Bearer {token}"})
    record = answer.json
    for wrong in (
        record | {"email": "student@example.edu"},
        {name: value for name, value in record.items() if name != "hours"},
        record | {"entries": [record["entries"][0] | {"starts": "soon"}]},
    ):
        answer.set_data(json.dumps(wrong))
        with pytest.raises(ValidationError):
            check(demo, "/api/v1/record", answer)
