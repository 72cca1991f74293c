"""The log and the office speak in words: no verb, kind or number of a row as the code has it."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from board.accounts.models import Role, User
from board.kernel import audit
from board.kernel.unit_of_work import unit_of_work
from board.mentorship.models import Enrolment
from board.office.labels import THINGS, VERBS
from tests.mentorship.conftest import mentor  # noqa: F401  # a fixture

ROOT = Path(__file__).resolve().parents[2]
WRITERS = {"record", "record_past", "note_reading", "_record", "_write_down"}
VERB = re.compile(r"[a-z]+\.[a-z-]+")
IN_VARIABLES = {"account.take-back", "account.turn-down", "activity.edit", "activity.publish", "activity.retire"}
"""Verbs that are put together or chosen before they are written."""


def verbs_written() -> Iterator[str]:
    for path in (ROOT / "board").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
                if name in WRITERS:
                    yield from (text for text in texts if isinstance(text, str) and VERB.fullmatch(text))


def test_every_verb_of_the_log_has_words(app: Flask) -> None:
    written = set(verbs_written()) | IN_VARIABLES
    assert len(written) > 50, "they are seen"
    assert written - set(VERBS) == set()


def test_the_log_names_people_and_things_instead_of_numbers(
    person: Callable[..., User],
    mentor: Callable[..., Enrolment],  # noqa: F811
    browser_of: Callable[[User], FlaskClient],
) -> None:
    cora, stu, mia = person("cora", Role.COORDINATOR), person("stu", Role.STUDENT), mentor("mia")
    with unit_of_work():
        audit.record("round.pin", by=cora.id, thing="round:7", pair=(None, f"{stu.id} → {mia.id}:2"))
        audit.record("opportunity.join", by=cora.id, thing="opportunity:7", person=(None, stu.id))
        audit.record("record.share", by=stu.id, thing="share:7", entries=(None, [100, 200]))
        audit.record("account.trust", by=cora.id, thing=f"user:{stu.id}", trusted=(False, True))
        audit.record("mentor.approve", by=cora.id, thing=f"mentor:{mia.id}")
    page = " ".join(browser_of(cora).get("/office/audit").text.split())
    for words in (
        "fixed a pair", "pair: Stu with Mia", "added somebody to the posting", "person: Stu",
        "entries: 2 experiences", "trusted: no → yes", f'<a href="/mentors/{mia.id}">Mia</a>',
        '<strong>Cora</strong> <span class="c-hint">(cora@example.edu)</span> fixed a pair: ',
    ):  # fmt: skip
        assert words in page, words
    assert "round.pin" not in re.sub(r'value="[^"]*"', "", page)


def test_every_kind_of_thing_in_the_log_has_words(app: Flask) -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "board").rglob("*.py"))
    written = set(re.findall(r"thing=f?\"([a-z-]+)[:\"]", code))
    assert len(written) > 12, "they are seen"
    assert written - set(THINGS) == set()


def test_what_has_no_name_is_told_by_its_kind_and_no_change_is_told_at_all(
    person: Callable[..., User], browser_of: Callable[[User], FlaskClient]
) -> None:
    cora = person("cora", Role.COORDINATOR)
    with unit_of_work():
        audit.record("report.resolve", by=cora.id, thing="report:3", outcome=("", ""), note=(None, "talked"))
    page = " ".join(browser_of(cora).get("/office/audit").text.split())
    assert "a report about a person (no. 3)" in page
    assert "nothing → nothing" not in page
