"""A student never finds an internal word: secrets are planted wherever staff write, and every address is walked."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text as sql

from board.accounts.models import Role, User
from board.applications.models import Application
from board.kernel.db import db
from board.opportunities.models import Part
from tests.applications.conftest import Bench, reviewing, scores

SECRETS = (
    "PLANTEDNOTE",
    "PLANTEDTAG",
    "PLANTEDCOMMENT",
    "PLANTEDLINE",
    "Plantedreviewer",
    "PLANTEDCRITERION",
    "PLANTEDTEMPLATE",
)
INTERNAL = (
    "Unread",
    "In review",
    "Shortlisted",
    "quiet decision",
    "±",
    "numbers",
    "More good applications than places",
)
QUERIES = ("q=PLANTEDNOTE", "q=PLANTEDTAG", "q=Plantedreviewer", "state=shortlisted", "decided=reject", "page=2")
FRAGMENTS = ("opportunity-results", "suggestions", "desk-list")


def plant(bench: Bench, person: Callable[..., User]) -> None:
    """Everything that staff can write about one student, in their own browsers."""
    owner = bench.browser(bench.owner)
    reviewer = person("plantedreviewer", Role.FACULTY)
    reviewing(bench.posting, reviewer, Part.REVIEWER)
    rubric = {"version": "1", "key-0": "reasons", "name-0": "PLANTEDCRITERION", "weight-0": "1"}
    owner.post(f"/opportunities/{bench.posting.id}/rubric", data=rubric | {"anchor-0-1": "No", "anchor-0-5": "Yes"})
    owner.post("/applications/1/note", data={"note": "PLANTEDNOTE"})
    owner.post("/applications/1/tag", data={"tag": "PLANTEDTAG"})
    owner.post("/applications/1/move", data={"verb": "shortlist"})
    bench.browser(reviewer).post("/applications/1/review", data=scores(2, comment="PLANTEDCOMMENT"))
    form = {"application": "2", "text": "Hello {name}", "template-name": "PLANTEDTEMPLATE"}
    owner.post(f"{bench.desk}/message", data=form)
    owner.post("/applications/1/decide", data={"decision": "reject", "reason": "numbers", "line": "PLANTEDLINE"})
    for table, column, secret in (
        ("applications", "note", SECRETS[0]),
        ("applications", "tags", SECRETS[1]),
        ("reviews", "comment", SECRETS[2]),
        ("decisions", "line", SECRETS[3]),
        ("users", "name", SECRETS[4]),
        ("selections", "rubric", SECRETS[5]),
        ("message_templates", "name", SECRETS[6]),
    ):
        found = db.session.execute(sql(f"SELECT count(*) FROM {table} WHERE CAST({column} AS TEXT) LIKE '%{secret}%'"))
        assert found.scalar_one() >= 1, f"{secret} was not planted"


def addresses(app: Flask, bench: Bench) -> list[str]:
    """Every address that can be got, with each number that could stand in it."""
    found = []
    for rule in app.url_map.iter_rules():
        is_paper = rule.rule.endswith(".pdf")  # its text is packed, and its source is a page that is walked
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static" or "<token>" in rule.rule or is_paper:
            continue
        numbers = (1, 2) if rule.endpoint.startswith("applications.") else (1,)
        found += [re.sub(r"<[a-z]+:[a-z_]+>|<[a-z_]+>", str(number), rule.rule) for number in numbers]
    queries = [f"{page}?{query}" for page in ("/opportunities", bench.desk, "/search/suggest") for query in QUERIES]
    return sorted({*found, *queries})


def test_no_page_fragment_feed_or_search_tells_a_student(
    app: Flask, client: FlaskClient, bench: Bench, person: Callable[..., User]
) -> None:
    plant(bench, person)
    walked = 0
    for browser in (bench.browser(bench.students[0]), bench.browser(bench.students[1]), client):
        for address in addresses(app, bench):
            fragments = FRAGMENTS if address.startswith(("/opportunities?", "/search", bench.desk)) else ()
            for target in ("", *fragments):
                text, status = _read(browser, address, target)
                walked += status == 200
                told = [secret for secret in SECRETS if secret.lower() in text.lower() and secret not in address]
                assert told == [], f"{address} {target}: {told}"
    assert walked > 60, "the walk went somewhere"


def _read(browser: FlaskClient, address: str, target: str) -> tuple[str, int]:
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    try:
        answer = browser.get(address, headers=headers)
    except LookupError:
        return "", 0  # this page has no such fragment
    return answer.data.decode("latin-1"), answer.status_code


def test_their_own_pages_hold_no_word_of_the_desk(bench: Bench, person: Callable[..., User]) -> None:
    plant(bench, person)
    student = bench.browser(bench.students[0])
    for address in ("/applications", "/applications/1", "/notices", "/", "/applications/1/dates.ics"):
        page = student.get(address).text
        assert [word for word in INTERNAL if word in page] == [], address


def test_no_letter_to_a_student_tells(app: Flask, bench: Bench, person: Callable[..., User], tmp_path: Path) -> None:
    plant(bench, person)
    owner = bench.browser(bench.owner)
    owner.post("/applications/1/decide", data={"decision": "none"})
    owner.post("/applications/1/move", data={"verb": "interview"})
    owner.post("/applications/1/move", data={"verb": "waitlist"})
    owner.post("/applications/1/move", data={"verb": "offer"})
    bench.browser(bench.students[0]).post("/applications/1/decline-offer")
    letters = [
        message_from_bytes(path.read_bytes(), policy=policy.default) for path in (tmp_path / "letters").glob("*.eml")
    ]
    to_students = [one for one in letters if str(one["To"]) in {student.email for student in bench.students}]
    assert len(to_students) >= 4
    for letter in to_students:
        told = "".join(str(part.get_content()) for part in letter.walk() if part.get_content_maintype() == "text")
        assert [word for word in (*SECRETS, *INTERNAL) if word in told + str(letter["Subject"])] == []


def test_a_quiet_decision_is_nowhere_until_it_is_out(bench: Bench, person: Callable[..., User]) -> None:
    plant(bench, person)
    student = bench.browser(bench.students[0])
    assert "PLANTEDLINE" not in student.get("/applications/1").text
    bench.browser(bench.owner).post(f"/opportunities/{bench.posting.id}/decisions/release")
    after = student.get("/applications/1").text
    assert "PLANTEDLINE" in after, "the line is theirs to read once the answer is out"
    assert db.session.get_one(Application, 1).note == "PLANTEDNOTE"
    assert [word for word in SECRETS if word in after] == ["PLANTEDLINE"]
