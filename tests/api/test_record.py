"""One's own record for a program: what somebody confirmed, and nobody else's."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from board.accounts import queries as account_queries
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.record.models import Entry
from tests.api.programs import SCOPES, ask, demo_token

RECORD = "/api/v1/record"


def test_a_student_reads_what_is_verified_and_nothing_else(demo: Flask, client: FlaskClient) -> None:
    token = demo_token(demo.test_client(), "student@example.edu", scopes=SCOPES)
    student = account_queries.by_email("student@example.edu")
    assert student is not None
    mine = list(db.session.scalars(select(Entry).where(Entry.student_id == student.id)))
    verified = {entry.id for entry in mine if entry.is_verified and entry.set_aside_at is None}
    answer = ask(client, RECORD, token)
    record = answer.json
    assert {entry["id"] for entry in record["entries"]} == verified != {entry.id for entry in mine}
    assert (record["name"], record["class_year"]) == (student.name, student.class_year)
    assert record["hours"] == sum(entry.hours or 0 for entry in mine if entry.id in verified) > 0
    assert abs(sum(line["hours"] for line in record["competencies"]) - record["hours"]) < 0.1
    for entry in record["entries"]:
        assert entry["verified_by"] and entry["grade"] in ("approved", "certificate")
    assert student.email not in answer.text
    with unit_of_work():
        row = db.session.get_one(Entry, min(verified))
        row.verified_at, row.verified_by, row.grade, row.words_verified = None, "", None, False
    again = ask(client, RECORD, token, **{"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 200 and min(verified) not in {entry["id"] for entry in again.json["entries"]}
