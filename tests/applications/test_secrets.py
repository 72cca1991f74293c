"""A student never finds an internal word: secrets are planted wherever staff write, and every address is walked.

Whether the walk sees at all is tested with it: the title of the posting, which a student may read, has to be found in
every form in which something leaves the house.
"""

import inspect
import io
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import text as sql
from werkzeug.routing import Rule

from board.accounts.models import Role, User
from board.applications.models import Application
from board.kernel.db import db
from board.kernel.unit_of_work import unit_of_work
from board.opportunities.models import PostingRole
from tests.applications.conftest import Bench, reviewing, scores
from tests.confirming import agree
from tests.conftest import NOW

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
    "In review",
    "Shortlisted",
    "draft decision",
    "±",
    "numbers",
    "More good applications than places",
)
TITLE = "Safety committee"
QUERIES = ("q=PLANTEDNOTE", "q=PLANTEDTAG", "q=Plantedreviewer", "state=shortlisted", "decided=reject", "q=safety")
SEARCHED = ("/opportunities", "/opportunities.atom", "/opportunities.ics", "/search/suggest", "/learning", "/mentors")


def plant(bench: Bench, person: Callable[..., User]) -> None:
    """Everything that staff can write about one student, in their own browsers."""
    owner = bench.browser(bench.owner)
    reviewer = person("plantedreviewer", Role.FACULTY)
    reviewing(bench.posting, reviewer, PostingRole.REVIEWER)
    rubric = {"key-0": "reasons", "name-0": "PLANTEDCRITERION", "weight-0": "1"}
    owner.post(f"/opportunities/{bench.posting.id}/rubric", data=rubric | {"anchor-0-1": "No", "anchor-0-5": "Yes"})
    for number in (1, 2):
        owner.post(f"/applications/{number}/note", data={"note": "PLANTEDNOTE"})
        owner.post(f"/applications/{number}/tag", data={"tag": "PLANTEDTAG"})
        owner.post(f"/applications/{number}/move", data={"verb": "shortlist"})
        answer = bench.browser(reviewer).post(
            f"/applications/{number}/review", data=scores(2, comment="PLANTEDCOMMENT")
        )
        assert answer.status_code == 303
    form = {"application": "2", "text": "Hello {name}", "template-name": "PLANTEDTEMPLATE"}
    owner.post(f"{bench.applicants}/message", data=form)
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


def go_through(bench: Bench) -> list[str]:
    """Ben accepts the offer and completes it, keeps it in his record, shares that, and has a calendar of his deadlines.

    Answers the addresses that were made for him on the way.
    """
    owner, ben = bench.browser(bench.owner), bench.browser(bench.students[1])
    with unit_of_work():
        bench.posting.seats = 2  # so that it stays open, and is found
    owner.post("/applications/2/move", data={"verb": "offer"})
    ben.post("/applications/2/accept-offer")
    ben.post("/placements/1/start", data={"day": NOW.date().isoformat()})
    for browser in (ben, owner):
        agree(browser, "/placements/1/confirm")
    made = ben.post("/saved/calendar").text
    ben.post("/record/shares", data={"label": "For the residency", "days": "30", "entries": "1"})
    shared = ben.get("/record/shares").text
    found = [*re.findall(r"/calendar/[\w.-]+?\.ics", made), *re.findall(r"/record/shared/[\w.-]+", shared)]
    assert len(found) >= 2, found
    return found


@pytest.fixture
def emails_to_students(bench: Bench, tmp_path: Path) -> Callable[[], list[EmailMessage]]:
    """Every email that a student got."""

    def read() -> list[EmailMessage]:
        paths = sorted((tmp_path / "mail").glob("*.eml"))
        sent = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
        return [email for email in sent if str(email["To"]) in {student.email for student in bench.students}]

    return read


def told_by(email: EmailMessage) -> str:
    """All that an email says: its headers, its text, and the same as HTML."""
    parts = [part.get_content() for part in email.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in email.items()), *parts])


def addresses(app: Flask, bench: Bench) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every address that can be got, with each number that could stand in it, and the fragments that it has."""
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static" or "<token>" in rule.rule:
            continue
        numbers = (1, 2) if rule.endpoint.startswith("applications.") else (1,)
        for number in numbers if "<" in rule.rule else (1,):
            yield re.sub(r"<[a-z]+:[a-z_]+>", str(number), rule.rule), fragments_of(app, rule)
    for page in (*SEARCHED, bench.applicants):
        yield from ((f"{page}?{query}", ()) for query in QUERIES)


def fragments_of(app: Flask, rule: Rule) -> tuple[str, ...]:
    """The fragments that the module of a view names."""
    module = inspect.getmodule(inspect.unwrap(app.view_functions[rule.endpoint]))
    assert module is not None
    return tuple(re.findall(r'"([a-z-]+)": "[a-z]+/_[a-z_]+\.html"', inspect.getsource(module)))


def read(browser: FlaskClient, address: str, target: str = "") -> tuple[str, str]:
    """The kind of what opens at an address, and all its words; two empty ones where nothing does."""
    try:
        answer = browser.get(address, headers={"HX-Request": "true", "HX-Target": target} if target else {})
    except LookupError:
        return "", ""  # this page has no such fragment
    return (answer.mimetype, words_of(answer.mimetype, answer.data)) if answer.status_code == 200 else ("", answer.text)


def words_of(kind: str, body: bytes) -> str:
    """What somebody reads who opens it with the program it is meant for."""
    match kind:
        case "application/pdf":
            return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
        case "application/zip":
            with zipfile.ZipFile(io.BytesIO(body)) as archive:
                return "\n".join(
                    [
                        *archive.namelist(),
                        *(archive.read(name).decode("utf-8", "replace") for name in archive.namelist()),
                    ]
                )
        case "text/calendar":
            return body.decode().replace("\r\n ", "")
        case "application/json":
            return json.dumps(json.loads(body), ensure_ascii=False)
        case _:
            return body.decode("utf-8", "replace")


def test_no_page_fragment_file_feed_or_search_tells_a_student(
    app: Flask,
    client: FlaskClient,
    bench: Bench,
    person: Callable[..., User],
    emails_to_students: Callable[[], list[EmailMessage]],
) -> None:
    plant(bench, person)
    made = go_through(bench)
    app.test_cli_runner().invoke(args=["reindex"])
    links = re.findall(r"http://[^/\s]+(/[\w./?=&-]+)", "\n".join(map(told_by, emails_to_students())))
    walk = [*addresses(app, bench), *((address, ()) for address in sorted({*made, *links}))]
    assert any("/offers/" in address for address, _ in walk)
    assert any("/unsubscribe/" in address for address, _ in walk)
    browsers = [bench.browser(student) for student in bench.students]
    shown = defaultdict(set)
    for browser in (*browsers, bench.browser(person("sue", Role.STUDENT)), client):
        for address, fragments in walk:
            for target in ("", *fragments):
                kind, text = read(browser, address, target)
                told = [secret for secret in SECRETS if secret.lower() in text.lower() and secret not in address]
                assert told == [], f"{address} {target}: {told}"
                assert TITLE not in text or "PLANTED" not in address.upper(), f"{address} finds by what is hidden"
                shown[kind].add(TITLE in text)
    seen = {kind for kind, whether in shown.items() if True in whether}
    assert seen >= {"text/html", "text/csv", "application/pdf", "application/json", "text/calendar"}
    assert "application/atom+xml" in seen, "the index was searched too"


def test_their_own_pages_hold_no_word_of_the_reviewers(bench: Bench, person: Callable[..., User]) -> None:
    plant(bench, person)
    student = bench.browser(bench.students[0])
    for address in ("/applications", "/applications/1", "/notices", "/", "/applications/1/dates.ics"):
        page = student.get(address).text
        assert [word for word in INTERNAL if word in page] == [], address


def test_no_email_to_a_student_tells(
    bench: Bench, person: Callable[..., User], emails_to_students: Callable[[], list[EmailMessage]]
) -> None:
    plant(bench, person)
    go_through(bench)
    owner = bench.browser(bench.owner)
    owner.post("/applications/1/decide", data={"decision": "none"})
    for verb in ("interview", "waitlist", "offer"):
        owner.post("/applications/1/move", data={"verb": verb})
    owner.post("/applications/1/answer-by", data={"answer_by": "2026-03-20"})
    agree(bench.browser(bench.students[0]), "/applications/1/decline-offer")
    owner.post(f"/opportunities/{bench.posting.id}/extend", data={"closes": "2026-03-30", "reason": "More time."})
    sent = emails_to_students()
    assert len(sent) >= 7
    for email in sent:
        told = told_by(email)
        assert TITLE in told, "the email is read whole"
        assert [word for word in (*SECRETS, *INTERNAL) if word in told] == [], email["Subject"]


def test_a_draft_decision_is_nowhere_until_it_is_out(bench: Bench, person: Callable[..., User]) -> None:
    plant(bench, person)
    student = bench.browser(bench.students[0])
    assert "PLANTEDLINE" not in student.get("/applications/1").text
    agree(bench.browser(bench.owner), f"/opportunities/{bench.posting.id}/decisions/release")
    after = student.get("/applications/1").text
    assert "PLANTEDLINE" in after, "the line is theirs to read once the answer is out"
    assert db.session.get_one(Application, 1).note == "PLANTEDNOTE"
    assert [word for word in SECRETS if word in after] == ["PLANTEDLINE"]
